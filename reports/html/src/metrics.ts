// The metrics of a comparison: the table of all, and for each the values of its runs.
import type { ComparePage, Metric, Row, Side } from "./comparison.ts";
import { caption, cell, element, header, kind_badge, scrolling, section } from "./dom.ts";
import { dots } from "./dots.ts";
import { counted } from "./format.ts";

interface Shown {
  metric: Metric;
  row: Row;
  id: string;
}

function shown_of(of: ComparePage): Shown[] {
  return of.comparison.metrics.flatMap((metric, index) => {
    const row = of.page.rows[index];
    return row ? [{ metric, row, id: `metric-${index + 1}` }] : [];
  });
}

function change_badge(metric: Metric, row: Row): HTMLElement {
  return kind_badge(row.mark, metric.change);
}

function table(title: string, of: ComparePage, all: Shown[]): HTMLElement {
  const percent = Math.round(of.comparison.rules.confidence * 100);
  const columns = ["", "metric", "in", "base", "head", "change", `${percent} % interval`, "p"];
  const heads = columns.map((name, i) => header(name, "col", i > 2 ? "number" : ""));
  const rows = all.map(({ metric, row, id }) =>
    element(
      "tr",
      { class: metric.change },
      cell("", change_badge(metric, row)),
      element(
        "th",
        { attributes: { scope: "row" } },
        element("a", { attributes: { href: `#${id}` } }, metric.metric),
      ),
      cell("", metric.where),
      cell("number", row.base),
      cell("number", row.head),
      cell("number change", row.change),
      cell("number", row.interval),
      cell("number", row.p),
    ),
  );
  return scrolling(
    title,
    element(
      "table",
      { class: "metrics" },
      caption(title),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows),
    ),
  );
}

export function metrics(of: ComparePage): HTMLElement | null {
  const all = shown_of(of);
  if (all.length === 0) return null;
  const decide = all.filter(({ metric }) => metric.decides);
  const others = all.filter(({ metric }) => !metric.decides);
  return section(
    "metrics",
    "Metrics",
    decide.length === 0 ? null : table("Metrics that decide", of, decide),
    element("p", { class: "hint" }, of.page.rules),
    others.length === 0
      ? null
      : element(
          "details",
          {},
          element("summary", {}, counted(others.length, "other metric")),
          table("Others", of, others),
        ),
    of.page.not_shown === 0
      ? null
      : element("p", { class: "hint" }, `… and ${of.page.not_shown} more: see compare.json.`),
  );
}

function cards(all: Shown[], names: Record<Side, string[]>): HTMLElement {
  const list = element("ul", { class: "dot-cards" });
  for (const { metric, row, id } of all) {
    list.append(
      element(
        "li",
        { class: `dot-card ${metric.change}`, id },
        element("h3", {}, metric.metric, element("span", { class: "note" }, ` in ${metric.where}`)),
        element(
          "p",
          { class: "told" },
          change_badge(metric, row),
          element("strong", {}, row.change),
          element("span", { class: "note" }, row.interval),
        ),
        dots(metric, row, names),
      ),
    );
  }
  return list;
}

// A link into a part that is closed opens it.
function opens_for_links(details: HTMLDetailsElement): HTMLDetailsElement {
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const wanted = id === "" ? null : document.getElementById(id);
    if (wanted === null || !details.contains(wanted)) return;
    details.open = true;
    wanted.scrollIntoView();
  };
  addEventListener("hashchange", open);
  queueMicrotask(open);
  return details;
}

/** The values of every run. */
export function values(of: ComparePage): HTMLElement | null {
  const all = shown_of(of);
  if (all.length === 0) return null;
  const names = {
    base: of.page.base.runs.map((run) => run.source),
    head: of.page.head.runs.map((run) => run.source),
  };
  const others = all.filter(({ metric }) => !metric.decides);
  return section(
    "values",
    "Every run",
    element(
      "p",
      { class: "hint" },
      "A dot is a run, a line the median of its side. Below, the shift from the base's median with its " +
        "interval; grey: too small a change to count.",
    ),
    cards(
      all.filter(({ metric }) => metric.decides),
      names,
    ),
    others.length === 0
      ? null
      : opens_for_links(
          element(
            "details",
            {},
            element("summary", {}, counted(others.length, "other metric")),
            cards(others, names),
          ),
        ),
  );
}
