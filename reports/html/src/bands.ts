// What stands behind a chart and, by name, in the strip above it: phases, faults and notes of a run;
// behind a trend, its levels.
import { cut, titled } from "./format.ts";
import type { Fault, Note, Phase } from "./report.ts";
import type { Span } from "./window.ts";

/** One that goes on still ends at Infinity. */
export interface Band extends Span {
  kind: string; // "warmup", …, "fault-band", or "noted"
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
  rows: number; // Of the strip; 0: no names.
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

/** What bands are made of: a report, or what a session has of it so far. */
export interface Banded {
  phases: Pick<Phase, "name" | "variant" | "kind" | "start_s" | "end_s">[];
  faults: BandedFault[];
  notes?: Note[];
  duration_s: number;
}

type Impact = "impact" | "time_to_detect_s" | "time_to_recover_from_injection_s";
type BandedFault = Pick<Fault, "kind" | "target" | "injected_at_s" | "healed_at_s"> &
  Partial<Pick<Fault, Impact>>;

export function bands_of(of: Banded): Bands {
  const bands: Band[] = of.phases.map((phase, index) => ({
    from_s: phase.start_s,
    to_s: phase.end_s,
    kind: phase.kind,
    label: `${index + 1} ${titled(phase)}`,
    short: String(index + 1),
    row: 0,
  }));
  const marks: Mark[] = [];
  const rows = fault_rows();
  of.faults.forEach((fault, index) => {
    if (fault.injected_at_s === null) return;
    const from_s = fault.injected_at_s;
    const to_s = fault.healed_at_s ?? of.duration_s;
    const row = rows.take(from_s, to_s);
    const short = fault_letter(index);
    const label = `${short} ${fault.kind} ${fault.target}`;
    bands.push({ from_s, to_s, kind: "fault-band", label, short, row: row + 1 });
    marks.push(...marks_of(fault, from_s, short));
  });
  const notes = of.notes ?? [];
  const row = 1 + rows.count();
  for (const { at_s, text } of notes) {
    const label = `✎ ${cut(text, 60)}`;
    bands.push({ from_s: at_s, to_s: at_s, kind: "noted", label, short: "✎", row });
  }
  return { bands, marks, rows: row + (notes.length > 0 ? 1 : 0) };
}

function marks_of(fault: BandedFault, from_s: number, short: string): Mark[] {
  const marks: Mark[] = [{ at_s: from_s, kind: "inject", label: `${short} injected` }];
  if (fault.healed_at_s !== null) {
    marks.push({ at_s: fault.healed_at_s, kind: "heal", label: `${short} healed` });
  }
  if (!fault.impact) return marks;
  const detect_s = fault.time_to_detect_s ?? null;
  if (detect_s !== null) {
    marks.push({ at_s: from_s + detect_s, kind: "detect", label: `${short} noticed` });
  }
  const recover_s = fault.time_to_recover_from_injection_s ?? null;
  if (recover_s !== null) {
    marks.push({ at_s: from_s + recover_s, kind: "recover", label: `${short} recovered` });
  }
  return marks;
}
