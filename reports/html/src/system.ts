// What was tested, on what, and how to run it again.
import { caption, cell, element, header, scrolling, section } from "./dom.ts";
import { count, memory, milliseconds, none, percent } from "./format.ts";
import type { Report, Service } from "./report.ts";
import { topology_graph } from "./topology_graph.ts";

// Nearly all are processes of this machine; what is not, is said.
function role_of(service: Service): string {
  const driver = service.driver === "process" ? "" : service.driver;
  const both = [service.role, driver].filter((part) => part !== "");
  return both.length === 0 ? none : both.join(", ");
}

function service_row(service: Service): HTMLElement {
  const nodes = service.nodes.map((node) =>
    element(
      "li",
      {},
      element("span", { class: "node" }, node.name),
      " ",
      element("span", { class: "note" }, node.address),
    ),
  );
  return element(
    "tr",
    {},
    header(service.name, "row"),
    cell("", role_of(service)),
    cell("version", service.version === "" ? none : service.version),
    cell("", element("ul", { class: "plain" }, ...nodes)),
  );
}

export function system(report: Report): HTMLElement | null {
  const { topology } = report;
  if (topology.services.length === 0) return null;
  const table = element(
    "table",
    {},
    caption("Services and their nodes"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...["service", "role", "version", "nodes"].map((name) => header(name, "col")),
      ),
    ),
    element("tbody", {}, ...topology.services.map(service_row)),
  );
  const flavour = topology.flavour === "" ? "" : ` (${topology.flavour})`;
  const notes: string[] = [];
  if (topology.links.some((link) => link.proxied))
    notes.push("Dashed: the link runs through the fault proxy.");
  if (report.faults.length > 0) notes.push("Letters: faults.");
  return section(
    "system",
    `System under test: ${topology.name}${flavour}`,
    element(
      "div",
      { class: "system" },
      element(
        "div",
        {},
        topology_graph(report),
        element("p", { class: "note centred" }, notes.join(" ")),
      ),
      scrolling("Services", table),
    ),
  );
}

export function warnings(report: Report): HTMLElement | null {
  const items = report.warnings.map(({ at_s, what }) =>
    element("li", {}, element("span", { class: "note" }, `${at_s.toFixed(1)} s `), what),
  );
  for (const left of report.cleanup.residue) {
    items.push(element("li", { class: "fail" }, element("strong", {}, "Left behind: "), left));
  }
  if (!report.cleanup.checked) {
    items.push(
      element(
        "li",
        {},
        "The records do not say whether the run left anything behind; squall cleanup looks.",
      ),
    );
  }
  if (report.generator.dropped > 0) {
    items.push(
      element(
        "li",
        {},
        `The harness missed ${count(report.generator.dropped)} starts: it could not keep its pace.`,
      ),
    );
  }
  if (items.length === 0) return null;
  return section("warnings", "Warnings", element("ul", { class: "warnings" }, ...items));
}

function copy_button(text: string): HTMLElement {
  const button = element("button", { class: "copy", attributes: { type: "button" } }, "Copy");
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(text).then(
      () => (button.textContent = "Copied"),
      () => (button.textContent = "Select and copy by hand"),
    );
  });
  return button;
}

function pace({ late_start_ms, dropped }: Report["generator"]): string {
  const { p50, p99, max } = late_start_ms;
  if (p50 === null || p99 === null || max === null) return "nothing was sent";
  const late = `${milliseconds(p50)} (p50), ${milliseconds(p99)} (p99), ${milliseconds(max)} (max)`;
  return `starts late by ${late}; ${count(dropped)} starts missed`;
}

/** Both are said of the machine: no harness on it can be more exact. */
function machine_pace(machine: Report["machine"]): string {
  const { late_wakeup_ms, busy_share, stolen_share, others_share } = machine;
  const { p50, p99, max } = late_wakeup_ms;
  if (p50 === null || p99 === null || max === null) return "not measured";
  const late = `${milliseconds(p50)} (p50), ${milliseconds(p99)} (p99), ${milliseconds(max)} (max)`;
  const busy = busy_share === null ? "" : `; processors ${percent(busy_share)} busy`;
  const stolen = stolen_share === null ? "" : `, ${percent(stolen_share)} taken by its host`;
  const others = others_share === null ? "" : `, by others in all ${percent(others_share)}`;
  return `a thread that only slept woke up late by ${late}${busy}${stolen}${others}`;
}

export function reproduce(report: Report): HTMLElement {
  const { host, generator, machine } = report;
  const facts: [string, string][] = [
    ["Scenario", `${report.scenario.file}, hash ${report.scenario.hash}`],
    ["Squall", report.squall_version],
    ["Host", `${host.os}, ${host.cpu}, ${count(host.cores)} cores, ${memory(host.memory_bytes)}`],
    ["Harness's own pace", pace(generator)],
    ["The machine's own pace", machine_pace(machine)],
  ];
  const list = element("dl", { class: "rows" });
  for (const [name, value] of facts) {
    list.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
  const text = report.scenario.text;
  const scenario =
    text === undefined
      ? null
      : element(
          "details",
          {},
          element("summary", {}, "The scenario as it ran"),
          element("pre", { attributes: { tabindex: "0", dir: "ltr" } }, text),
        );
  return section(
    "reproduce",
    "How to reproduce",
    element(
      "div",
      { class: "command" },
      element("pre", { attributes: { tabindex: "0", dir: "ltr" } }, report.reproduce),
      copy_button(report.reproduce),
    ),
    list,
    scenario,
  );
}
