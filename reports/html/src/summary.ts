// The top of the page: the verdict, why, the first failing evidence, and the few figures that
// answer most questions.
import { append, element } from "./dom.ts";
import { count, counted, marks, moment, percent, seconds, titled } from "./format.ts";
import type { Report } from "./report.ts";
import type { View } from "./window.ts";

const verdict_words = { pass: "Pass", fail: "Fail", inconclusive: "Inconclusive" };

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
  const checks = counted(report.hypotheses.length, "hypothesis check");
  return `${counted(report.gates.length, "gate")} and ${checks} met`;
}

function tile(label: string, value: string, note: string, mood = ""): HTMLElement {
  return element(
    "div",
    { class: `tile ${mood}` },
    element("dt", {}, label),
    element(
      "dd",
      {},
      element("span", { class: "big" }, value),
      element("span", { class: "note" }, note),
    ),
  );
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

function tiles(report: Report): HTMLElement {
  const list = element("dl", { class: "tiles" });
  const met = report.gates.filter((gate) => gate.verdict === "pass").length;
  const failed = report.gates.some((gate) => gate.verdict === "fail");
  if (report.gates.length > 0) {
    const mood = failed ? "fail" : met === report.gates.length ? "pass" : "";
    append(list, tile("Gates", `${met} of ${report.gates.length}`, "met", mood));
  }
  const operations = report.phases.reduce((sum, phase) => sum + phase.operations, 0);
  append(list, availability_tile(report), ...recovery_tiles(report));
  if (operations > 0) {
    const ok = report.phases.reduce((sum, phase) => sum + phase.ok, 0);
    append(list, tile("Operations", count(operations), `${count(operations - ok)} not ok`));
  }
  return list;
}

function facts(report: Report): HTMLElement {
  const { topology } = report;
  const flavour = topology.flavour === "" ? "" : ` (${topology.flavour})`;
  const started = report.started_at.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const parts: [string, string][] = [
    ["System", `${topology.name}${flavour}`],
    ["Started", started],
    ["Took", seconds(report.duration_s)],
    ["Seed", seed_text(report)],
    ["Run", report.status],
    ["Exit code", String(report.exit_code)],
  ];
  const list = element("dl", { class: "facts" });
  for (const [name, value] of parts) {
    append(list, element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
  return list;
}

// A seed may have more digits than a number of JavaScript holds; the command has them all.
function seed_text(report: Report): string {
  if (Number.isSafeInteger(report.seed)) return String(report.seed);
  return /--seed[= ](\d+)/.exec(report.reproduce)?.[1] ?? String(report.seed);
}

export function summary(report: Report, view: View): HTMLElement {
  const root = element("header", { class: `summary ${report.verdict}` });
  append(
    root,
    element(
      "p",
      { class: "verdict" },
      element(
        "span",
        { class: "mark", attributes: { "aria-hidden": "true" } },
        marks[report.verdict],
      ),
      verdict_words[report.verdict],
    ),
    element("h1", {}, report.scenario.title === "" ? report.scenario.file : report.scenario.title),
    element("p", { class: "reason" }, reason_of(report)),
  );
  if (!report.records_complete) {
    append(
      root,
      element(
        "p",
        { class: "killed" },
        "The run was killed. This report shows what its records hold up to their end.",
      ),
    );
  }
  if (report.first_evidence !== null) {
    const { at_s, what } = report.first_evidence;
    append(
      root,
      element(
        "p",
        { class: "evidence" },
        element("strong", {}, "First evidence"),
        at_s === null ? null : " at ",
        at_s === null ? null : moment_link(view, at_s),
        ": ",
        what,
      ),
    );
  }
  if (report.reasons.length > 1) {
    const more = report.reasons.slice(1).map((reason) => element("li", {}, reason));
    append(
      root,
      element(
        "details",
        { class: "more-reasons" },
        element("summary", {}, counted(more.length, "more reason")),
        element("ul", {}, ...more),
      ),
    );
  }
  append(root, tiles(report), facts(report));
  return root;
}
