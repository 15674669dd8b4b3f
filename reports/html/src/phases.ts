// The phases side by side, and each of their steps.
import { caption, cell, element, header, scrolling, section } from "./dom.ts";
import { count, milliseconds, none, percent, rate, seconds, titled } from "./format.ts";
import type { Figures, Latency, Phase, Report } from "./report.ts";

type Text<Of> = (figures: Of) => string;

function latency<Of>(part: (of: Of) => Latency, key: "p50" | "p90" | "p99" | "max"): Text<Of> {
  return (of) => {
    const value = part(of)[key];
    return value === null ? none : milliseconds(value);
  };
}

const response = (figures: Figures) => figures.response_time_ms;
const service = (figures: Figures) => figures.service_time_ms;
const some = (value: number) => (value === 0 ? none : count(value));

const rows: { label: string; text: Text<Phase>; group?: boolean }[] = [
  { label: "operations", text: (f) => count(f.operations) },
  {
    label: "availability",
    text: (f) => (f.availability === null ? none : percent(f.availability)),
  },
  { label: "goodput", text: (f) => rate(f.goodput_per_s) },
  { label: "throughput", text: (f) => rate(f.throughput_per_s) },
  { label: "response time p50", text: latency(response, "p50"), group: true },
  { label: "response time p90", text: latency(response, "p90") },
  { label: "response time p99", text: latency(response, "p99") },
  { label: "response time max", text: latency(response, "max") },
  { label: "service time p50", text: latency(service, "p50") },
  { label: "service time p99", text: latency(service, "p99") },
  { label: "failed", text: (f) => some(f.failed), group: true },
  { label: "indeterminate", text: (f) => some(f.indeterminate) },
  { label: "dropped", text: (f) => some(f.dropped) },
  { label: "retries", text: (f) => some(f.retries) },
  { label: "hedges", text: (f) => some(f.hedges) },
  {
    label: "attempts / operations",
    text: (f) => (f.retry_amplification === null ? none : f.retry_amplification.toFixed(3)),
  },
  { label: "harness late by, p99", text: latency((phase: Phase) => phase.late_start_ms, "p99") },
  {
    label: "processors had by others",
    text: (f) => (f.others_share === null ? none : percent(f.others_share)),
  },
];

function phase_head(phase: Phase, index: number): HTMLElement {
  const cut = phase.complete ? "" : ", cut short";
  const ended =
    phase.end_reason === "" || phase.end_reason === "duration"
      ? ""
      : `, ended: ${phase.end_reason}`;
  const head = header("", "col", `number phase ${phase.kind}`);
  head.replaceChildren(
    element("span", { class: "phase-name" }, `${index + 1} ${titled(phase)}`),
    element("span", { class: "note" }, `${seconds(phase.end_s - phase.start_s)}${cut}${ended}`),
  );
  return head;
}

// Error classes of all phases, the most frequent first.
function error_classes(phases: Phase[]): string[] {
  const totals = new Map<string, number>();
  for (const phase of phases) {
    for (const [error, n] of Object.entries(phase.errors)) {
      totals.set(error, (totals.get(error) ?? 0) + n);
    }
  }
  return [...totals].sort(([, a], [, b]) => b - a).map(([error]) => error);
}

function phases_table(phases: Phase[]): HTMLElement {
  const body = element("tbody");
  const add = (label: string, group: boolean, text: Text<Phase>) => {
    const cells = phases.map((phase) => {
      const value = text(phase);
      return cell(`number${value === none ? " none" : ""}`, value);
    });
    body.append(element("tr", { class: group ? "group" : "" }, header(label, "row"), ...cells));
  };
  for (const { label, text, group } of rows) add(label, group ?? false, text);
  error_classes(phases).forEach((error, i) => {
    add(error, i === 0, (figures) => some(figures.errors[error] ?? 0));
  });
  return scrolling(
    "Phases side by side",
    element(
      "table",
      { class: "figures" },
      caption("Operations count in the phase in which they were due"),
      element("thead", {}, element("tr", {}, header("", "col"), ...phases.map(phase_head))),
      body,
    ),
  );
}

function steps_table(phases: Phase[]): HTMLElement {
  const columns = [
    "phase",
    "load",
    "step",
    "operations",
    "availability",
    "p50",
    "p99",
    "max",
    "retries",
    "errors",
  ];
  const body = element("tbody");
  for (const phase of phases) {
    for (const step of phase.steps) {
      const errors = Object.entries(step.errors).map(([error, n]) => `${count(n)} ${error}`);
      const texts = [
        count(step.operations),
        step.availability === null ? none : percent(step.availability),
        latency(response, "p50")(step),
        latency(response, "p99")(step),
        latency(response, "max")(step),
        some(step.retries),
      ];
      body.append(
        element(
          "tr",
          {},
          header(titled(phase), "row"),
          cell("", step.load),
          cell("", step.step),
          ...texts.map((text) => cell("number", text)),
          cell("", errors.length === 0 ? none : errors.join(", ")),
        ),
      );
    }
  }
  const table = element(
    "table",
    { class: "figures" },
    caption("Each step of each load, by phase"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...columns.map((name, i) => header(name, "col", i > 2 && i < 9 ? "number" : "")),
      ),
    ),
    body,
  );
  return element("details", {}, element("summary", {}, "By step"), scrolling("Steps", table));
}

export function phases(report: Report): HTMLElement | null {
  if (report.phases.length === 0) return null;
  const steps = report.phases.some((phase) => phase.steps.length > 0);
  return section(
    "phases",
    "Phases",
    phases_table(report.phases),
    steps ? steps_table(report.phases) : null,
  );
}
