// The timeline: charts of rates, failures and response times, and a lane for each node, all over
// the same stretch of the run, with one cursor.
import { type Bands, bands_of, fault_letter } from "./bands.ts";
import type { ChartOptions, Series } from "./chart.ts";
import { type Draw, draw_charts } from "./chart_stack.ts";
import { error_colour } from "./colours.ts";
import { element, section } from "./dom.ts";
import { milliseconds, rate, titled } from "./format.ts";
import { lanes } from "./lanes.ts";
import type { Report } from "./report.ts";
import { windows_table } from "./windows_table.ts";
import type { View } from "./window.ts";
import { type Place, zoom_buttons } from "./zoom.ts";

type Values = (number | null)[];

/** Where in the lists of report.timeline each plotted point comes from; null is a gap. */
interface Points {
  x: number[];
  source: (number | null)[];
}

// A window's value is drawn from its start on, so the last window needs a point at its end; and so
// does one before a stretch without windows.
function points_of(report: Report): Points {
  const { start_s, end_s } = report.timeline;
  const points: Points = { x: [], source: [] };
  start_s.forEach((start, index) => {
    points.x.push(start);
    points.source.push(index);
    const end = end_s[index] ?? start;
    const next = start_s[index + 1];
    if (next !== undefined && next - end < 1e-3) return;
    points.x.push(end);
    points.source.push(next === undefined ? index : null);
  });
  return points;
}

function at(values: Values, points: Points): Values {
  return points.source.map((index) => (index === null ? null : (values[index] ?? null)));
}

function highest(values: Values): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

function rates_chart(report: Report, points: Points): ChartOptions {
  const { start_s, end_s, due, throughput_per_s, goodput_per_s } = report.timeline;
  const due_per_s = due.map(
    (each, i) => each / Math.max(1e-9, (end_s[i] ?? 0) - (start_s[i] ?? 0)),
  );
  return {
    id: "rates",
    title: "Rate, operations per second",
    summary: `Goodput up to ${rate(highest(goodput_per_s))}, throughput up to ${rate(
      highest(throughput_per_s),
    )}. The same figures stand in the table of windows below.`,
    x: points.x,
    series: [
      {
        label: "goodput",
        colour: "goodput",
        drawn: at(goodput_per_s, points),
        fill: true,
        width: 2,
      },
      { label: "throughput", colour: "throughput", drawn: at(throughput_per_s, points) },
      { label: "due", colour: "due", drawn: at(due_per_s, points), dash: [3, 3], width: 1 },
    ],
    tick: (value) => String(Number(value.toFixed(2))),
    value: rate,
  };
}

// The classes stand on one another; the tallest sum is drawn first, so that each shows its part.
function failures_chart(report: Report, points: Points): ChartOptions {
  const { start_s, end_s, errors } = report.timeline;
  const seconds_of = (i: number) => Math.max(1e-9, (end_s[i] ?? 0) - (start_s[i] ?? 0));
  const sums = start_s.map(() => 0);
  const classes = Object.keys(errors);
  const series: Series[] = Object.entries(errors).map(([error, counts]) => {
    const per_s = counts.map((each, i) => each / seconds_of(i));
    per_s.forEach((value, i) => (sums[i] = (sums[i] ?? 0) + value));
    const values = at(per_s, points);
    return {
      label: error,
      colour: error_colour(error),
      drawn: at([...sums], points),
      values,
      fill: true,
      width: 1,
    };
  });
  if (series.length === 0) {
    series.push({ label: "no failure", colour: "goodput", drawn: at(sums, points) });
  }
  return {
    id: "failures",
    title: "Failed attempts by class, per second",
    summary: `Up to ${rate(highest(sums))} failed attempts. Classes: ${classes.join(", ") || "none"}.`,
    x: points.x,
    series: series.reverse(),
    tick: (value) => String(Number(value.toFixed(2))),
    value: rate,
  };
}

function latency_chart(report: Report, points: Points): ChartOptions {
  const timeline = report.timeline;
  // A logarithmic axis has no zero.
  const drawn = (values: Values) =>
    at(values, points).map((value) => (value === null ? null : Math.max(value, 0.001)));
  const most = (values: Values) => milliseconds(highest(values));
  const p50 = most(timeline.response_p50_ms);
  const p99 = most(timeline.response_p99_ms);
  const max = most(timeline.response_max_ms);
  return {
    id: "latency",
    title: "Response time from the intended start (logarithmic)",
    summary: `Median up to ${p50}, 99th percentile up to ${p99}, longest ${max}.`,
    x: points.x,
    series: [
      { label: "max", colour: "latency-max", drawn: drawn(timeline.response_max_ms), width: 1 },
      { label: "p99", colour: "latency-p99", drawn: drawn(timeline.response_p99_ms), width: 2 },
      {
        label: "service time p99",
        colour: "latency-service",
        drawn: drawn(timeline.service_p99_ms),
        dash: [4, 3],
        width: 1.5,
      },
      { label: "p50", colour: "latency-p50", drawn: drawn(timeline.response_p50_ms), width: 2 },
    ],
    logarithmic: true,
    tick: (value) => milliseconds(value).replace(/\.0+(?= )/, ""),
    value: milliseconds,
  };
}

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
    const points = points_of(report);
    const options = [
      rates_chart(report, points),
      failures_chart(report, points),
      latency_chart(report, points),
    ];
    draw_charts(charts_box, options, view, () => bands, chart_height);
  };
  return { root, draw };
}

export function span_of(report: Report): { from_s: number; to_s: number } {
  const ends = [report.duration_s, 0.1];
  for (const phase of report.phases) ends.push(phase.end_s);
  for (const lane of report.nodes) for (const span of lane.spans) ends.push(span.end_s);
  return { from_s: 0, to_s: Math.max(...ends) };
}
