// A metric's values, one dot for each run, base above head, with their medians; below them the shift
// with its interval, as seen from the base's median, over the changes that would not count.
import { type Metric, type Row, type Side, sides } from "./comparison.ts";
import { element } from "./dom.ts";
import { counted, quantity } from "./format.ts";
import type { Unit } from "./report.ts";
import { shape } from "./svg.ts";

const row_height = 26;
const rows = { base: 14, head: 14 + row_height, shift: 14 + 2 * row_height };
const axis_y = 84;
const height = 104;

interface Scale {
  low: number;
  high: number;
  at: (value: number) => string; // As a share of the width.
}

function scale_of(metric: Metric): Scale {
  const shown = [...metric.base.values, ...metric.head.values];
  const { shift_low, shift_high, counts_from } = metric;
  const base = metric.base.median;
  if (base !== null && shift_low !== null && shift_high !== null) {
    shown.push(base + shift_low, base + shift_high);
  }
  let low = Math.min(...shown);
  let high = Math.max(...shown);
  // What would count is part of the picture where that leaves the dots some room.
  if (base !== null && counts_from <= Math.max(2 * (high - low), 1e-9)) {
    low = Math.min(low, base - counts_from);
    high = Math.max(high, base + counts_from);
  }
  if (high - low < Math.abs(high) * 1e-6 + 1e-12) {
    const room = Math.abs(high) * 0.1 || 1;
    low -= room;
    high += room;
  }
  if (metric.unit === "ratio") high = Math.min(high, Math.max(1, metric.base.median ?? 0));
  const room = (high - low) * 0.06;
  low -= room;
  high += room;
  const at = (value: number) => {
    const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return `${(share * 100).toFixed(2)}%`;
  };
  return { low, high, at };
}

interface Tick {
  value: number;
  text: string; // Empty: it would stand out over the edge.
}

function ticks_of(low: number, high: number, step: number, unit: Unit): Tick[] {
  const edge = (high - low) * 0.08;
  const ticks: Tick[] = [];
  for (let n = Math.ceil(low / step); n * step <= high; ++n) {
    const value = Number((n * step).toPrecision(12));
    const inside = value >= low + edge && value <= high - edge;
    ticks.push({ value, text: inside ? quantity(value, unit, 6) : "" });
  }
  return ticks;
}

const narrowest = 200; // Pixels, on the narrowest page.

/** Round values between `low` and `high`, as many as have room for their labels. */
function round_values(low: number, high: number, unit: Unit): Tick[] {
  let decade = 10 ** Math.floor(Math.log10((high - low) / 10));
  let ticks: Tick[] = [];
  for (let tries = 0; tries < 3; ++tries, decade *= 10) {
    for (const step of [1, 2, 4, 5]) {
      ticks = ticks_of(low, high, step * decade, unit);
      const labels = ticks.filter(({ text }) => text !== "");
      const longest = Math.max(0, ...labels.map(({ text }) => text.length));
      if (labels.length * (longest * 6.5 + 12) <= narrowest) return ticks;
    }
  }
  return ticks;
}

function axis(metric: Metric, scale: Scale): SVGElement[] {
  const { low, high, at } = scale;
  return round_values(low, high, metric.unit).flatMap(({ value, text }) => {
    const x = at(value);
    const line = shape("line", { class: "tick", x1: x, x2: x, y1: 2, y2: axis_y });
    if (text === "") return [line];
    return [line, shape("text", { class: "tick-text", x, y: axis_y + 15 }, text)];
  });
}

// Dots of values that are nearly the same keep apart by this, in no order but always the same one.
function apart(index: number): number {
  return ((index * 5) % 7) - 3;
}

function row_of(metric: Metric, side: Side, scale: Scale, names: string[]): SVGElement[] {
  const { values, median } = metric[side];
  const y = rows[side];
  const made = values.map((value, index) => {
    const name = names.length === values.length ? names[index] : `run ${index + 1}`;
    const title = shape("title", {}, `${side}, ${name}: ${quantity(value, metric.unit, 4)}`);
    const cy = y + (values.length > 1 ? apart(index) : 0);
    return shape("circle", { class: `dot ${side}`, cx: scale.at(value), cy, r: "3.6" }, title);
  });
  if (median === null) return made;
  const x = scale.at(median);
  const line = { class: `median ${side}`, x1: x, x2: x, y1: y - 10, y2: y + 10 };
  return [shape("line", line), ...made];
}

function shift_of(metric: Metric, scale: Scale): SVGElement[] {
  const { shift, shift_low, shift_high, counts_from } = metric;
  const base = metric.base.median;
  if (base === null || shift === null || shift_low === null || shift_high === null) return [];
  const y = rows.shift;
  const from = Math.max(scale.low, base - counts_from);
  const to = Math.min(scale.high, base + counts_from);
  const width = `${(((to - from) / (scale.high - scale.low)) * 100).toFixed(2)}%`;
  const zero = scale.at(base);
  const made = [
    shape("rect", { class: "no-change", x: scale.at(from), y: "2", width, height: axis_y - 2 }),
    shape("line", { class: "zero", x1: zero, x2: zero, y1: "2", y2: axis_y }),
  ];
  const from_x = scale.at(base + shift_low);
  const to_x = scale.at(base + shift_high);
  if (metric.base.values.length * metric.head.values.length > 1) {
    made.push(shape("line", { class: "interval", x1: from_x, x2: to_x, y1: y, y2: y }));
    for (const x of [from_x, to_x]) {
      const end = { class: "interval", x1: x, x2: x };
      made.push(shape("line", { ...end, y1: rows.shift - 5, y2: rows.shift + 5 }));
    }
  }
  made.push(shape("circle", { class: "shift", cx: scale.at(base + shift), cy: y, r: "4.5" }));
  return made;
}

function told(metric: Metric, row: Row): string {
  const side = (name: Side) => {
    const { values, median } = metric[name];
    if (median === null) return `${name}: no value`;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const text = (value: number) => quantity(value, metric.unit, 4);
    return (
      `${name}: median ${text(median)} of ${counted(values.length, "run")}, ` +
      `from ${text(low)} to ${text(high)}`
    );
  };
  const shift = metric.shift === null ? "" : `; shift ${row.change}, interval ${row.interval}`;
  return `${metric.metric} in ${metric.where}: ${side("base")}; ${side("head")}${shift}`;
}

/** `names`: of the runs of each side. */
export function dots(metric: Metric, row: Row, names: Record<Side, string[]>): HTMLElement {
  const figure = element("div", { class: `dots ${metric.change}` });
  const labels = element("div", { class: "dots-labels", attributes: { "aria-hidden": "true" } });
  for (const name of ["base", "head", "shift"]) labels.append(element("span", {}, name));
  const root = shape("svg", {
    role: "img",
    "aria-label": told(metric, row),
    width: "100%",
    height: height,
  });
  if (metric.base.values.length + metric.head.values.length > 0) {
    const scale = scale_of(metric);
    root.append(...shift_of(metric, scale), ...axis(metric, scale));
    for (const side of sides) root.append(...row_of(metric, side, scale, names[side]));
  }
  figure.append(labels, root);
  return figure;
}
