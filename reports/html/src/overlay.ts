// The timelines of both sides over one another, a phase of one above that of the other.
import { aligned, aligned_bands } from "./alignment.ts";
import { type Draw, draw_charts } from "./chart_stack.ts";
import { type ComparePage, type Runs, sides } from "./comparison.ts";
import { append, element, section } from "./dom.ts";
import { moment } from "./format.ts";
import { overlay_charts } from "./overlay_charts.ts";
import { chart_height } from "./timeline.ts";
import { View } from "./window.ts";
import { zoom_buttons } from "./zoom.ts";

// Which run of each side is shown, and why the other one is not.
function which(of: ComparePage): HTMLElement {
  const list = element("ul", { class: "sides" });
  for (const side of sides) {
    const { runs, typical, no_excerpt } = of.page[side];
    const run = typical === null ? undefined : runs[typical];
    const name = run?.source ?? of.comparison[side].source;
    const link =
      run === undefined || run.address === ""
        ? element("strong", {}, name)
        : element("a", { attributes: { href: run.address } }, name);
    const what = of[side]
      ? runs.length > 1
        ? `, of ${runs.length} runs the one nearest to the medians`
        : ", the only run"
      : `, no timeline: ${no_excerpt}`;
    const swatch = element("span", { class: `swatch ${side}` });
    append(list, element("li", {}, swatch, `${side}: `, link, what));
  }
  return list;
}

export function overlay(of: ComparePage): { root: HTMLElement; draw: Draw } {
  const runs: Runs = { base: of.base, head: of.head };
  const drawn = sides.some((side) => (runs[side]?.timeline.start_s.length ?? 0) > 0);
  const title = "Timelines";
  if (!drawn) {
    const empty = element("p", { class: "empty" }, "There is no timeline to draw.");
    return { root: section("timelines", title, which(of), empty), draw: () => {} };
  }
  const axis = aligned(runs);
  const bands = aligned_bands(runs, axis);
  const view = new View({ from_s: 0, to_s: Math.max(axis.end_s, 0.1) });
  const places = bands.bands
    .filter((band) => band.kind !== "fault-band")
    .map(({ label, kind, from_s, to_s }) => ({ label, kind, from_s, to_s }));
  const charts_box = element("div", { class: "charts" });
  const root = section(
    "timelines",
    title,
    which(of),
    element(
      "p",
      { class: "hint" },
      (runs.base && runs.head
        ? `Both runs, phase above phase, ${moment(axis.end_s)} in all: what took longer in one leaves a ` +
          "gap in the other. "
        : `From the start of the first phase on, ${moment(axis.end_s)} in all. `) +
        "Striped: a fault is in. Dotted lines: clients of that side had recovered. Drag over a chart " +
        "to zoom, double-click to see the whole.",
    ),
    zoom_buttons(view, "All phases", places),
    charts_box,
  );
  const draw = () => {
    draw_charts(charts_box, overlay_charts(runs, axis), view, () => bands, chart_height);
  };
  return { root, draw };
}
