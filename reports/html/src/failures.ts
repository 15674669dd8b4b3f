// Failures by class and step, with the first examples of each as the client saw them.
import { append, element, section } from "./dom.ts";
import { counted } from "./format.ts";
import type { Example, Report } from "./report.ts";
import { moment_link } from "./summary.ts";
import type { View } from "./window.ts";

const most_examples = 5; // Of one class and step.
const most_groups = 60;

interface Group {
  error: string;
  step: string;
  total: number;
  examples: Example[];
}

// All failures of the phases by step and class, joined with the examples; the most frequent first.
function groups_of(report: Report): Group[] {
  const groups = new Map<string, Group>();
  const find = (step: string, error: string): Group => {
    const key = JSON.stringify([step, error]);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { error, step, total: 0, examples: [] }));
    return group;
  };
  for (const phase of report.phases) {
    for (const step of phase.steps) {
      for (const [error, n] of Object.entries(step.errors)) find(step.step, error).total += n;
    }
  }
  for (const example of report.examples) find(example.step, example.error).examples.push(example);
  return [...groups.values()].sort(
    (a, b) => b.total - a.total || b.examples.length - a.examples.length,
  );
}

function block(title: string, text: string): HTMLElement | null {
  if (text === "") return null;
  return element(
    "div",
    { class: "block" },
    element("h5", {}, title),
    element("pre", { attributes: { tabindex: "0", dir: "ltr" } }, text),
  );
}

function example_card(example: Example, view: View): HTMLElement {
  const status = example.status === 0 ? "no answer" : `status ${example.status}`;
  return element(
    "article",
    { class: "example" },
    element("h4", {}, "At ", moment_link(view, example.at_s), `: ${status}`),
    example.reason === "" ? null : element("p", {}, example.reason),
    block("Request", example.request),
    block("Answer: headers", example.headers),
    block("Answer: first bytes of the body", example.body),
  );
}

function group_details(group: Group, open: boolean, view: View): HTMLElement {
  const total = Math.max(group.total, group.examples.length);
  const details = element(
    "details",
    { class: "failure-group" },
    element(
      "summary",
      {},
      element("span", { class: "badge error" }, group.error),
      element("span", { class: "step" }, group.step),
      element("span", { class: "note" }, counted(total, "time")),
    ),
  );
  details.open = open;
  const shown = group.examples.slice(0, most_examples);
  append(details, ...shown.map((example) => example_card(example, view)));
  if (shown.length === 0) append(details, element("p", { class: "empty" }, "No example was kept."));
  return details;
}

export function failures(report: Report, view: View): HTMLElement | null {
  const groups = groups_of(report);
  if (groups.length === 0) return null;
  const shown = groups.slice(0, most_groups);
  const rest = groups.length - shown.length;
  return section(
    "failures",
    "Failures",
    element(
      "p",
      { class: "hint" },
      "By error class and step, the most frequent first, with the first examples of each.",
    ),
    ...shown.map((group, index) => group_details(group, index === 0, view)),
    rest > 0
      ? element("p", { class: "empty" }, `… and ${counted(rest, "more group")} of failures.`)
      : null,
  );
}
