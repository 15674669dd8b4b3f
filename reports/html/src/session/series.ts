// The windows of the session so far, brought up to date with those that changed.
import type { TimelineSeries } from "../report.ts";

type Listed = Exclude<keyof TimelineSeries, "errors">;

const lists: Listed[] = [
  "start_s",
  "end_s",
  "due",
  "ok",
  "failed",
  "indeterminate",
  "dropped",
  "retries",
  "throughput_per_s",
  "goodput_per_s",
  "response_p50_ms",
  "response_p99_ms",
  "response_max_ms",
  "service_p50_ms",
  "service_p99_ms",
];

export function no_windows(): TimelineSeries {
  const empty = Object.fromEntries(lists.map((name): [string, number[]] => [name, []]));
  return { ...(empty as unknown as Record<Listed, number[]>), errors: {} };
}

// Where a window that begins at `start_s` stands, or is to stand: nearly always at the end.
function place_of(starts: number[], start_s: number): number {
  let at = starts.length;
  while (at > 0 && (starts[at - 1] ?? 0) >= start_s - 1e-6) --at;
  return at;
}

/** Puts each window of `changed` in the place of the one that begins at the same time, or adds it. */
export function merge_windows(into: TimelineSeries, changed: TimelineSeries): void {
  for (const error of Object.keys(changed.errors)) {
    into.errors[error] ??= into.start_s.map(() => 0);
  }
  changed.start_s.forEach((start_s, i) => {
    const at = place_of(into.start_s, start_s);
    const found = into.start_s[at];
    const replaced = found !== undefined && Math.abs(found - start_s) <= 1e-6 ? 1 : 0;
    for (const name of lists) {
      (into[name] as (number | null)[]).splice(at, replaced, changed[name]?.[i] ?? null);
    }
    for (const [error, counts] of Object.entries(into.errors)) {
      counts.splice(at, replaced, changed.errors[error]?.[i] ?? 0);
    }
  });
}

export interface Recent {
  seconds: number;
  due: number;
  ok: number;
  decided: number; // Those that are still in flight are neither ok nor not.
  p99_ms: number | null; // The worst of the windows.
}

/** Of the windows in the last `length_s` before `now_s`, the open one left out. */
export function recent(of: TimelineSeries, now_s: number, length_s: number): Recent {
  const sums: Recent = { seconds: 0, due: 0, ok: 0, decided: 0, p99_ms: null };
  for (let i = of.start_s.length - 1; i >= 0; --i) {
    const [start_s, end_s] = [of.start_s[i] ?? 0, of.end_s[i] ?? 0];
    if (end_s < now_s - length_s) break;
    if (end_s >= now_s - 1e-6) continue;
    const ok = of.ok[i] ?? 0;
    sums.seconds += end_s - start_s;
    sums.due += of.due[i] ?? 0;
    sums.ok += ok;
    sums.decided += ok + (of.failed[i] ?? 0) + (of.indeterminate[i] ?? 0) + (of.dropped[i] ?? 0);
    const p99_ms = of.response_p99_ms[i] ?? null;
    if (p99_ms !== null) sums.p99_ms = Math.max(sums.p99_ms ?? 0, p99_ms);
  }
  return sums;
}
