// The client variants side by side: what each policy made of the same load and the same faults.
import { caption, cell, element, header, scrolling, section } from "./dom.ts";
import { count, marks, milliseconds, none, percent, rate, seconds } from "./format.ts";
import type { CheckVerdict, Report, Variant } from "./report.ts";

const worst_first: CheckVerdict[] = ["fail", "inconclusive", "warn", "pass"];

function gates_text({ gates }: Variant): string {
  const total = gates.pass + gates.fail + gates.warn + gates.inconclusive;
  if (total === 0) return none;
  const worst = worst_first.find((verdict) => gates[verdict] > 0) ?? "pass";
  return `${marks[worst]} ${gates.pass} of ${total}`;
}

function recovery_text(variant: Variant): string {
  if (variant.faults === 0) return none;
  if (!variant.impact) return "no impact";
  return variant.time_to_recover_s === null ? "never" : seconds(variant.time_to_recover_s);
}

const or_none = (value: number | null, text: (value: number) => string) =>
  value === null ? none : text(value);
const some = (value: number) => (value === 0 ? none : count(value));

const rows: [string, (variant: Variant) => string][] = [
  ["operations", (v) => count(v.operations)],
  ["availability", (v) => or_none(v.availability, percent)],
  ["goodput", (v) => rate(v.goodput_per_s)],
  ["response time p50", (v) => or_none(v.response_time_ms.p50, milliseconds)],
  ["response time p99", (v) => or_none(v.response_time_ms.p99, milliseconds)],
  ["attempts / operations", (v) => or_none(v.retry_amplification, (x) => x.toFixed(2))],
  ["retries", (v) => some(v.retries)],
  ["hedges", (v) => some(v.hedges)],
  ["indeterminate", (v) => some(v.indeterminate)],
  ["dropped", (v) => some(v.dropped)],
  ["time to detect", (v) => or_none(v.time_to_detect_s, seconds)],
  ["time to recover", recovery_text],
  ["gates met", gates_text],
];

function error_classes(variants: Variant[]): string[] {
  const classes = new Set(variants.flatMap((variant) => Object.keys(variant.errors)));
  return [...classes].sort();
}

export function variants(report: Report): HTMLElement | null {
  const all = report.variants ?? [];
  if (all.length === 0) return null;
  const row = (label: string, text: (variant: Variant) => string) =>
    element(
      "tr",
      {},
      header(label, "row"),
      ...all.map((variant) => {
        const value = text(variant);
        return cell(`number${value === none ? " none" : ""}`, value);
      }),
    );
  const heads = all.map((variant) => {
    const head = header("", "col", "number phase");
    head.replaceChildren(
      element("span", { class: "phase-name" }, variant.name),
      element("span", { class: "note" }, variant.complete ? "" : "cut short"),
    );
    return head;
  });
  const settings = all.map((variant) =>
    cell("", element("code", {}, variant.settings === "" ? "as [client]" : variant.settings)),
  );
  const phases = all[0]?.phases.join(", ") ?? "";
  const table = element(
    "table",
    { class: "figures" },
    caption(`Figures of ${phases}, each policy under the same load and faults`),
    element("thead", {}, element("tr", {}, header("", "col"), ...heads)),
    element(
      "tbody",
      {},
      ...rows.map(([label, text]) => row(label, text)),
      ...error_classes(all).map((error) => row(error, (v) => some(v.errors[error] ?? 0))),
      element("tr", { class: "group" }, header("settings", "row"), ...settings),
    ),
  );
  return section("variants", "Client policies", scrolling("Client policies side by side", table));
}
