// What people wrote down while the system was running: the timeline has room for a few words of
// a note at most, and none where two stand close.
import { element, section } from "./dom.ts";
import type { Report } from "./report.ts";
import { moment_link } from "./summary.ts";
import type { View } from "./window.ts";

export function notes(report: Report, view: View): HTMLElement | null {
  const all = report.notes ?? [];
  if (all.length === 0) return null;
  const rows = all.map(({ at_s, text, who }) =>
    element(
      "li",
      {},
      moment_link(view, at_s),
      ` ${text} `,
      element("span", { class: "note" }, who),
    ),
  );
  return section("notes", "Notes", element("ul", { class: "plain" }, ...rows));
}
