// The tables of a trend: where a metric changed its level, how far gates are from their limits, and
// all runs.
import { append, caption, cell, element, header, kind_badge, scrolling, section } from "./dom.ts";
import { counted, figure, none, time_of_day } from "./format.ts";
import { size_of } from "./levels.ts";
import type { Trend, TrendChange, TrendPage, TrendSeries } from "./trend.ts";

const most_columns = 12; // Of figures in the table of runs.

export interface Found {
  series: TrendSeries;
  index: number; // Of the series.
  change: TrendChange;
}

/** Those for the worse first, of these the latest. */
export function changes_of(trend: Trend): Found[] {
  const all = trend.series.flatMap((series, index) =>
    series.changes.map((change) => ({ series, index, change })),
  );
  return all.sort(
    (a, b) => Number(b.change.worse) - Number(a.change.worse) || b.change.run - a.change.run,
  );
}

function run_link(run: number): HTMLElement {
  return element("a", { attributes: { href: `#run-${run + 1}` } }, `run ${run + 1}`);
}

export function changes(trend: Trend, found: Found[]): HTMLElement {
  const title = "Changes of level";
  if (found.length === 0) {
    return section("changes", title, element("p", { class: "empty" }, nothing_found(trend)));
  }
  const rows = found.map(({ series, index, change }) => {
    const value = (level: number) => figure(level, series.unit);
    const kind = change.worse ? "worse" : "better";
    const day = (trend.runs[change.run]?.started_at ?? "").slice(0, 10);
    return element(
      "tr",
      { class: kind },
      cell("", kind_badge(change.worse ? "✗" : "✓", kind)),
      element(
        "th",
        { attributes: { scope: "row" } },
        element("a", { attributes: { href: `#chart-series-${index + 1}` } }, series.metric),
      ),
      cell("", series.where),
      cell("number change", size_of(series, change)),
      cell("number", value(change.before)),
      cell("number", value(change.after)),
      cell("when", run_link(change.run), ` of ${day}`),
      cell("number", change.p_value < 0.001 ? "< 0.001" : change.p_value.toFixed(3)),
      cell("", change.also_changed === "" ? none : change.also_changed),
    );
  });
  const columns = [
    "",
    "metric",
    "in",
    "change",
    "before",
    "after",
    "since",
    "p",
    "changed with it",
  ];
  const heads = columns.map((name, i) =>
    header(name, "col", (i > 2 && i < 6) || i === 7 ? "number" : ""),
  );
  const table = element(
    "table",
    { class: "metrics" },
    caption("Where a metric changed its level for good, the worst first"),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows),
  );
  return section("changes", title, scrolling(title, table));
}

function nothing_found(trend: Trend): string {
  if (trend.verdict === "inconclusive") return `None could be found: ${trend.reason}.`;
  return "No metric changed its level for good.";
}

/** Null where no run had a gate. */
export function gates({ gates: all }: Trend): HTMLElement | null {
  if (all.length === 0) return null;
  const rows = all.map((gate) => {
    const value = (seen: number) => figure(seen, gate.unit);
    const limit = gate.limit === null ? none : `${gate.comparison} ${value(gate.limit)}`;
    return element(
      "tr",
      { class: gate.passed < gate.runs ? "worse" : "" },
      header(gate.name, "row"),
      cell("", gate.where === "" ? "whole run" : gate.where),
      cell("number", limit),
      cell("number", value(gate.lowest)),
      cell("number", value(gate.median)),
      cell("number", value(gate.highest)),
      cell("number change", `${gate.passed} of ${gate.runs}`),
      cell("", element("code", {}, gate.expr)),
    );
  });
  const columns = ["gate", "in", "limit", "lowest", "median", "highest", "passed", "condition"];
  const heads = columns.map((name, i) => header(name, "col", i > 1 && i < 7 ? "number" : ""));
  const title = "Gates";
  const table = element(
    "table",
    { class: "metrics" },
    caption("What gates saw over these runs, beside their limits"),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows),
  );
  return section("gates", title, scrolling(title, table));
}

// A row's link leads to the run's report, a dot of a chart to the row.
export function runs(of: TrendPage): HTMLElement {
  const { trend, page } = of;
  const shown = trend.series.slice(0, most_columns);
  const has_versions = trend.runs.some((run) => run.versions.length > 0);
  const value_of = (series: TrendSeries, run: number) => {
    const at = series.runs.indexOf(run);
    const value = at < 0 ? undefined : series.values[at];
    return value === undefined ? none : figure(value, series.unit);
  };
  const rows = trend.runs.map((run, index) => {
    const address = page.addresses[index] ?? "";
    const from =
      address === "" ? run.source : element("a", { attributes: { href: address } }, run.source);
    const begins = trend.series.flatMap((series) =>
      series.changes.filter((change) => change.run === index),
    );
    const kind = begins.length === 0 ? "" : begins.some(({ worse }) => worse) ? "worse" : "better";
    return element(
      "tr",
      { id: `run-${index + 1}`, class: kind },
      cell("number", String(index + 1)),
      element("th", { attributes: { scope: "row" } }, from),
      cell("when", time_of_day(run.started_at)),
      cell("", element("span", { class: `badge ${run.verdict}` }, run.verdict)),
      has_versions ? cell("versions", run.versions.join(", ") || none) : null,
      cell("", run.squall_version),
      ...shown.map((series) => cell("number", value_of(series, index))),
    );
  });
  const heads = [
    header("run", "col", "number"),
    header("from", "col"),
    header("started", "col"),
    header("verdict", "col"),
    has_versions ? header("versions", "col") : null,
    header("squall", "col"),
    ...shown.map((series) => {
      const head = header(series.metric, "col", "number");
      append(head, element("span", { class: "note" }, series.where));
      return head;
    }),
  ];
  const title = "Runs by time";
  const table = element(
    "table",
    { class: "runs" },
    caption(title),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows),
  );
  const cut = trend.series.length - shown.length;
  const left_out = trend.left_out.map((what) => element("li", {}, `left out: ${what}`));
  return section(
    "runs",
    "Runs",
    left_out.length === 0 ? null : element("ul", { class: "warnings" }, ...left_out),
    rows.length === 0
      ? element("p", { class: "empty" }, "There is none.")
      : scrolling(title, table),
    cut > 0
      ? element("p", { class: "hint" }, `${counted(cut, "more metric")}: see the charts.`)
      : null,
  );
}
