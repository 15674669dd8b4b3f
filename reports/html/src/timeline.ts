// The timeline: charts of rates, failures and response times, and a lane for each node, all over
// the same stretch of the run, with one cursor.
import { type Bands, bands_of, fault_letter } from "./bands.ts";
import { type Draw, draw_charts } from "./chart_stack.ts";
import { element, section } from "./dom.ts";
import { titled } from "./format.ts";
import { lanes } from "./lanes.ts";
import type { Report } from "./report.ts";
import { report_charts } from "./report_charts.ts";
import { windows_table } from "./windows_table.ts";
import type { View } from "./window.ts";
import { type Place, zoom_buttons } from "./zoom.ts";

function places_of(report: Report, view: View): Place[] {
  const places: Place[] = report.phases.map((phase, index) => ({
    label: `${index + 1} ${titled(phase)}`,
    kind: phase.kind,
    from_s: phase.start_s,
    to_s: phase.end_s,
  }));
  report.faults.forEach((fault, index) => {
    if (fault.injected_at_s === null) return;
    const end_s = fault.healed_at_s ?? report.duration_s;
    const around_s = Math.max(1, (end_s - fault.injected_at_s) / 2);
    places.push({
      label: `${fault_letter(index)} ${fault.kind} ${fault.target}`,
      kind: "fault-band",
      from_s: Math.max(view.whole.from_s, fault.injected_at_s - around_s),
      to_s: Math.min(view.whole.to_s, end_s + around_s),
    });
  });
  return places;
}

export function chart_height(width: number): number {
  return Math.round(Math.min(360, Math.max(210, width * 0.2)));
}

export function timeline(report: Report, view: View): { root: HTMLElement; draw: Draw } {
  const bands: Bands = bands_of(report);
  const charts_box = element("div", { class: "charts" });
  if (report.timeline.start_s.length === 0) {
    const empty = element("p", { class: "empty" }, "No load ran, so there is nothing to draw.");
    return {
      root: section("timeline", "Timeline", empty, lanes(report, view, bands)),
      draw: () => {},
    };
  }
  const root = section(
    "timeline",
    "Timeline",
    element(
      "p",
      { class: "hint" },
      "Drag over a chart to zoom, double-click to see the whole run. Striped: a fault is in. " +
        "Dotted lines: clients noticed (red), and had recovered (green).",
    ),
    zoom_buttons(view, "Whole run", places_of(report, view)),
    charts_box,
    lanes(report, view, bands),
    windows_table(report, view),
  );
  const draw = () => {
    const more = " The same figures stand in the table of windows below.";
    const charts = report_charts(report, more);
    draw_charts(charts_box, charts, view, () => bands, chart_height);
  };
  return { root, draw };
}

export function span_of(report: Report): { from_s: number; to_s: number } {
  const ends = [report.duration_s, 0.1];
  for (const phase of report.phases) ends.push(phase.end_s);
  for (const lane of report.nodes) for (const span of lane.spans) ends.push(span.end_s);
  return { from_s: 0, to_s: Math.max(...ends) };
}
