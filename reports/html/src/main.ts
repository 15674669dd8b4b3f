// Builds the page from the report's JSON, which stands in the page beside this script.
import { budgets } from "./budgets.ts";
import { capacity } from "./capacity.ts";
import { append, element } from "./dom.ts";
import { failures } from "./failures.ts";
import { faults } from "./faults.ts";
import { checkers, gates, hypotheses } from "./judgement.ts";
import { phases } from "./phases.ts";
import type { Report } from "./report.ts";
import { sampled } from "./sampled.ts";
import { stalls } from "./stalls.ts";
import { summary } from "./summary.ts";
import { reproduce, system, warnings } from "./system.ts";
import { span_of, timeline } from "./timeline.ts";
import { variants } from "./variants.ts";
import { View } from "./window.ts";

function navigation(sections: HTMLElement[]): HTMLElement {
  const list = element("ul");
  for (const section of sections) {
    const title = section.querySelector("h2")?.textContent ?? section.id;
    const short = title.split(":")[0] ?? title;
    append(
      list,
      element("li", {}, element("a", { attributes: { href: `#${section.id}` } }, short)),
    );
  }
  return element("nav", { attributes: { "aria-label": "Parts of the report" } }, list);
}

function build(report: Report): void {
  document.title = `${report.verdict}: ${report.scenario.title}`;
  const view = new View(span_of(report));
  const { root: charts, draw } = timeline(report, view);
  const sections = [
    variants(report),
    charts,
    gates(report, view),
    budgets(report),
    phases(report),
    stalls(report, view),
    capacity(report),
    faults(report, view),
    hypotheses(report, view),
    sampled(report),
    checkers(report, view),
    failures(report, view),
    warnings(report),
    system(report),
    reproduce(report),
  ].filter((each): each is HTMLElement => each !== null);
  const page = element("main", {}, summary(report, view), navigation(sections), ...sections);
  document.body.prepend(page);
  draw();
}

const data = document.getElementById("report")?.textContent ?? "";
build(JSON.parse(data) as Report);
