// The page of report.html.
import { budgets } from "./budgets.ts";
import { capacity } from "./capacity.ts";
import { failures } from "./failures.ts";
import { faults } from "./faults.ts";
import { checkers, gates, hypotheses } from "./judgement.ts";
import { notes } from "./notes.ts";
import { page_data, show_page } from "./page.ts";
import { percentiles } from "./percentiles.ts";
import { phases } from "./phases.ts";
import type { Report } from "./report.ts";
import { sampled } from "./sampled.ts";
import { stalls } from "./stalls.ts";
import { summary } from "./summary.ts";
import { reproduce, system, warnings } from "./system.ts";
import { span_of, timeline } from "./timeline.ts";
import { variants } from "./variants.ts";
import { View } from "./window.ts";

function build(report: Report): void {
  const view = new View(span_of(report));
  const { root: charts, draw } = timeline(report, view);
  const curves = percentiles(report);
  const sections = [
    system(report),
    variants(report),
    charts,
    notes(report, view),
    gates(report, view),
    budgets(report),
    phases(report),
    curves?.root ?? null,
    stalls(report, view),
    capacity(report),
    faults(report, view),
    hypotheses(report, view),
    sampled(report),
    checkers(report, view),
    failures(report, view),
    warnings(report),
    reproduce(report),
  ];
  show_page(`${report.verdict}: ${report.scenario.title}`, summary(report, view), sections);
  curves?.draw();
  draw();
}

build(page_data() as Report);
