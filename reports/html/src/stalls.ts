// Stretches in which operations waited and the target gave no sign of life.
import { caption, cell, element, header, scrolling, section } from "./dom.ts";
import { count, seconds } from "./format.ts";
import type { Report } from "./report.ts";
import { moment_link } from "./summary.ts";
import type { View } from "./window.ts";

export function stalls(report: Report, view: View): HTMLElement | null {
  if (report.stalls.length === 0) return null;
  const table = element(
    "table",
    { class: "figures" },
    caption("The longest ones, in the order of time"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        header("at", "col"),
        header("length", "col", "number"),
        header("operations that waited", "col", "number"),
        header("phase", "col"),
      ),
    ),
    element(
      "tbody",
      {},
      ...report.stalls.map((stall) =>
        element(
          "tr",
          {},
          cell("", moment_link(view, stall.start_s)),
          cell("number", seconds(stall.length_s)),
          cell("number", count(stall.operations)),
          cell("", stall.phase),
        ),
      ),
    ),
  );
  return section(
    "stalls",
    "Stalls",
    element("p", { class: "hint" }, "Operations came due, and the target gave no sign of life."),
    scrolling("Stalls", table),
  );
}
