// The charts of a run that is over: those of any timeline, with the limits of gates and a heat map,
// and what is known only at the end.
import type { ChartOptions, Series } from "./chart.ts";
import { count, milliseconds } from "./format.ts";
import type { Heat } from "./heat.ts";
import type { Gate, Phase, Report, WholeTimeline } from "./report.ts";
import { at, highest, type Points, points_of, timeline_charts } from "./timeline_charts.ts";

const most_limits = 3; // In one chart.

function is_judged_by(gate: Gate, phase: Phase): boolean {
  if (gate.variant !== phase.variant) return false;
  if (gate.phase === "") return phase.kind !== "warmup" && phase.kind !== "capacity";
  return gate.phase === phase.name || gate.phase === phase.kind;
}

/** A line at the limit of each gate of one of these metrics, in the phases that it judges. */
function limits(report: Report, points: Points, metric: RegExp, unit: number): Series[] {
  const lines = new Map<string, Series>();
  for (const gate of report.gates) {
    if (gate.limit === null || !metric.test(gate.metric)) continue;
    const phases = report.phases.filter((phase) => is_judged_by(gate, phase));
    const label = `limit of ${gate.name}`;
    const line = lines.get(label);
    const drawn = points.x.map((time, i) => {
      const inside = phases.some(
        ({ start_s, end_s }) => time >= start_s - 1e-6 && time < end_s - 1e-6,
      );
      return inside ? (gate.limit ?? 0) * unit : (line?.drawn[i] ?? null);
    });
    if (!drawn.some((value) => value !== null)) continue;
    lines.set(label, { label, colour: "fail", drawn, dash: [7, 4], width: 1.5 });
  }
  return [...lines.values()].slice(0, most_limits);
}

function heat_of({ start_s, end_s, response_bands }: WholeTimeline): Heat {
  return {
    label: "how many, darker for more",
    colour: "due",
    from_s: start_s,
    to_s: end_s,
    up_to: response_bands.up_to_ms,
    counts: response_bands.counts,
  };
}

function in_flight_chart({ in_flight }: WholeTimeline, points: Points): ChartOptions {
  return {
    id: "in-flight",
    title: "Operations in flight, at the end of each window",
    summary: `At most ${count(highest(in_flight))} operations were in flight.`,
    x: points.x,
    series: [{ label: "in flight", colour: "throughput", drawn: at(in_flight, points), width: 2 }],
    tick: (value) => (Number.isInteger(value) ? count(value) : ""),
    value: count,
  };
}

/** The retries of a window with its operations, those that were tried at all. */
function attempts_chart(timeline: WholeTimeline, points: Points): ChartOptions {
  const { due, dropped, retries } = timeline;
  const attempts = due.map((each, i) => {
    const tried = each - (dropped[i] ?? 0);
    return tried > 0 ? 1 + (retries[i] ?? 0) / tried : null;
  });
  return {
    id: "attempts",
    title: "Attempts for each operation",
    summary: `Retries made up to ${highest(attempts).toFixed(2)} attempts of an operation.`,
    x: points.x,
    close: true,
    series: [{ label: "attempts", colour: "latency-p99", drawn: at(attempts, points), width: 2 }],
    tick: (value) => String(Number(value.toFixed(2))),
    value: (value) => value.toFixed(2),
  };
}

/** Over one another, on one axis of time; `more` is said to who cannot see them. */
export function report_charts(report: Report, more: string): ChartOptions[] {
  const { timeline } = report;
  const points = points_of(timeline);
  const charts = timeline_charts(timeline, more);
  for (const chart of charts) {
    if (chart.id === "rates") {
      chart.series.push(...limits(report, points, /^(goodput|throughput)$/, 1));
    }
    if (chart.id !== "latency") continue;
    chart.heat = heat_of(timeline);
    const metric = /^p\d+(_\d+)?\(response_time\)$/;
    chart.series.push(...limits(report, points, metric, 1000));
    const slowest = highest(timeline.response_max_ms);
    chart.summary += ` The heat map counts response times up to ${milliseconds(slowest)}.`;
  }
  if (timeline.retries.some((each) => each > 0)) charts.push(attempts_chart(timeline, points));
  charts.push(in_flight_chart(timeline, points));
  return charts;
}
