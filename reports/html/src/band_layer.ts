// Bands drawn: shades over the height of a plot, and their names in a strip above it.
import type { Band, Bands, Mark } from "./bands.ts";
import { element, show_text } from "./dom.ts";
import { moment } from "./format.ts";
import { text_width } from "./text_width.ts";
import type { Span } from "./window.ts";

const row_height = 18;
const label_font = "600 11px system-ui, sans-serif";
const label_frame = 13; // What a label of the strip needs besides its text.

interface Placed {
  band: Band;
  shade: HTMLElement;
  label: HTMLElement;
  until_s: number; // Where the next label of its row begins.
}

function stretch({ from_s, to_s }: Band, told: (at: number) => string): string {
  if (to_s === from_s) return told(from_s);
  return `${told(from_s)} to ${to_s === Infinity ? "now" : told(to_s)}`;
}

// The label of a phase keeps to its band; others may go on to the right while there is room.
const keeps_to_band = (band: Band) => band.kind !== "fault-band" && band.kind !== "noted";

/** The bands and the strip of one plot; `place` moves them to the span that the plot shows. */
export class BandLayer {
  readonly shades = element("div", { class: "shades", attributes: { "aria-hidden": "true" } });
  readonly strip = element("div", { class: "strip", attributes: { "aria-hidden": "true" } });
  private placed_: Placed[] = [];
  private marked_: { mark: Mark; line: HTMLElement }[] = [];
  private rows_ = 0;

  constructor(bands: Bands) {
    this.set(bands);
  }

  /** Of the strip, in pixels. */
  get height(): number {
    return this.rows_ * row_height + 4;
  }

  set(bands: Bands): void {
    this.rows_ = bands.rows;
    this.strip.style.height = `${this.height}px`;
    const told = bands.told ?? moment;
    this.placed_ = bands.bands.map((band) => {
      const title = `${band.label}: ${stretch(band, told)}`;
      const shade = element("div", { class: `shade ${band.kind}` });
      const label = element("div", { class: `label ${band.kind}`, title }, band.label);
      label.style.top = `${band.row * row_height}px`;
      return { band, shade, label, until_s: Infinity };
    });
    this.marked_ = bands.marks.map((mark) => {
      const line = element("div", { class: `moment-line ${mark.kind}`, title: mark.label });
      return { mark, line };
    });
    this.shades.replaceChildren(
      ...this.placed_.map(({ shade }) => shade),
      ...this.marked_.map(({ line }) => line),
    );
    const labels = bands.rows === 0 ? [] : this.placed_.map(({ label }) => label);
    this.strip.replaceChildren(...labels);
    this.find_neighbours();
  }

  private find_neighbours(): void {
    const before = new Map<number, Placed>(); // By row.
    for (const each of [...this.placed_].sort((a, b) => a.band.from_s - b.band.from_s)) {
      const last = before.get(each.band.row);
      if (last) last.until_s = each.band.from_s;
      before.set(each.band.row, each);
    }
  }

  place(span: Span, width: number): void {
    const scale = width / (span.to_s - span.from_s);
    const x = (time_s: number) => (time_s - span.from_s) * scale;
    for (const placed of this.placed_) {
      const { band, shade, label } = placed;
      const left = x(band.from_s);
      const end = band.to_s === Infinity ? width + 2 : x(band.to_s);
      const right = Math.max(end, left + 1);
      const shown = right > 0 && left < width;
      shade.hidden = !shown;
      label.hidden = !shown;
      if (!shown) continue;
      shade.style.left = `${left}px`;
      shade.style.width = `${right - left}px`;
      const until = keeps_to_band(band) ? right : x(placed.until_s);
      place_label(placed, Math.max(0, left), Math.min(width, right), Math.min(width, until));
    }
    for (const { mark, line } of this.marked_) {
      const left = x(mark.at_s);
      line.hidden = left < 0 || left > width;
      line.style.left = `${left}px`;
    }
  }
}

function place_label({ band, label }: Placed, left: number, right: number, until: number): void {
  const fits = (text: string) => text_width(text, label_font) + label_frame <= until - left;
  const text = fits(band.label) ? band.label : fits(band.short) ? band.short : "";
  show_text(label, text);
  label.style.left = `${left}px`;
  label.style.width = keeps_to_band(band) ? `${Math.max(0, right - left)}px` : "auto";
  label.hidden = text === "";
}
