// The charts of both sides' timelines: what each point of the common axis shows of each run.
import type { Aligned } from "./alignment.ts";
import { lowest } from "./axes.ts";
import type { ChartOptions, Series } from "./chart.ts";
import { type Excerpt, type Runs, type Side, sides } from "./comparison.ts";
import { milliseconds, milliseconds_tick, rate } from "./format.ts";

type Values = (number | null)[];

/** For each point of the common axis the window of each side that it lies in. */
interface Points {
  x: number[];
  window: Record<Side, (number | null)[]>;
}

const whole_ms = (time_s: number) => Math.round(time_s * 1000) / 1000;

function points_of(runs: Runs, axis: Aligned): Points {
  const windows = (side: Side) => {
    const { start_s, end_s } = runs[side]?.timeline ?? { start_s: [], end_s: [] };
    return start_s.map((start, index) => {
      const from_s = axis.at(side, start);
      const length_s = (end_s[index] ?? start) - start;
      return { from_s: whole_ms(from_s), to_s: whole_ms(from_s + length_s) };
    });
  };
  const of = { base: windows("base"), head: windows("head") };
  const places = new Set<number>();
  for (const { from_s, to_s } of [...of.base, ...of.head]) places.add(from_s).add(to_s);
  const x = [...places].sort((a, b) => a - b);
  const window = { base: [] as (number | null)[], head: [] as (number | null)[] };
  for (const side of sides) {
    let at = 0;
    const last = of[side].at(-1);
    for (const place of x) {
      while (at + 1 < of[side].length && (of[side][at + 1]?.from_s ?? 0) <= place) ++at;
      const found = of[side][at];
      const inside = found !== undefined && place >= found.from_s && place < found.to_s;
      // The last one's figure is drawn up to its end.
      const ends = found === last && found !== undefined && place === found.to_s;
      window[side].push(inside || ends ? at : null);
    }
  }
  return { x, window };
}

function failures_per_s(run: Excerpt): Values {
  const { start_s, end_s, errors } = run.timeline;
  return start_s.map((start, index) => {
    const sum = Object.values(errors).reduce((all, counts) => all + (counts[index] ?? 0), 0);
    return sum / Math.max(1e-9, (end_s[index] ?? start) - start);
  });
}

interface Line {
  name: string; // Empty: the side alone says it.
  values: (run: Excerpt) => Values;
  dash?: number[];
}

function series_of(runs: Runs, points: Points, lines: Line[], floor: number | null): Series[] {
  const series: Series[] = [];
  for (const line of lines) {
    for (const side of sides) {
      const run = runs[side];
      if (!run) continue;
      const values = line.values(run);
      series.push({
        label: line.name === "" ? side : `${side} ${line.name}`,
        colour: `side-${side}`,
        drawn: points.window[side].map((index) => {
          const value = index === null ? null : (values[index] ?? null);
          return value === null || floor === null ? value : Math.max(value, floor);
        }),
        width: line.dash ? 1.25 : 2,
        ...(line.dash ? { dash: line.dash } : {}),
      });
    }
  }
  return series;
}

function most(series: Series[], side: Side): number {
  const of_side = series.filter((each) => each.colour === `side-${side}`);
  return of_side.reduce(
    (top, each) => each.drawn.reduce<number>((so_far, value) => Math.max(so_far, value ?? 0), top),
    0,
  );
}

export function overlay_charts(runs: Runs, axis: Aligned): ChartOptions[] {
  const points = points_of(runs, axis);
  const chart = (
    id: string,
    title: string,
    value: (value: number) => string,
    lines: Line[],
    logarithmic = false,
  ): ChartOptions => {
    const series = series_of(runs, points, lines, logarithmic ? lowest : null);
    const highest = sides
      .filter((side) => runs[side])
      .map((side) => `up to ${value(most(series, side))} in ${side}`);
    return {
      id,
      title,
      summary: `${title}: ${highest.join(", ")}.`,
      x: points.x,
      series,
      logarithmic,
      tick: logarithmic ? milliseconds_tick : (tick) => String(Number(tick.toFixed(2))),
      value,
    };
  };
  return [
    chart("rates", "Goodput and throughput, operations per second", rate, [
      { name: "goodput", values: (run) => run.timeline.goodput_per_s },
      { name: "throughput", values: (run) => run.timeline.throughput_per_s, dash: [4, 3] },
    ]),
    chart("failures", "Failed attempts, per second", rate, [{ name: "", values: failures_per_s }]),
    chart(
      "p99",
      "Response time, 99th percentile (logarithmic)",
      milliseconds,
      [{ name: "", values: (run) => run.timeline.response_p99_ms }],
      true,
    ),
    chart(
      "p50",
      "Response time, median (logarithmic)",
      milliseconds,
      [{ name: "", values: (run) => run.timeline.response_p50_ms }],
      true,
    ),
  ];
}
