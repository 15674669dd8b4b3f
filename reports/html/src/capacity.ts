// Searches for the capacity: the latency curve of each as a table, and what was found.
import { caption, cell, element, header, scrolling, section } from "./dom.ts";
import { marks, milliseconds, none, percent, rate } from "./format.ts";
import type { Capacity, CapacityStep, CheckVerdict, Report } from "./report.ts";

const columns = ["rate", "goodput", "availability", "p50", "p90", "p99"];

const verdicts: Record<CapacityStep["verdict"], CheckVerdict> = {
  held: "pass",
  broke: "fail",
  harness_limit: "inconclusive",
};

function row(step: CapacityStep): HTMLElement {
  const { p50, p90, p99 } = step.response_time_ms;
  const verdict = verdicts[step.verdict];
  const texts = [
    rate(step.goodput_per_s),
    step.availability === null ? none : percent(step.availability),
    ...[p50, p90, p99].map((value) => (value === null ? none : milliseconds(value))),
  ];
  return element(
    "tr",
    { class: verdict },
    header(rate(step.rate_per_s), "row", "number"),
    ...texts.map((text) => cell("number", text)),
    cell("", `${marks[verdict]} ${step.reason === "" ? "held" : step.reason}`),
  );
}

function curve(search: Capacity): HTMLElement {
  const steps = [...search.steps].sort((a, b) => a.rate_per_s - b.rate_per_s);
  const table = element(
    "table",
    { class: "figures" },
    caption(`Load ${search.load} in phase ${search.phase}`),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...columns.map((name) => header(name, "col", "number")),
        header("result", "col"),
      ),
    ),
    element("tbody", {}, ...steps.map(row)),
  );
  return scrolling(`Latency curve of ${search.load}`, table);
}

export function capacity(report: Report): HTMLElement | null {
  if (report.capacities.length === 0) return null;
  const parts = report.capacities.flatMap((search) => [
    element("p", {}, element("strong", {}, `Capacity of ${search.load}: `), search.summary),
    ...(search.steps.length === 0 ? [] : [curve(search)]),
  ]);
  return section("capacity", "Capacity", ...parts);
}
