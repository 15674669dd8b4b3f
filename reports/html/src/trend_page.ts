// The page of trend.html.
import type uPlot from "uplot";
import type { Bands } from "./bands.ts";
import { draw_charts } from "./chart_stack.ts";
import { element, section } from "./dom.ts";
import { counted, marks, none } from "./format.ts";
import { heading, tile } from "./heading.ts";
import { bands_of, chart_of } from "./levels.ts";
import { page_data, show_page } from "./page.ts";
import { verdict_words } from "./summary.ts";
import type { TrendPage } from "./trend.ts";
import { changes, changes_of, type Found, gates, runs } from "./trend_tables.ts";
import { View } from "./window.ts";

function top(of: TrendPage, found: Found[]): HTMLElement {
  const { trend, page } = of;
  const worse = found.filter(({ change }) => change.worse).length;
  const drifted = trend.verdict === "pass" && worse > 0;
  const day = (run: number) => (trend.runs.at(run)?.started_at ?? "").slice(0, 10);
  const newest = trend.runs.at(-1);
  return heading({
    mood: drifted ? "warn" : trend.verdict,
    mark: drifted ? marks.warn : marks[trend.verdict],
    word: drifted ? "Became worse" : verdict_words[trend.verdict],
    title: page.title === "" ? "A trend" : page.title,
    reason: trend.reason,
    more_reasons: [],
    parts: [],
    tiles: [
      tile(
        "Runs",
        String(trend.runs.length),
        trend.runs.length === 0 ? "" : `${day(0)} to ${day(-1)}`,
      ),
      tile("Became worse", String(worse), "changes of level", worse > 0 ? "fail" : ""),
      tile("Became better", String(found.length - worse), "changes of level"),
      tile("Metrics", String(trend.series.length), "that usually decide a comparison"),
    ],
    facts: [
      ["Newest", newest === undefined ? none : newest.source],
      ["Left out", String(trend.left_out.length)],
      ["Exit code", String(trend.exit_code)],
    ],
  });
}

function lead_to_rows(chart: uPlot): void {
  chart.over.addEventListener("click", () => {
    const left = chart.cursor.left ?? -1;
    if (left < 0 || chart.select.width > 3) return;
    const row = document.getElementById(`run-${Math.round(chart.posToVal(left, "x"))}`);
    if (row) location.hash = row.id;
  });
}

function build(of: TrendPage): void {
  const { trend } = of;
  const found = changes_of(trend);
  const place = element("div", { class: "charts side-by-side" });
  const hint =
    "The values of all runs in the order of their start; a line is the median of a level. Drag to zoom, " +
    "double-click to see all runs, click to go to a run.";
  const drawn = trend.series.length > 0;
  const charts = section(
    "charts",
    "Metrics",
    element(
      "p",
      { class: drawn ? "hint" : "empty" },
      drawn ? hint : "No run has a figure to draw.",
    ),
    place,
  );
  const title = of.page.title === "" ? "A trend" : of.page.title;
  const parts = [changes(trend, found), charts, gates(trend), runs(of)];
  show_page(`Trend: ${title}, ${counted(trend.runs.length, "run")}`, top(of, found), parts);
  if (!drawn) return;
  const view = new View({ from_s: 0.5, to_s: trend.runs.length + 0.5 });
  const bands = new Map<string, Bands>();
  const options = trend.series.map((series, index) => {
    const chart = chart_of(series, index, trend);
    bands.set(chart.id, bands_of(series, trend));
    return chart;
  });
  const none_behind: Bands = { bands: [], marks: [], rows: 0 };
  const made = draw_charts(
    place,
    options,
    view,
    ({ id }) => bands.get(id) ?? none_behind,
    (width) => Math.round(Math.min(230, Math.max(170, width * 0.3))),
  );
  for (const { plot } of made) lead_to_rows(plot);
}

build(page_data() as TrendPage);
