// One chart: uPlot with the bands behind it and a key above it.
import uPlot from "uplot";
import { type Bands, BandLayer, strip_height } from "./bands.ts";
import { colour } from "./colours.ts";
import { element } from "./dom.ts";
import type { View } from "./window.ts";

export const gutter = 58; // Left of the plot, for the values of the y axis.
export const margin = 12; // Right of it.
const x_axis_height = 30;

export interface Series {
  label: string;
  colour: string; // A name of the style sheet's.
  drawn: (number | null)[];
  values?: (number | null)[]; // What the key says, where it is not what is drawn.
  fill?: boolean;
  dash?: number[];
  width?: number;
  dots?: boolean; // Each value is one of its own: no line joins them.
}

/** What the x axis counts. */
export interface Axis {
  steps: number[]; // Between its values, which are one of these apart.
  tick: (value: number, last: number) => string;
  // A figure is of the stretch up to the next one, or of its place alone.
  stretches: boolean;
}

export interface ChartOptions {
  id: string;
  title: string;
  summary: string; // The text alternative.
  x: number[];
  series: Series[];
  axis?: Axis; // Left out: the seconds of a run.
  logarithmic?: boolean;
  close?: boolean; // The y axis shows where the values are, not where zero is.
  highest?: number; // No value can be above this.
  tick: (value: number) => string;
  value: (value: number) => string;
  last?: boolean; // The lowest one carries the time axis's label.
}

type Range = [number, number];

// Whole decades, so that the grid of a logarithmic axis starts and ends on a line.
function decades(low: number | null, high: number | null): Range {
  if (low === null || high === null || !(high > 0)) return [1, 100];
  const from = 10 ** Math.floor(Math.log10(Math.max(low, 1e-3)));
  const to = 10 ** Math.ceil(Math.log10(high) + 1e-9);
  return to > from ? [from, to] : [from, from * 10];
}

function from_zero(_low: number | null, high: number | null): Range {
  return [0, high !== null && high > 0 ? high * 1.12 : 1];
}

// A level that never moves stands in the middle.
function around(low: number | null, high: number | null): Range {
  if (low === null || high === null || (low === 0 && high === 0)) return [0, 1];
  const room = high > low ? (high - low) * 0.15 : Math.max(Math.abs(high) * 0.1, 1e-6);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

// Lines at the decades alone; where there is only one, at 2 and 5 as well.
function log_splits(low: number, high: number): number[] {
  const splits: number[] = [];
  const steps = high / low > 10.5 ? [1] : [1, 2, 5];
  for (let decade = low; decade <= high * 1.001; decade *= 10) {
    for (const step of steps) if (decade * step <= high * 1.001) splits.push(decade * step);
  }
  return splits;
}

// Seconds between the values of the time axis: round ones, as a clock counts.
const time_steps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900,
  1800, 3600, 7200, 14400, 21600, 43200, 86400,
];

const time_axis: Axis = { steps: time_steps, tick: time_tick, stretches: true };

const font = "11px system-ui, sans-serif";

export class Chart {
  readonly root: HTMLElement;
  readonly plot: uPlot;
  private readonly layer_: BandLayer;
  private readonly key_: { series: Series; value: HTMLElement }[] = [];

  constructor(
    private readonly options_: ChartOptions,
    private readonly view_: View,
    bands: Bands,
  ) {
    this.layer_ = new BandLayer(bands);
    const holder = element("div", {
      class: "plot",
      attributes: { role: "img", "aria-label": options_.summary },
    });
    this.root = element(
      "figure",
      { class: "chart", id: `chart-${options_.id}` },
      element("figcaption", {}, element("h3", {}, options_.title), this.key()),
      holder,
    );
    const data: uPlot.AlignedData = [options_.x, ...options_.series.map((each) => each.drawn)];
    this.plot = new uPlot(this.uplot_options(strip_height(bands)), data, holder);
    this.plot.under.append(this.layer_.shades);
    this.plot.root.querySelector(".u-wrap")?.append(this.layer_.strip);
    this.place();
    view_.on_span((span) => {
      this.plot.setScale("x", { min: span.from_s, max: span.to_s });
    });
    view_.on_moment((time_s) => this.point_at(time_s));
  }

  resize(width: number, height: number): void {
    this.plot.setSize({ width, height });
    this.place();
  }

  redraw(): void {
    this.plot.redraw(true, true);
  }

  private key(): HTMLElement {
    const list = element("ul", { class: "key" });
    for (const series of this.options_.series) {
      const swatch = element("span", {
        class: `swatch${series.dash ? " dashed" : series.dots ? " dotted" : ""}`,
      });
      swatch.style.setProperty("--swatch", `var(--${series.colour})`);
      const value = element("span", { class: "value" });
      list.append(element("li", {}, swatch, series.label, value));
      this.key_.push({ series, value });
    }
    return list;
  }

  private point_at(time_s: number | null): void {
    const index = time_s === null ? null : this.index_at(time_s);
    for (const { series, value } of this.key_) {
      const figure = index === null ? null : ((series.values ?? series.drawn)[index] ?? null);
      value.textContent = figure === null ? "" : this.options_.value(figure);
    }
    const left = time_s === null ? -10 : this.plot.valToPos(time_s, "x");
    if (Math.abs((this.plot.cursor.left ?? -10) - left) < 0.5) return;
    this.plot.setCursor({ left, top: 10 }, false);
  }

  private get axis(): Axis {
    return this.options_.axis ?? time_axis;
  }

  private y_range(low: number | null, high: number | null): Range {
    const { close, highest } = this.options_;
    const [from, to] = (close ? around : from_zero)(low, high);
    // A line at the very top would be cut in half.
    return highest === undefined
      ? [from, to]
      : [from, Math.min(to, highest + (highest - from) / 20)];
  }

  // The window that `time_s` lies in: the last one that starts before it; or the nearest place.
  private index_at(time_s: number): number | null {
    const x = this.options_.x;
    if (!this.axis.stretches) {
      const near = x.indexOf(Math.round(time_s));
      return near < 0 ? null : near;
    }
    let low = 0;
    let high = x.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((x[middle] ?? 0) <= time_s) low = middle + 1;
      else high = middle;
    }
    return low === 0 || low === x.length ? null : low - 1;
  }

  private place(): void {
    const over = this.plot.over;
    this.layer_.strip.style.left = `${over.offsetLeft}px`;
    this.layer_.strip.style.width = `${over.offsetWidth}px`;
    this.layer_.place(this.view_.span, over.offsetWidth);
  }

  private uplot_options(strip: number): uPlot.Options {
    const { options_, view_ } = this;
    const axis = {
      stroke: () => colour("muted"),
      font,
      grid: { stroke: () => colour("grid"), width: 1 },
      ticks: { stroke: () => colour("grid"), width: 1, size: 5 },
    };
    return {
      width: 600,
      height: 240,
      padding: [strip + 6, margin, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: true, y: false, setScale: false },
        points: { show: false },
        y: false,
        bind: { dblclick: () => () => (view_.show_all(), null) },
      },
      scales: {
        x: { time: false, range: () => [view_.span.from_s, view_.span.to_s] },
        y: options_.logarithmic
          ? { distr: 3, log: 10, range: (_plot, low, high) => decades(low, high) }
          : { range: (_plot, low, high) => this.y_range(low, high) },
      },
      axes: [
        {
          ...axis,
          size: x_axis_height,
          space: 64,
          incrs: this.axis.steps,
          values: (_plot, splits) => splits.map((split) => this.axis.tick(split, view_.span.to_s)),
        },
        {
          ...axis,
          size: gutter,
          space: 32,
          ...(options_.logarithmic
            ? {
                splits: (_plot, _axis, low, high) => log_splits(low, high),
                filter: (_plot, splits) => splits,
              }
            : {}),
          values: (_plot, splits) =>
            splits.map((split) => (split === null ? "" : options_.tick(split))),
        },
      ],
      series: [{}, ...options_.series.map(series_options)],
      hooks: {
        setCursor: [
          (plot) => {
            const left = plot.cursor.left ?? -1;
            view_.point_at(left < 0 ? null : plot.posToVal(left, "x"));
          },
        ],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < 4) return;
            view_.show({
              from_s: plot.posToVal(left, "x"),
              to_s: plot.posToVal(left + width, "x"),
            });
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        draw: [() => this.layer_ && this.plot && this.place()],
      },
    };
  }
}

function series_options(series: Series): uPlot.Series {
  const fill = series.fill ? { fill: () => colour(`${series.colour}-fill`) } : {};
  if (series.dots) {
    const stroke = () => colour(series.colour);
    return {
      label: series.label,
      paths: () => null,
      points: {
        show: true,
        size: series.drawn.length > 100 ? 4 : 6,
        stroke,
        fill: stroke,
        width: 0,
      },
    } as uPlot.Series;
  }
  return {
    label: series.label,
    stroke: () => colour(series.colour),
    width: series.width ?? 1.5,
    dash: series.dash ?? [],
    points: { show: false },
    spanGaps: false,
    // A window's figure holds for the whole of it, so lines go in steps.
    paths: uPlot.paths.stepped?.({ align: 1 }),
    ...fill,
  } as uPlot.Series;
}

export function time_tick(value: number, longest_s: number): string {
  if (longest_s < 600) return `${Number(value.toFixed(3))} s`;
  const whole = Math.round(value);
  const minutes = Math.floor(whole / 60) % 60;
  if (longest_s < 7200) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  return `${Math.floor(whole / 3600)}:${String(minutes).padStart(2, "0")} h`;
}
