// Two runs on one time axis: each phase begins at one place for both, so that what happened in it
// stands one above the other although the phases before took longer in one of them.
import { type Bands, type Band, fault_letter, type Mark, fault_rows } from "./bands.ts";
import { type ExcerptFault, type Runs, type Side, sides } from "./comparison.ts";
import { titled } from "./format.ts";

type Maybe = number | null;

interface Stretch {
  title: string;
  kind: string;
  from_s: number; // On the common axis, …
  to_s: number;
  start_s: Record<Side, Maybe>; // … and on each run's clock; null: that side does not have it.
}

export interface Aligned {
  stretches: Stretch[];
  end_s: number;
  /** A moment of a run on the common axis. */
  at: (side: Side, time_s: number) => number;
}

interface Pair {
  base: number | null;
  head: number | null;
}

// Phases of one name belong together, in the order of both runs.
function pairs_of(base: string[], head: string[]): Pair[] {
  const pairs: Pair[] = [];
  let b = 0;
  let h = 0;
  while (b < base.length || h < head.length) {
    const name = base[b];
    const same = name === undefined ? -1 : head.indexOf(name, h);
    if (b < base.length && same < 0) {
      pairs.push({ base: b++, head: null });
    } else {
      const until = b < base.length ? same : head.length;
      while (h < until) pairs.push({ base: null, head: h++ });
      if (b < base.length) pairs.push({ base: b++, head: h++ });
    }
  }
  return pairs;
}

/** What to say of a phase or fault that one side alone has, where both sides are shown. */
function only(runs: Runs, base: boolean, head: boolean): string {
  if (base === head || !runs.base || !runs.head) return "";
  return base ? " (base only)" : " (head only)";
}

export function aligned(runs: Runs): Aligned {
  const names = (side: Side) => runs[side]?.phases.map(titled) ?? [];
  const stretches: Stretch[] = [];
  const ended_s: Record<Side, Maybe> = { base: null, head: null };
  let end_s = 0;
  for (const pair of pairs_of(names("base"), names("head"))) {
    const phases = sides.map((side) => {
      const index = pair[side];
      return index === null ? null : (runs[side]?.phases[index] ?? null);
    });
    // What passed between two phases, in the run in which it took longer.
    const pauses = sides.map((side, i) => {
      const before_s = ended_s[side];
      const start_s = phases[i]?.start_s;
      return before_s === null || start_s === undefined ? 0 : start_s - before_s;
    });
    const lengths = phases.map((phase) => (phase ? phase.end_s - phase.start_s : 0));
    const from_s = end_s + Math.max(0, ...pauses);
    end_s = from_s + Math.max(...lengths);
    const [base, head] = phases;
    const [one] = phases.filter((phase) => phase !== null);
    if (!one) continue;
    stretches.push({
      title: titled(one) + only(runs, Boolean(base), Boolean(head)),
      kind: one.kind,
      from_s,
      to_s: end_s,
      start_s: { base: base?.start_s ?? null, head: head?.start_s ?? null },
    });
    if (base) ended_s.base = base.end_s;
    if (head) ended_s.head = head.end_s;
  }
  const at = (side: Side, time_s: number): number => {
    const of_side = stretches.filter((each) => each.start_s[side] !== null);
    const begun = of_side.filter((each) => (each.start_s[side] ?? 0) <= time_s + 1e-6);
    const index = begun.length - 1;
    const stretch = of_side[Math.max(0, index)];
    if (!stretch) return time_s;
    const next_s = of_side[index + 1]?.from_s ?? end_s;
    const place_s = stretch.from_s + time_s - (stretch.start_s[side] ?? 0);
    return Math.max(0, Math.min(place_s, next_s));
  };
  return { stretches, end_s, at };
}

interface FaultPair {
  base: ExcerptFault | null;
  head: ExcerptFault | null;
}

// Faults of one name in one phase belong together.
function fault_pairs(runs: Runs): FaultPair[] {
  const key = (fault: ExcerptFault) =>
    JSON.stringify([fault.variant ?? "", fault.phase, fault.name]);
  const injected = (side: Side) =>
    runs[side]?.faults.filter((fault) => fault.injected_at_s !== null) ?? [];
  const left = injected("head");
  const pairs: FaultPair[] = injected("base").map((base) => {
    const index = left.findIndex((head) => key(head) === key(base));
    return { base, head: index < 0 ? null : (left.splice(index, 1)[0] ?? null) };
  });
  return [...pairs, ...left.map((head) => ({ base: null, head }))];
}

/** A fault is in where it is in one of the runs; marks say where clients had recovered. */
export function aligned_bands(runs: Runs, axis: Aligned): Bands {
  const bands: Band[] = axis.stretches.map((stretch, index) => ({
    from_s: stretch.from_s,
    to_s: stretch.to_s,
    kind: stretch.kind,
    label: `${index + 1} ${stretch.title}`,
    short: String(index + 1),
    row: 0,
  }));
  const marks: Mark[] = [];
  const rows = fault_rows();
  fault_pairs(runs).forEach((pair, index) => {
    const starts: number[] = [];
    const ends: number[] = [];
    const letter = fault_letter(index);
    for (const side of sides) {
      const fault = pair[side];
      const injected_s = fault?.injected_at_s ?? null;
      if (!fault || injected_s === null) continue;
      starts.push(axis.at(side, injected_s));
      ends.push(axis.at(side, fault.healed_at_s ?? runs[side]?.duration_s ?? injected_s));
      const recovered_s = fault.time_to_recover_from_injection_s;
      if (!fault.impact || recovered_s === null) continue;
      const at_s = axis.at(side, injected_s + recovered_s);
      marks.push({ at_s, kind: `side-${side}`, label: `${letter} recovered in ${side}` });
    }
    const one = pair.base ?? pair.head;
    if (!one) return;
    const where = only(runs, pair.base !== null, pair.head !== null);
    const from_s = Math.min(...starts);
    const to_s = Math.max(...ends);
    bands.push({
      from_s,
      to_s,
      kind: "fault-band",
      label: `${letter} ${one.kind} ${one.target}${where}`,
      short: letter,
      row: 1 + rows.take(from_s, to_s),
    });
  });
  return { bands, marks, rows: 1 + rows.count() };
}
