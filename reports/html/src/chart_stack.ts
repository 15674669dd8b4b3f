// Charts over one another, or side by side where there is room, as wide as their place.
import type { Bands } from "./bands.ts";
import { Chart, type ChartOptions } from "./chart.ts";
import { on_theme_change } from "./colours.ts";
import type { View } from "./window.ts";

/** Draws the charts; to be called once their place stands in the page and has a width. */
export type Draw = () => void;

/** `bands`: what stands behind each chart. */
export function draw_charts(
  place: HTMLElement,
  options: ChartOptions[],
  view: View,
  bands: (options: ChartOptions) => Bands,
  height: (width: number) => number,
): Chart[] {
  const charts = options.map((each) => new Chart(each, view, bands(each)));
  place.replaceChildren(...charts.map((chart) => chart.root));
  const fit = () => {
    const width = charts[0]?.root.clientWidth ?? 0;
    if (width > 0) for (const chart of charts) chart.resize(width, height(width));
  };
  fit();
  new ResizeObserver(fit).observe(place);
  addEventListener("beforeprint", fit);
  on_theme_change(() => charts.forEach((chart) => chart.redraw()));
  // For the browser tests, which ask the charts where they draw.
  const squall_charts = { get: () => charts.map((chart) => chart.plot), configurable: true };
  Object.defineProperty(globalThis, "squall_charts", squall_charts);
  return charts;
}
