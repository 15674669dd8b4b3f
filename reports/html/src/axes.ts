// The axes of a chart: how far they reach, and which values they name.

/** What the x axis counts. */
export interface Axis {
  steps: number[]; // Between its values, which are one of these apart.
  tick: (value: number, last: number) => string;
  // A figure is of the stretch up to the next one, or of its place alone.
  stretches: boolean;
}

export type Range = [number, number];

/** A logarithmic axis has no zero: what is less is drawn here. */
export const lowest = 1e-3;

// Whole decades, so that the grid of a logarithmic axis starts and ends on a line.
export function decades(low: number | null, high: number | null): Range {
  if (low === null || high === null || !(high > 0)) return [1, 100];
  const from = 10 ** Math.floor(Math.log10(Math.max(low, lowest)));
  const to = 10 ** Math.ceil(Math.log10(high) + 1e-9);
  return to > from ? [from, to] : [from, from * 10];
}

export function from_zero(_low: number | null, high: number | null): Range {
  return [0, high !== null && high > 0 ? high * 1.12 : 1];
}

// A level that never moves stands in the middle.
export function around(low: number | null, high: number | null): Range {
  if (low === null || high === null || (low === 0 && high === 0)) return [0, 1];
  const room = high > low ? (high - low) * 0.15 : Math.max(Math.abs(high) * 0.1, 1e-6);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

// Lines at the decades alone; where there is only one, at 2 and 5 as well.
export function log_splits(low: number, high: number): number[] {
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

export const time_axis: Axis = { steps: time_steps, tick: time_tick, stretches: true };

export function time_tick(value: number, longest_s: number): string {
  if (longest_s < 600) return `${Number(value.toFixed(3))} s`;
  const whole = Math.round(value);
  const minutes = Math.floor(whole / 60) % 60;
  if (longest_s < 7200) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  return `${Math.floor(whole / 3600)}:${String(minutes).padStart(2, "0")} h`;
}
