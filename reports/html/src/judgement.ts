// What was judged: gates, steady-state hypotheses and checkers.
import { caption, cell, element, header, hidden, scrolling, section } from "./dom.ts";
import { count, gate_values, marks, none, seconds, titled } from "./format.ts";
import type { Checker, CheckVerdict, Gate, Hypothesis, Report } from "./report.ts";
import { moment_link } from "./summary.ts";
import type { View } from "./window.ts";

const badness: Record<CheckVerdict, number> = { fail: 0, inconclusive: 1, warn: 2, pass: 3 };

export function verdict_cell(verdict: CheckVerdict): HTMLElement {
  return cell(
    `verdict-cell ${verdict}`,
    element("span", { attributes: { "aria-hidden": "true" } }, marks[verdict]),
    hidden(verdict),
  );
}

function table(title: string, columns: [string, string][], rows: HTMLElement[]): HTMLElement {
  return scrolling(
    title,
    element(
      "table",
      {},
      caption(title),
      element(
        "thead",
        {},
        element("tr", {}, ...columns.map(([name, kind]) => header(name, "col", kind))),
      ),
      element("tbody", {}, ...rows),
    ),
  );
}

function gate_row(gate: Gate, view: View): HTMLElement {
  const { actual, limit } = gate_values(gate);
  const note = element("span", {}, gate.reason);
  if (gate.severity === "warn") note.append(gate.reason === "" ? "only warns" : "");
  const worst =
    gate.worst_at_s === null
      ? null
      : element("span", { class: "note" }, "worst at ", moment_link(view, gate.worst_at_s));
  const why = gate.why === "" ? null : element("span", { class: "note why" }, gate.why);
  return element(
    "tr",
    { class: gate.verdict },
    verdict_cell(gate.verdict),
    header(titled(gate), "row"),
    cell("number actual", actual),
    cell("limit", `${gate.comparison} ${limit}`),
    cell("", gate.phase === "" ? "whole run" : gate.phase),
    cell("", element("code", {}, gate.expr)),
    cell("number", count(gate.samples)),
    cell("", note, worst, why),
  );
}

export function gates(report: Report, view: View): HTMLElement | null {
  if (report.gates.length === 0) return null;
  const sorted = [...report.gates].sort((a, b) => badness[a.verdict] - badness[b.verdict]);
  return section(
    "gates",
    "Gates",
    table(
      "Thresholds, the worst first",
      [
        ["", ""],
        ["gate", ""],
        ["actual", "number"],
        ["limit", ""],
        ["phase", ""],
        ["condition", ""],
        ["samples", "number"],
        ["", ""],
      ],
      sorted.map((gate) => gate_row(gate, view)),
    ),
  );
}

function hypothesis_row(hypothesis: Hypothesis, view: View): HTMLElement {
  return element(
    "tr",
    {},
    verdict_cell(hypothesis.met ? "pass" : "fail"),
    header(titled(hypothesis), "row"),
    cell("", hypothesis.when),
    cell("number", moment_link(view, hypothesis.at_s)),
    cell("", hypothesis.expected),
    cell("", hypothesis.actual === "" ? none : hypothesis.actual),
  );
}

export function hypotheses(report: Report, view: View): HTMLElement | null {
  if (report.hypotheses.length === 0) return null;
  const sorted = [...report.hypotheses].sort((a, b) => Number(a.met) - Number(b.met));
  return section(
    "hypotheses",
    "Steady state",
    table(
      "Hypotheses that must hold before any fault and after healing",
      [
        ["", ""],
        ["hypothesis", ""],
        ["when", ""],
        ["at", "number"],
        ["expected", ""],
        ["saw", ""],
      ],
      sorted.map((each) => hypothesis_row(each, view)),
    ),
  );
}

function checker_row(checker: Checker, view: View): HTMLElement {
  const counts = Object.entries(checker.counts).map(
    ([name, n]) => `${name.replaceAll("_", " ")} ${count(n)}`,
  );
  if (checker.rpo_s) counts.push(`rpo ${seconds(checker.rpo_s)}`);
  const examples = checker.examples.map((each) =>
    element("li", {}, moment_link(view, each.at_s), ` ${each.text}`),
  );
  const list = element("ul", { class: "plain" }, ...examples);
  const found = examples.length === 0 && checker.reason === "" ? none : list;
  return element(
    "tr",
    {},
    verdict_cell(checker.verdict),
    header(titled(checker), "row"),
    cell("", checker.kind.replaceAll("_", " ")),
    cell("", counts.join(", ")),
    cell("", checker.reason === "" ? null : element("p", {}, checker.reason), found),
  );
}

export function checkers(report: Report, view: View): HTMLElement | null {
  if (report.checkers.length === 0) return null;
  const sorted = [...report.checkers].sort((a, b) => badness[a.verdict] - badness[b.verdict]);
  return section(
    "checkers",
    "Checkers",
    table(
      "What was lost, stale or unexpected",
      [
        ["", ""],
        ["checker", ""],
        ["kind", ""],
        ["counts", ""],
        ["what was found first", ""],
      ],
      sorted.map((checker) => checker_row(checker, view)),
    ),
  );
}
