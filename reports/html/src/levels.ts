// The charts of a trend: the values of all runs, and the levels that they lie on.
import type { Axis } from "./axes.ts";
import type { Band, Bands } from "./bands.ts";
import type { ChartOptions } from "./chart.ts";
import { counted, figure, quantity } from "./format.ts";
import type { Trend, TrendChange, TrendSeries } from "./trend.ts";

type Values = (number | null)[];

/** "+20.1 %", or of a ratio "-1.20 pp"; in the metric's unit where the level was zero. */
export function size_of(series: TrendSeries, change: TrendChange): string {
  const shift = change.after - change.before;
  const sign = shift > 0 ? "+" : "";
  if (series.unit === "ratio") return `${sign}${(shift * 100).toFixed(2)} pp`;
  if (change.before === 0) return sign + quantity(shift, series.unit);
  const percent = (shift / Math.abs(change.before)) * 100;
  return `${sign}${percent.toFixed(Math.abs(percent) < 100 ? 1 : 0)} %`;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper;
  return (lower + upper) / 2;
}

// Between two runs: that is where a level changes.
const before = (run: number) => run + 0.5;

/** A level for each stretch between two changes: the median of its runs. */
function levels_of(series: TrendSeries): { from: number; level: number }[] {
  const starts = [0, ...series.changes.map((change) => change.run)];
  return starts.map((from, index) => {
    const until = starts[index + 1] ?? Infinity;
    const inside = series.values.filter((_value, i) => {
      const run = series.runs[i] ?? 0;
      return run >= from && run < until;
    });
    return { from, level: median(inside) };
  });
}

// Runs are counted from 1, as people do; between two levels stands a place of its own.
function places_of(series: TrendSeries, runs: number) {
  const x: number[] = [];
  const values: Values = [];
  const levels: Values = [];
  const by_run = new Map(series.runs.map((run, i) => [run, series.values[i] ?? null]));
  const all = levels_of(series);
  let level: number | null = null;
  for (let run = 0; run < runs; ++run) {
    const next = all.find(({ from }) => from === run);
    if (next) level = next.level;
    if (next && run > 0) {
      x.push(before(run));
      values.push(null);
      levels.push(level);
    }
    x.push(run + 1);
    values.push(by_run.get(run) ?? null);
    levels.push(level);
  }
  return { x, values, levels };
}

export function bands_of(series: TrendSeries, trend: Trend): Bands {
  const ends = [...series.changes.slice(1).map((change) => change.run), trend.runs.length];
  const bands: Band[] = series.changes.map((change, index) => ({
    from_s: before(change.run),
    to_s: before(ends[index] ?? trend.runs.length),
    kind: change.worse ? "worse" : "better",
    label: `${size_of(series, change)} since run ${change.run + 1}`,
    short: size_of(series, change),
    row: 0,
  }));
  return {
    bands,
    marks: [],
    rows: bands.length === 0 ? 0 : 1,
    told: (at) => `run ${Math.round(at + 0.5)}`,
  };
}

export const runs_axis: Axis = {
  steps: [1, 2, 5, 10, 20, 50, 100],
  tick: (value) => (Number.isInteger(value) && value > 0 ? `run ${value}` : ""),
  stretches: false,
};

export function chart_of(series: TrendSeries, index: number, trend: Trend): ChartOptions {
  const { x, values, levels } = places_of(series, trend.runs.length);
  const value = (exact: number) => figure(exact, series.unit);
  const changes = series.changes.map(
    (change) =>
      `${size_of(series, change)} since run ${change.run + 1}, from ${value(change.before)} to ${value(change.after)}`,
  );
  const [low, high] = [Math.min(...series.values), Math.max(...series.values)];
  return {
    id: `series-${index + 1}`,
    title: `${series.metric} in ${series.where}`,
    summary:
      `${series.metric} in ${series.where} over ${counted(series.values.length, "run")}, ` +
      `from ${value(low)} to ${value(high)}. ${changes.join("; ") || "No change of level."}`,
    x,
    series: [
      { label: "level", colour: "due", drawn: levels, width: 1.5 },
      { label: "value", colour: "side-head", drawn: values, dots: true },
    ],
    axis: runs_axis,
    close: true,
    ...(series.unit === "ratio" ? { highest: 1 } : {}),
    tick: (exact) => quantity(exact, series.unit, 6),
    value,
  };
}
