// Figures as people read them; the same rules as reports/quantity.cpp.
import type { CheckVerdict, Fault, Gate, Unit } from "./report.ts";

export const none = "–";

export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

export function milliseconds(exact: number): string {
  const value = Number(exact.toPrecision(12)); // A difference of two times is not quite round.
  if (value === 0) return "0 ms";
  if (value < 1) return `${value.toFixed(2)} ms`;
  if (value < 1000) return `${value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)} ms`;
  const whole = Math.round(value / 1000);
  if (whole >= 7200) {
    const minutes = String(Math.floor(whole / 60) % 60).padStart(2, "0");
    return `${Math.floor(whole / 3600)} h ${minutes} m`;
  }
  if (whole >= 120) return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, "0")} s`;
  const seconds = value / 1000;
  return `${seconds.toFixed(seconds >= 100 ? 0 : seconds >= 10 ? 1 : 2)} s`;
}

/** On an axis: no zeros behind the point. */
export function milliseconds_tick(value: number): string {
  return milliseconds(value).replace(/\.0+(?= )/, "");
}

export function seconds(value: number): string {
  return value === 0 ? "0 s" : milliseconds(value * 1000);
}

/** A moment on the run's clock: always seconds, so that it can be found in the journal. */
export function moment(value: number): string {
  return `${value.toFixed(2)} s`;
}

/** "3:07", or "1:03:07": how long a session has been going on. */
export function clock(value_s: number): string {
  const whole = Math.floor(value_s);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const end = `:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${two(minutes)}${end}` : `${minutes}${end}`;
}

/** "2026-11-28 12:00:00 UTC"; the same in every time zone. */
export function time_of_day(started_at: string): string {
  return started_at.replace("T", " ").replace(/\.\d+Z$/, " UTC");
}

export function rate(value: number): string {
  return `${value.toFixed(value < 1000 ? 1 : 0)} /s`;
}

/** A value short of 100 % never reads as 100 %, and a value above 0 never as 0 %. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  for (let decimals = 2; decimals < 6; ++decimals) {
    const text = value.toFixed(decimals);
    const reads_as_whole = value < 100 && text.startsWith("100");
    const reads_as_none = value > 0 && !/[1-9]/.test(text);
    if (!reads_as_whole && !reads_as_none) return `${text} %`;
  }
  return value < 50 ? "< 0.00001 %" : "> 99.9999 %";
}

function plain(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

function bytes(value: number, decimals: number): string {
  const step = Math.min(3, Math.floor(Math.log2(Math.max(1, Math.abs(value))) / 10));
  if (decimals > 2) return `${plain(value, decimals)} B`;
  return `${plain(value / 1024 ** step, 2)} ${["B", "KiB", "MiB", "GiB"][step]}`;
}

function in_unit(value: number, unit: Unit, decimals: number): string {
  switch (unit) {
    case "ratio":
      return `${plain(value * 100, decimals)} %`;
    case "seconds":
      if (value === 0) return "0 s";
      return Math.abs(value) < 1
        ? `${plain(value * 1000, decimals)} ms`
        : `${plain(value, decimals)} s`;
    case "per_second":
      return `${plain(value, decimals)} /s`;
    case "bytes":
      return bytes(value, decimals);
    case "count":
      return plain(value, decimals);
  }
}

/** A figure of a run in its unit, with as many digits as a table has room for. */
export function figure(value: number, unit: Unit): string {
  switch (unit) {
    case "ratio":
      return percent(value);
    case "seconds":
      return seconds(value);
    case "per_second":
      return rate(value);
    default:
      return in_unit(value, unit, 3);
  }
}

export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

type Held = Pick<Gate, "metric" | "actual" | "limit" | "unit">;

/** The actual value and the limit, with as many digits as it takes to tell them apart. */
export function gate_values(gate: Held): { actual: string; limit: string } {
  const unit = gate.metric === "retry_amplification" ? "count" : gate.unit;
  let actual = none;
  let limit = none;
  for (let decimals = 2; decimals <= 6; ++decimals) {
    if (gate.actual !== null) actual = in_unit(gate.actual, unit, decimals);
    if (gate.limit !== null) limit = in_unit(gate.limit, unit, decimals);
    if (gate.actual === gate.limit || actual !== limit) break;
  }
  return { actual, limit };
}

/** A value in its unit, with at most so many decimals. */
export function quantity(value: number, unit: Unit, decimals = 2): string {
  return in_unit(value, unit, decimals);
}

export function memory(value: number): string {
  return bytes(value, 2);
}

export function fault_title(fault: Fault): string {
  const same =
    fault.nodes.length === 0 || (fault.nodes.length === 1 && fault.nodes[0] === fault.target);
  return `${fault.kind} ${fault.target}${same ? "" : ` (${fault.nodes.join(", ")})`}`;
}

/** "no-retry: node-killed", or the name alone where there are no client variants. */
export function titled(of: { name: string; variant?: string }): string {
  return of.variant === undefined ? of.name : `${of.variant}: ${of.name}`;
}

export const marks: Record<CheckVerdict, string> = {
  pass: "✓",
  fail: "✗",
  warn: "!",
  inconclusive: "?",
};
