// The charts of a timeline: rates, failures by class, response times.
import { lowest } from "./axes.ts";
import type { ChartOptions, Series } from "./chart.ts";
import { error_colour } from "./colours.ts";
import { milliseconds, milliseconds_tick, rate } from "./format.ts";
import type { TimelineSeries } from "./report.ts";

type Values = (number | null)[];

/** Where in the lists of a timeline each plotted point comes from; null is a gap. */
export interface Points {
  x: number[];
  source: (number | null)[];
}

// A window's value is drawn from its start on, so the last window needs a point at its end; and so
// does one before a stretch without windows.
export function points_of({ start_s, end_s }: TimelineSeries): Points {
  if (start_s.length === 0) return { x: [0], source: [null] };
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

export function at(values: Values, points: Points): Values {
  return points.source.map((index) => (index === null ? null : (values[index] ?? null)));
}

export function highest(values: Values): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

function rates_chart(timeline: TimelineSeries, points: Points, more: string): ChartOptions {
  const { start_s, end_s, due, throughput_per_s, goodput_per_s } = timeline;
  const due_per_s = due.map(
    (each, i) => each / Math.max(1e-9, (end_s[i] ?? 0) - (start_s[i] ?? 0)),
  );
  return {
    id: "rates",
    title: "Rate, operations per second",
    summary: `Goodput up to ${rate(highest(goodput_per_s))}, throughput up to ${rate(
      highest(throughput_per_s),
    )}.${more}`,
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
function failures_chart(timeline: TimelineSeries, points: Points): ChartOptions {
  const { start_s, end_s, errors } = timeline;
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

function latency_chart(timeline: TimelineSeries, points: Points): ChartOptions {
  const drawn = (values: Values) =>
    at(values, points).map((value) => (value === null ? null : Math.max(value, lowest)));
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
    tick: milliseconds_tick,
    value: milliseconds,
  };
}

/** Over one another, on one axis of time; `more` is said to who cannot see them. */
export function timeline_charts(timeline: TimelineSeries, more = ""): ChartOptions[] {
  const points = points_of(timeline);
  return [
    rates_chart(timeline, points, more),
    failures_chart(timeline, points),
    latency_chart(timeline, points),
  ];
}
