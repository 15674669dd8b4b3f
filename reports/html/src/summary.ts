// The top of the page: the verdict, why, the first failing evidence, and the few figures that
// answer most questions.
import { element } from "./dom.ts";
import { count, counted, marks, moment, percent, seconds, time_of_day, titled } from "./format.ts";
import { heading, tile } from "./heading.ts";
import type { Report } from "./report.ts";
import type { View } from "./window.ts";

export const verdict_words = { pass: "Pass", fail: "Fail", inconclusive: "Inconclusive" };

/** A moment of the run that leads to its place on the timeline. */
export function moment_link(view: View, at_s: number): HTMLElement {
  const link = element("a", { class: "moment", attributes: { href: "#timeline" } }, moment(at_s));
  link.title = "Show on the timeline";
  link.addEventListener("click", () => {
    const around_s = Math.max(0.5, (view.whole.to_s - view.whole.from_s) / 20);
    view.show({ from_s: at_s - around_s, to_s: at_s + around_s });
    view.point_at(at_s);
  });
  return link;
}

export function reason_of(report: Report): string {
  const [first] = report.reasons;
  if (first !== undefined) return first;
  if (report.verdict !== "pass") return `the run ${report.status}`;
  const gates = counted(report.gates.length, "gate");
  const checks = counted(report.hypotheses.length, "hypothesis check");
  if (report.checkers.length === 0) return `${gates} and ${checks} met`;
  return `${gates}, ${checks} and ${counted(report.checkers.length, "checker")} met`;
}

function availability_tile(report: Report): HTMLElement | null {
  let worst: { name: string; availability: number } | null = null;
  for (const phase of report.phases) {
    const { availability, kind } = phase;
    if (availability === null || kind === "warmup" || kind === "capacity") continue;
    if (worst !== null && availability >= worst.availability) continue;
    worst = { name: titled(phase), availability };
  }
  if (worst === null) return null;
  const mood = worst.availability < 0.9 ? "fail" : "";
  return tile("Lowest availability", percent(worst.availability), `in ${worst.name}`, mood);
}

function recovery_tiles(report: Report): (HTMLElement | null)[] {
  const injected = report.faults.filter((fault) => fault.injected_at_s !== null);
  if (injected.length === 0) return [];
  const affected = injected.filter((fault) => fault.impact);
  const of = injected.length === 1 ? "" : ` of ${counted(injected.length, "fault")}`;
  if (affected.length === 0) {
    const felt = injected.some((fault) => fault.time_to_detect_s !== null);
    return [
      felt
        ? tile("Impact", "Little", `single attempts failed, no window was bad${of}`, "")
        : tile("Impact", "None", `no client saw a failure${of}`, "pass"),
    ];
  }
  const detect = Math.min(...affected.map((fault) => fault.time_to_detect_s ?? Infinity));
  const lost = affected.find((fault) => fault.time_to_recover_s === null);
  const slowest = Math.max(...affected.map((fault) => fault.time_to_recover_s ?? 0));
  const from_injection = Math.max(
    ...affected.map((fault) => fault.time_to_recover_from_injection_s ?? 0),
  );
  return [
    detect === Infinity
      ? null
      : tile(
          "Time to detect",
          seconds(detect),
          `from injection to the first failure${of && ", the quickest"}`,
        ),
    lost
      ? tile("Time to recover", "Never", lost.recovery_note, "fail")
      : tile(
          "Time to recover",
          seconds(slowest),
          `after healing, ${seconds(from_injection)} after injection`,
        ),
  ];
}

function tiles(report: Report): (HTMLElement | null)[] {
  const list: (HTMLElement | null)[] = [];
  const met = report.gates.filter((gate) => gate.verdict === "pass").length;
  const failed = report.gates.some((gate) => gate.verdict === "fail");
  if (report.gates.length > 0) {
    const mood = failed ? "fail" : met === report.gates.length ? "pass" : "";
    list.push(tile("Gates", `${met} of ${report.gates.length}`, "met", mood));
  }
  const operations = report.phases.reduce((sum, phase) => sum + phase.operations, 0);
  list.push(availability_tile(report), ...recovery_tiles(report));
  if (operations > 0) {
    const ok = report.phases.reduce((sum, phase) => sum + phase.ok, 0);
    list.push(tile("Operations", count(operations), `${count(operations - ok)} not ok`));
  }
  return list;
}

function facts(report: Report): [string, string][] {
  const { topology } = report;
  const flavour = topology.flavour === "" ? "" : ` (${topology.flavour})`;
  return [
    ["System", `${topology.name}${flavour}`],
    ["Started", time_of_day(report.started_at)],
    ["Took", seconds(report.duration_s)],
    ["Seed", seed_text(report)],
    ["Run", report.status],
    ["Exit code", String(report.exit_code)],
  ];
}

// A seed may have more digits than a number of JavaScript holds; the command has them all.
function seed_text(report: Report): string {
  if (Number.isSafeInteger(report.seed)) return String(report.seed);
  return /--seed[= ](\d+)/.exec(report.reproduce)?.[1] ?? String(report.seed);
}

function killed(report: Report): HTMLElement | null {
  if (report.records_complete) return null;
  const text = "The run was killed. This report shows what its records hold up to their end.";
  return element("p", { class: "killed" }, text);
}

function first_evidence(report: Report, view: View): HTMLElement | null {
  if (report.first_evidence === null) return null;
  const { at_s, what } = report.first_evidence;
  return element(
    "p",
    { class: "evidence" },
    element("strong", {}, "First evidence"),
    at_s === null ? null : " at ",
    at_s === null ? null : moment_link(view, at_s),
    ": ",
    what,
  );
}

export function summary(report: Report, view: View): HTMLElement {
  return heading({
    mood: report.verdict,
    mark: marks[report.verdict],
    word: verdict_words[report.verdict],
    title: report.scenario.title === "" ? report.scenario.file : report.scenario.title,
    reason: reason_of(report),
    more_reasons: report.reasons.slice(1),
    parts: [killed(report), first_evidence(report, view)],
    tiles: tiles(report),
    facts: facts(report),
  });
}
