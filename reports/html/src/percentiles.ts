// How slow the slow ones are: response and service time over the percentiles, a pair of lines for
// each phase. The further right, the rarer: a place for each percentile, not for each percent.
import { type Axis, lowest } from "./axes.ts";
import type { ChartOptions, Series } from "./chart.ts";
import { type Draw, draw_charts } from "./chart_stack.ts";
import { element, section } from "./dom.ts";
import { milliseconds, milliseconds_tick, titled } from "./format.ts";
import type { Phase, Report } from "./report.ts";
import { chart_height } from "./timeline.ts";
import { View } from "./window.ts";

const most_phases = 4;

function shown_phases(report: Report): Phase[] {
  return report.phases
    .filter(({ kind }) => kind !== "warmup" && kind !== "capacity")
    .filter(({ percentiles }) => percentiles.at.length > 1)
    .slice(0, most_phases);
}

function name_of(percentile: number): string {
  return percentile === 0 ? "min" : percentile === 100 ? "max" : `p${percentile}`;
}

function lines_of(phase: Phase, places: number[]): Series[] {
  const { at, response_ms, service_ms } = phase.percentiles;
  const over = (values: number[]) =>
    places.map((place) => {
      const value = values[at.indexOf(place)];
      return value === undefined ? null : Math.max(value, lowest);
    });
  const colour = `phase-${phase.kind}`;
  const name = titled(phase);
  const straight = true;
  return [
    { label: name, colour, drawn: over(response_ms), straight, width: 2 },
    { label: `${name}, service`, colour, drawn: over(service_ms), straight, dash: [4, 3] },
  ];
}

export function percentiles(report: Report): { root: HTMLElement; draw: Draw } | null {
  const phases = shown_phases(report);
  if (phases.length === 0) return null;
  const places = [...new Set(phases.flatMap((phase) => phase.percentiles.at))];
  places.sort((a, b) => a - b);
  const tick = (place: number) => {
    const percentile = places[place];
    return percentile === undefined ? "" : name_of(percentile);
  };
  const axis: Axis = { steps: [1, 2, 3, 4, 6], tick, stretches: false };
  const told = phases.map((phase) => {
    const { at, response_ms } = phase.percentiles;
    const each = at.map((p, i) => `${name_of(p)} ${milliseconds(response_ms[i] ?? 0)}`);
    return `${titled(phase)}: ${each.join(", ")}.`;
  });
  const options: ChartOptions = {
    id: "percentiles",
    title: "By percentile (logarithmic)",
    summary: `Response times. ${told.join(" ")}`,
    x: places.map((_, place) => place),
    series: phases.flatMap((phase) => lines_of(phase, places)),
    axis,
    logarithmic: true,
    tick: milliseconds_tick,
    value: milliseconds,
  };
  const hint =
    "Response time counts from when an operation was due, service time from when it was sent; " +
    "they part where clients had to wait. The further right, the rarer.";
  const place = element("div", { class: "charts" });
  const root = section(
    "percentiles",
    "Latency by percentile",
    element("p", { class: "hint" }, hint),
    place,
  );
  const view = new View({ from_s: 0, to_s: places.length - 1 });
  const none = { bands: [], marks: [], rows: 0 };
  return { root, draw: () => draw_charts(place, [options], view, () => none, chart_height) };
}
