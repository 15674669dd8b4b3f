// The timelines of both sides over one another, a phase of one above that of the other.
import { aligned, aligned_bands, type Aligned } from "./alignment.ts";
import type { ChartOptions, Series } from "./chart.ts";
import { type Draw, draw_charts } from "./chart_stack.ts";
import { type ComparePage, type Excerpt, type Side, sides } from "./comparison.ts";
import { append, element, section } from "./dom.ts";
import { milliseconds, moment, rate } from "./format.ts";
import { chart_height } from "./timeline.ts";
import { View } from "./window.ts";
import { zoom_buttons } from "./zoom.ts";

type Values = (number | null)[];
type Runs = Record<Side, Excerpt | null>;

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

function charts_of(runs: Runs, points: Points): ChartOptions[] {
  const chart = (
    id: string,
    title: string,
    value: (value: number) => string,
    lines: Line[],
    logarithmic = false,
  ): ChartOptions => {
    const series = series_of(runs, points, lines, logarithmic ? 0.001 : null);
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
      tick: logarithmic
        ? (tick) => milliseconds(tick).replace(/\.0+(?= )/, "")
        : (tick) => String(Number(tick.toFixed(2))),
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
    draw_charts(charts_box, charts_of(runs, points_of(runs, axis)), view, () => bands, chart_height);
  };
  return { root, draw };
}
