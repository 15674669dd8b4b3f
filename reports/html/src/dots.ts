// A metric's values, one dot for each run, base above head, with their medians; below them the shift
// with its interval, as seen from the base's median, over the changes that would not count.
import { type Metric, type Row, type Side, sides } from "./comparison.ts";
import { element } from "./dom.ts";
import { counted, quantity } from "./format.ts";
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
  const room = (high - low) * 0.06;
  low -= room;
  high += room;
  const at = (value: number) => {
    const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return `${(share * 100).toFixed(2)}%`;
  };
  return { low, high, at };
}

/** Round values between `low` and `high`, three or four of them. */
export function round_values(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * decade >= rough) ?? 10) * decade;
  const values: number[] = [];
  for (let n = Math.ceil(low / step); n * step <= high; ++n) {
    values.push(Number((n * step).toPrecision(12)));
  }
  return values;
}

function axis(metric: Metric, scale: Scale): SVGElement[] {
  const { low, high, at } = scale;
  const edge = (high - low) * 0.1; // A label may not stand out over the edge.
  const made: SVGElement[] = [];
  for (const value of round_values(low, high)) {
    const x = at(value);
    made.push(shape("line", { class: "tick", x1: x, x2: x, y1: "2", y2: String(axis_y) }));
    if (value < low + edge || value > high - edge) continue;
    const text = quantity(value, metric.unit, 6);
    made.push(shape("text", { class: "tick-text", x, y: String(axis_y + 15) }, text));
  }
  return made;
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
    const cy = String(y + (values.length > 1 ? apart(index) : 0));
    return shape("circle", { class: `dot ${side}`, cx: scale.at(value), cy, r: "3.6" }, title);
  });
  if (median === null) return made;
  const x = scale.at(median);
  const line = { class: `median ${side}`, x1: x, x2: x, y1: String(y - 10), y2: String(y + 10) };
  return [shape("line", line), ...made];
}

function shift_of(metric: Metric, scale: Scale): SVGElement[] {
  const { shift, shift_low, shift_high, counts_from } = metric;
  const base = metric.base.median;
  if (base === null || shift === null || shift_low === null || shift_high === null) return [];
  const y = String(rows.shift);
  const from = Math.max(scale.low, base - counts_from);
  const to = Math.min(scale.high, base + counts_from);
  const width = `${(((to - from) / (scale.high - scale.low)) * 100).toFixed(2)}%`;
  const zero = scale.at(base);
  const made = [
    shape("rect", { class: "no-change", x: scale.at(from), y: "2", width, height: String(axis_y - 2) }),
    shape("line", { class: "zero", x1: zero, x2: zero, y1: "2", y2: String(axis_y) }),
  ];
  const from_x = scale.at(base + shift_low);
  const to_x = scale.at(base + shift_high);
  if (metric.base.values.length * metric.head.values.length > 1) {
    made.push(shape("line", { class: "interval", x1: from_x, x2: to_x, y1: y, y2: y }));
    for (const x of [from_x, to_x]) {
      const end = { class: "interval", x1: x, x2: x };
      made.push(shape("line", { ...end, y1: String(rows.shift - 5), y2: String(rows.shift + 5) }));
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
    height: String(height),
  });
  if (metric.base.values.length + metric.head.values.length > 0) {
    const scale = scale_of(metric);
    root.append(...shift_of(metric, scale), ...axis(metric, scale));
    for (const side of sides) root.append(...row_of(metric, side, scale, names[side]));
  }
  figure.append(labels, root);
  return figure;
}
