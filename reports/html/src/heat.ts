// A heat map behind the lines of a chart: how many values of a window lie in which band.
import type uPlot from "uplot";
import { colour } from "./colours.ts";

export interface Heat {
  label: string;
  colour: string; // A name of the style sheet's.
  from_s: number[]; // Of the windows.
  to_s: number[];
  up_to: number[]; // Of the bands, on the y axis; the last one, one more, has no upper end.
  counts: number[][]; // A list for each window, with a count for each band.
}

const faintest = 0.08;
const strongest = 0.6;

/** Each window by itself: the share of its values decides how strong a band is. */
export function draw_heat(plot: uPlot, heat: Heat): void {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const bottom = top + height;
  const within = (y: number) => Math.min(bottom, Math.max(top, y));
  const ends = heat.up_to.map((value) => within(plot.valToPos(value, "y", true)));
  const edges = [bottom, ...ends, top];
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.fillStyle = colour(heat.colour);
  heat.counts.forEach((counts, window) => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    const from = plot.valToPos(heat.from_s[window] ?? 0, "x", true);
    const to = plot.valToPos(heat.to_s[window] ?? 0, "x", true);
    if (all === 0 || to < left || from > left + width) return;
    counts.forEach((count, band) => {
      const low = edges[band] ?? bottom;
      const high = edges[band + 1] ?? top;
      if (count === 0 || low - high < 0.5) return;
      ctx.globalAlpha = faintest + (strongest - faintest) * Math.sqrt(count / all);
      ctx.fillRect(from, high, Math.max(1, to - from), low - high);
    });
  });
  ctx.restore();
}
