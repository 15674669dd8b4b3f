// The figures behind the charts, as a table of the stretch that they show.
import { caption, cell, element, header, scrolling } from "./dom.ts";
import { count, milliseconds, none, rate } from "./format.ts";
import type { Report } from "./report.ts";
import type { View } from "./window.ts";

const most_rows = 400;

function row(report: Report, index: number): HTMLElement {
  const t = report.timeline;
  const number = (values: number[], text: (value: number) => string) =>
    cell("number", text(values[index] ?? 0));
  const latency = (values: (number | null)[]) => {
    const value = values[index] ?? null;
    return cell("number", value === null ? none : milliseconds(value));
  };
  const errors = Object.entries(t.errors)
    .filter(([, counts]) => (counts[index] ?? 0) > 0)
    .map(([error, counts]) => `${counts[index]} ${error}`);
  return element(
    "tr",
    {},
    header(`${(t.start_s[index] ?? 0).toFixed(2)} s`, "row", "number"),
    number(t.due, count),
    number(t.ok, count),
    number(t.throughput_per_s, rate),
    number(t.goodput_per_s, rate),
    latency(t.response_p50_ms),
    latency(t.response_p99_ms),
    latency(t.response_max_ms),
    latency(t.service_p99_ms),
    number(t.retries, count),
    cell("", errors.length === 0 ? none : errors.join(", ")),
  );
}

function table_of(report: Report, view: View): HTMLElement {
  const t = report.timeline;
  const { from_s, to_s } = view.span;
  const shown: number[] = [];
  t.start_s.forEach((start, index) => {
    if ((t.end_s[index] ?? start) > from_s && start < to_s) shown.push(index);
  });
  const cut = shown.length - most_rows;
  const columns = [
    "from",
    "due",
    "ok",
    "throughput",
    "goodput",
    "p50",
    "p99",
    "max",
    "service p99",
    "retries",
    "errors",
  ];
  const title =
    cut > 0
      ? `The first ${most_rows} of ${shown.length} windows; zoom in to see others`
      : "Windows of the stretch that the charts show";
  const table = element(
    "table",
    { class: "figures windows" },
    caption(title),
    element(
      "thead",
      {},
      element("tr", {}, ...columns.map((name, i) => header(name, "col", i < 10 ? "number" : ""))),
    ),
    element("tbody", {}, ...shown.slice(0, most_rows).map((index) => row(report, index))),
  );
  return scrolling("Windows", table);
}

/** Made only when it is opened: a day has thousands of rows. */
export function windows_table(report: Report, view: View): HTMLElement {
  const details = element("details", {}, element("summary", {}, "The windows as a table"));
  const body = element("div");
  details.append(body);
  const fill = () => {
    if (details.open) body.replaceChildren(table_of(report, view));
  };
  details.addEventListener("toggle", fill);
  view.on_span(fill);
  return details;
}
