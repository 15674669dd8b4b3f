// Phases and faults as bands behind a chart, with their names in a strip above it; behind a trend,
// its levels.
import { element } from "./dom.ts";
import { moment, titled } from "./format.ts";
import type { Report } from "./report.ts";
import type { Span } from "./window.ts";

export interface Band extends Span {
  kind: string; // "warmup", …, or "fault-band"
  label: string;
  short: string; // Stands where the label does not fit.
  row: number; // Of the strip.
}

export interface Mark {
  at_s: number;
  kind: "inject" | "heal" | "detect" | "recover" | "side-base" | "side-head";
  label: string;
}

export interface Bands {
  bands: Band[];
  marks: Mark[];
  rows: number;
  told?: (at: number) => string; // A place of the axis, as a reader would name it.
}

/** "A", "B", …, "Z", "A2", … */
export function fault_letter(index: number): string {
  const round = Math.floor(index / 26);
  return String.fromCharCode(65 + (index % 26)) + (round === 0 ? "" : String(round + 1));
}

const most_fault_rows = 3;

/** Rows for faults: those that overlap get one of their own, while there are rows. */
export function fault_rows(): {
  take: (from_s: number, to_s: number) => number;
  count: () => number;
} {
  const row_ends: number[] = [];
  const take = (from_s: number, to_s: number) => {
    let row = row_ends.findIndex((end_s) => end_s <= from_s);
    if (row < 0) row = Math.min(row_ends.length, most_fault_rows - 1);
    row_ends[row] = to_s;
    return row;
  };
  return { take, count: () => row_ends.length };
}

export function bands_of(report: Report): Bands {
  const bands: Band[] = report.phases.map((phase, index) => ({
    from_s: phase.start_s,
    to_s: phase.end_s,
    kind: phase.kind,
    label: `${index + 1} ${titled(phase)}`,
    short: String(index + 1),
    row: 0,
  }));
  const marks: Mark[] = [];
  const rows = fault_rows();
  report.faults.forEach((fault, index) => {
    if (fault.injected_at_s === null) return;
    const from_s = fault.injected_at_s;
    const to_s = fault.healed_at_s ?? report.duration_s;
    const row = rows.take(from_s, to_s);
    const short = fault_letter(index);
    const label = `${short} ${fault.kind} ${fault.target}`;
    bands.push({ from_s, to_s, kind: "fault-band", label, short, row: row + 1 });
    marks.push({ at_s: from_s, kind: "inject", label: `${short} injected` });
    if (fault.healed_at_s !== null) {
      marks.push({ at_s: fault.healed_at_s, kind: "heal", label: `${short} healed` });
    }
    if (!fault.impact) return;
    if (fault.time_to_detect_s !== null) {
      marks.push({
        at_s: from_s + fault.time_to_detect_s,
        kind: "detect",
        label: `${short} noticed`,
      });
    }
    if (fault.time_to_recover_from_injection_s !== null) {
      const at_s = from_s + fault.time_to_recover_from_injection_s;
      marks.push({ at_s, kind: "recover", label: `${short} recovered` });
    }
  });
  return { bands, marks, rows: 1 + rows.count() };
}

const row_height = 18;
const label_frame = 13; // What a label of the strip needs besides its text.

export function strip_height(bands: Bands): number {
  return bands.rows * row_height + 4;
}

/** The bands and the strip of one plot; `place` moves them to the span that the plot shows. */
export class BandLayer {
  readonly shades = element("div", { class: "shades", attributes: { "aria-hidden": "true" } });
  readonly strip = element("div", { class: "strip", attributes: { "aria-hidden": "true" } });
  private readonly placed_: { band: Band; shade: HTMLElement; label: HTMLElement; wide: number }[];
  private readonly marked_: { mark: Mark; line: HTMLElement }[];

  constructor(bands: Bands) {
    this.strip.style.height = `${strip_height(bands)}px`;
    this.placed_ = bands.bands.map((band) => {
      const told = bands.told ?? moment;
      const title = `${band.label}: ${told(band.from_s)} to ${told(band.to_s)}`;
      const shade = element("div", { class: `shade ${band.kind}` });
      const label = element("div", { class: `label ${band.kind}`, title }, band.label);
      label.style.top = `${band.row * row_height}px`;
      this.shades.append(shade);
      this.strip.append(label);
      return { band, shade, label, wide: 0 };
    });
    this.marked_ = bands.marks.map((mark) => {
      const line = element("div", { class: `moment-line ${mark.kind}`, title: mark.label });
      this.shades.append(line);
      return { mark, line };
    });
  }

  place(span: Span, width: number): void {
    const scale = width / (span.to_s - span.from_s);
    const x = (time_s: number) => (time_s - span.from_s) * scale;
    for (const placed of this.placed_) {
      const { band, shade, label } = placed;
      const left = x(band.from_s);
      const right = Math.max(x(band.to_s), left + 1);
      const shown = right > 0 && left < width;
      shade.hidden = !shown;
      label.hidden = !shown;
      if (!shown) continue;
      shade.style.left = `${left}px`;
      shade.style.width = `${right - left}px`;
      this.place_label(placed, Math.max(0, left), Math.min(width, right), width, x);
    }
    for (const { mark, line } of this.marked_) {
      const left = x(mark.at_s);
      line.hidden = left < 0 || left > width;
      line.style.left = `${left}px`;
    }
  }

  // A phase's label keeps to its band; a fault's may go on to the right while there is room.
  private place_label(
    placed: (typeof this.placed_)[number],
    left: number,
    right: number,
    width: number,
    x: (time_s: number) => number,
  ): void {
    const { band, label } = placed;
    let end = right;
    if (band.kind === "fault-band") {
      end = width;
      for (const { band: other } of this.placed_) {
        if (other.row === band.row && other.from_s > band.from_s)
          end = Math.min(end, x(other.from_s));
      }
    }
    const room = end - left;
    const fits = (text: string) => text_width(text) + label_frame <= room;
    const text = fits(band.label) ? band.label : fits(band.short) ? band.short : "";
    if (label.textContent !== text) label.textContent = text;
    label.style.left = `${left}px`;
    label.style.width = band.kind === "fault-band" ? "auto" : `${Math.max(0, right - left)}px`;
    label.hidden = text === "";
  }
}

const measured = new Map<string, number>();
const canvas = document.createElement("canvas").getContext("2d");

/** Of a label of the strip, in pixels. */
function text_width(text: string): number {
  let width = measured.get(text);
  if (width === undefined) {
    if (canvas) canvas.font = "600 11px system-ui, sans-serif";
    width = canvas ? canvas.measureText(text).width : text.length * 7;
    measured.set(text, width);
  }
  return width;
}
