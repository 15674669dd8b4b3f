// One chart: uPlot with the bands behind it and a key above it.
import uPlot from "uplot";
import {
  type Axis,
  around,
  decades,
  from_zero,
  log_splits,
  type Range,
  time_axis,
} from "./axes.ts";
import { BandLayer } from "./band_layer.ts";
import type { Bands } from "./bands.ts";
import { colour } from "./colours.ts";
import { element, show_text, visible } from "./dom.ts";
import { draw_heat, type Heat } from "./heat.ts";
import { text_width } from "./text_width.ts";
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
  straight?: boolean; // Values of places, not of stretches: straight lines join them.
}

export interface ChartOptions {
  id: string;
  title: string;
  summary: string; // The text alternative.
  x: number[];
  series: Series[];
  heat?: Heat; // Behind the lines.
  axis?: Axis; // Left out: the seconds of a run.
  logarithmic?: boolean;
  close?: boolean; // The y axis shows where the values are, not where zero is.
  highest?: number; // No value can be above this.
  tick: (value: number) => string;
  value: (value: number) => string;
  plot_height?: boolean; // Its height is that of the plot: the strip comes on top of it.
  otherwise_at_s?: number; // Whose figures stand in the key while nothing is pointed at.
}

const font = "11px system-ui, sans-serif";

export class Chart {
  readonly root: HTMLElement;
  private plot_: uPlot;
  private size_ = { width: 600, height: 240 };
  private readonly layer_: BandLayer;
  private readonly holder_: HTMLElement;
  private readonly key_ = element("ul", { class: "key" });
  private figures_: HTMLElement[] = []; // In the key, one for each series.
  private moment_: number | null = null;

  constructor(
    private options_: ChartOptions,
    private readonly view_: View,
    bands: Bands,
  ) {
    this.layer_ = new BandLayer(bands);
    this.holder_ = element("div", { class: "plot", attributes: { role: "img" } });
    this.root = element(
      "figure",
      { class: "chart", id: `chart-${options_.id}` },
      element("figcaption", {}, element("h3", {}, options_.title), this.key_),
      this.holder_,
    );
    this.describe();
    this.plot_ = this.make_plot();
    view_.on_span((span) => {
      this.plot.setScale("x", { min: span.from_s, max: span.to_s });
    });
    view_.on_moment((time_s) => this.point_at(time_s));
  }

  get plot(): uPlot {
    return this.plot_;
  }

  private make_plot(): uPlot {
    const options = { ...this.uplot_options(), ...this.size_ };
    const plot = new uPlot(options, data_of(this.options_), this.holder_);
    plot.under.append(this.layer_.shades);
    plot.root.querySelector(".u-wrap")?.append(this.layer_.strip);
    return plot;
  }

  resize(width: number, height: number): void {
    this.size_ = { width, height };
    const strip = this.options_.plot_height ? this.layer_.height : 0;
    this.plot.setSize({ width, height: height + strip });
  }

  redraw(): void {
    this.plot.redraw(true, true);
  }

  /** The same chart later: other values, perhaps other series, and what stands behind them. */
  update(options: ChartOptions, bands: Bands | null): void {
    const names = (of: ChartOptions) => of.series.map(({ label }) => label).join("\n");
    const same_series = names(options) === names(this.options_);
    const same_text = options.summary === this.options_.summary;
    const height = this.layer_.height;
    this.options_ = options;
    if (bands) this.layer_.set(bands);
    if (!same_series || !same_text) this.describe();
    if (!same_series) {
      this.plot_.destroy();
      this.plot_ = this.make_plot();
    } else {
      this.plot.setData(data_of(options));
    }
    if (!same_series || this.layer_.height !== height) {
      this.plot.redraw(true, true);
      this.resize(this.size_.width, this.size_.height);
    }
    this.show_figures();
  }

  private describe(): void {
    this.holder_.setAttribute("aria-label", visible(this.options_.summary));
    this.figures_ = [];
    this.key_.replaceChildren();
    for (const series of this.options_.series) {
      const kind = series.dash ? " dashed" : series.dots ? " dotted" : "";
      const swatch = element("span", { class: `swatch${kind}` });
      swatch.style.setProperty("--swatch", `var(--${series.colour})`);
      const figure = element("span", { class: "value" });
      this.key_.append(element("li", {}, swatch, series.label, figure));
      this.figures_.push(figure);
    }
    const { heat } = this.options_;
    if (!heat) return;
    const swatch = element("span", { class: "swatch area" });
    swatch.style.setProperty("--swatch", `var(--${heat.colour})`);
    this.key_.append(element("li", {}, swatch, heat.label));
  }

  private point_at(time_s: number | null): void {
    this.moment_ = time_s;
    this.show_figures();
    const left = time_s === null ? -10 : this.plot.valToPos(time_s, "x");
    if (Math.abs((this.plot.cursor.left ?? -10) - left) < 0.5) return;
    this.plot.setCursor({ left, top: 10 }, false);
  }

  private show_figures(): void {
    const time_s = this.moment_ ?? this.options_.otherwise_at_s ?? null;
    const index = time_s === null ? null : this.index_at(time_s);
    this.options_.series.forEach((series, i) => {
      const figure = index === null ? null : ((series.values ?? series.drawn)[index] ?? null);
      const text = figure === null ? "" : this.options_.value(figure);
      const place = this.figures_[i];
      if (place) show_text(place, text);
    });
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
    const { left, width } = this.plot.bbox;
    this.layer_.strip.style.left = `${left / uPlot.pxRatio}px`;
    this.layer_.strip.style.width = `${width / uPlot.pxRatio}px`;
    this.layer_.place(this.view_.span, width / uPlot.pxRatio);
  }

  /** What stands at a value of the x axis: nothing where the edge would cut it off. */
  private x_label(plot: uPlot, value: number): string {
    const { from_s, to_s } = this.view_.span;
    const text = this.axis.tick(value, to_s);
    const width = plot.bbox.width / devicePixelRatio;
    const room = (width * (to_s - value)) / (to_s - from_s) + margin;
    return text_width(text, font) / 2 > room ? "" : text;
  }

  private uplot_options(): Omit<uPlot.Options, "width" | "height"> {
    const { options_, view_ } = this;
    const axis = {
      stroke: () => colour("muted"),
      font,
      grid: { stroke: () => colour("grid"), width: 1 },
      ticks: { stroke: () => colour("grid"), width: 1, size: 5 },
    };
    return {
      padding: [() => this.layer_.height + 6, margin, 0, 0],
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
          values: (plot, splits) => splits.map((split) => this.x_label(plot, split)),
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
        drawAxes: [
          (plot) => {
            if (this.options_.heat) draw_heat(plot, this.options_.heat);
          },
        ],
        draw: [() => this.plot_ && this.place()],
      },
    };
  }
}

function data_of({ x, series }: ChartOptions): uPlot.AlignedData {
  return [x, ...series.map((each) => each.drawn)];
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
  const { linear, stepped } = uPlot.paths;
  return {
    label: series.label,
    stroke: () => colour(series.colour),
    width: series.width ?? 1.5,
    dash: series.dash ?? [],
    points: { show: false },
    spanGaps: false,
    // A window's figure holds for the whole of it, so lines go in steps.
    paths: series.straight ? linear?.() : stepped?.({ align: 1 }),
    ...fill,
  } as uPlot.Series;
}
