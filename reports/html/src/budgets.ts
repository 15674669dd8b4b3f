// Error budgets: what each objective allows, and what the faults spent of it.
import { caption, cell, element, header, scrolling, section } from "./dom.ts";
import { count, none, percent, seconds, titled } from "./format.ts";
import type { Report, Slo } from "./report.ts";

const columns: [string, string][] = [
  ["objective", ""],
  ["promised", ""],
  ["budget", "number"],
  ["spent", "number"],
  ["of the budget", "number"],
  ["burn rate", "number"],
  ["bad operations", "number"],
  ["counted", "number"],
];

function window_of(slo: Slo): string {
  const days = slo.window_s / 86400;
  return days >= 2 ? `${Number(days.toPrecision(4))} d` : seconds(slo.window_s);
}

function promise(slo: Slo): string {
  const good = slo.faster_than_s === null ? "ok" : `within ${seconds(slo.faster_than_s)}`;
  return `${Number((slo.objective * 100).toPrecision(10))} % ${good} in ${window_of(slo)}`;
}

function row(slo: Slo): HTMLElement {
  return element(
    "tr",
    {},
    header(titled(slo), "row"),
    cell("", promise(slo)),
    cell("number", seconds(slo.budget_s)),
    cell("number", slo.spent_s === null ? none : seconds(slo.spent_s)),
    cell("number", slo.spent_share === null ? none : percent(slo.spent_share)),
    cell("number", slo.burn_rate === null ? none : String(Number(slo.burn_rate.toPrecision(3)))),
    cell("number", `${count(slo.bad)} of ${count(slo.operations)}`),
    cell("number", `${seconds(slo.stretch_s)}${slo.complete ? "" : ", cut short"}`),
  );
}

export function budgets(report: Report): HTMLElement | null {
  if (report.slos.length === 0) return null;
  const table = element(
    "table",
    {},
    caption("What fault phases and recoveries spent"),
    element(
      "thead",
      {},
      element("tr", {}, ...columns.map(([name, kind]) => header(name, "col", kind))),
    ),
    element("tbody", {}, ...report.slos.map(row)),
  );
  return section("budgets", "Error budgets", scrolling("Error budgets", table));
}
