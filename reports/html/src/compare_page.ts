// The page of compare.html.
import { type Change, type ComparePage } from "./comparison.ts";
import { compared } from "./compared.ts";
import { element } from "./dom.ts";
import { counted, marks } from "./format.ts";
import { heading, tile } from "./heading.ts";
import { metrics, values } from "./metrics.ts";
import { overlay } from "./overlay.ts";
import { page_data, show_page } from "./page.ts";

// "NO REGRESSION" to "No regression".
function sentence(shout: string): string {
  return shout.slice(0, 1) + shout.slice(1).toLowerCase();
}

function change_tiles(of: ComparePage): HTMLElement[] {
  const decide = of.comparison.metrics.filter((metric) => metric.decides);
  const kinds: [Change, string, string, string][] = [
    ["worse", "Worse", "fail", "unlikely to be chance, and large enough to count"],
    ["better", "Better", "pass", "likewise, for the better"],
    ["unsure", "Unsure", "", "more runs would tell"],
    ["same", "The same", "", "surely no change that counts"],
    ["missing", "Missing", "fail", "one side has no value"],
  ];
  return kinds.flatMap(([change, label, mood, note]) => {
    const count = decide.filter((metric) => metric.change === change).length;
    if (count === 0 && change !== "worse") return [];
    return [tile(label, `${count} of ${decide.length}`, note, count === 0 ? "" : mood)];
  });
}

function runs_tile(of: ComparePage): HTMLElement {
  const { base, head, rules } = of.comparison;
  return tile(
    "Runs",
    `${base.runs} : ${head.runs}`,
    `base against head; it takes ${rules.min_runs} a side`,
    Math.min(base.runs, head.runs) < rules.min_runs ? "fail" : "",
  );
}

function build(of: ComparePage): void {
  const { comparison, page } = of;
  const { base, head, verdict, reasons } = comparison;
  const shown = head.runs > 0 ? head : base;
  const title = shown.scenario.title === "" ? "A comparison" : shown.scenario.title;
  const top = heading({
    mood: verdict,
    mark: marks[verdict],
    word: sentence(page.shout),
    title,
    reason: reasons[0] ?? "",
    more_reasons: reasons.slice(1),
    parts:
      comparison.metrics.length === 0
        ? []
        : [element("p", { class: "evidence" }, `All metrics: ${page.counts}.`)],
    tiles: [runs_tile(of), ...(comparison.metrics.length === 0 ? [] : change_tiles(of))],
    facts: [
      ["Base", base.source],
      ["Head", head.source],
      ["Of", page.compared],
      ["Exit code", String(comparison.exit_code)],
    ],
  });
  const { root: timelines, draw } = overlay(of);
  const parts = [metrics(of), values(of), timelines, compared(of)];
  show_page(`${page.shout}: ${title}, ${counted(base.runs + head.runs, "run")}`, top, parts);
  draw();
}

build(page_data() as ComparePage);
