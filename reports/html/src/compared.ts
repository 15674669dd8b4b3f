// What was compared: the runs of both sides, and in what they differ.
import { type ComparePage, type Member, sides, type SideTexts } from "./comparison.ts";
import { caption, cell, element, header, scrolling, section } from "./dom.ts";
import { counted, none, time_of_day } from "./format.ts";

function traits(of: ComparePage): HTMLElement {
  const { base, head } = of.comparison;
  const system = ({ topology: { name, flavour } }: typeof base) =>
    flavour === "" ? name : `${name} (${flavour})`;
  const cores = (cores: number) => (cores === 0 ? "" : String(cores));
  const rows: [string, string, string, boolean?][] = [
    ["from", base.source, head.source, true],
    ["runs", of.page.base.text, of.page.head.text, true],
    ["scenario", base.scenario.title, head.scenario.title],
    ["file", base.scenario.file, head.scenario.file],
    ["hash", base.scenario.hash, head.scenario.hash],
    ["system", system(base), system(head)],
    ["versions", of.page.base.versions.join(", "), of.page.head.versions.join(", ")],
    ["operating system", base.host_class.os, head.host_class.os],
    ["processor", base.host_class.cpu, head.host_class.cpu],
    ["cores", cores(base.host_class.cores), cores(head.host_class.cores)],
    ["squall", base.squall_version, head.squall_version],
  ];
  const body = element("tbody");
  for (const [name, of_base, of_head, own] of rows) {
    if (of_base === "" && of_head === "") continue;
    const differs = own !== true && of_base !== of_head && base.runs > 0 && head.runs > 0;
    const mark = element("span", { class: "badge inconclusive" }, "differs");
    body.append(
      element(
        "tr",
        {},
        header(name, "row"),
        cell("", of_base === "" ? none : of_base),
        cell("", of_head === "" ? none : of_head),
        cell("", differs ? mark : null),
      ),
    );
  }
  const title = "Both sides";
  return scrolling(
    title,
    element(
      "table",
      { class: "traits" },
      caption(title),
      element(
        "thead",
        {},
        element("tr", {}, ...["", "base", "head", ""].map((name) => header(name, "col"))),
      ),
      body,
    ),
  );
}

export function report_link(member: Member): HTMLElement | string {
  if (member.address === "") return member.source;
  return element("a", { attributes: { href: member.address } }, member.source);
}

function members(texts: SideTexts, side: string): HTMLElement | null {
  if (texts.runs.length === 0) return null;
  const rows = texts.runs.map((run, index) =>
    element(
      "tr",
      {},
      cell("number", String(index + 1)),
      element("th", { attributes: { scope: "row" } }, report_link(run)),
      cell("", time_of_day(run.started_at)),
      cell("", element("span", { class: `badge ${run.verdict}` }, run.verdict)),
      cell("number", run.seed),
    ),
  );
  const columns = ["run", "from", "started", "verdict", "seed"];
  const heads = columns.map((name) =>
    header(name, "col", name === "run" || name === "seed" ? "number" : ""),
  );
  const title = `Runs of ${side}`;
  const table = element(
    "table",
    {},
    caption(title),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...rows),
  );
  return scrolling(title, table);
}

function notes(of: ComparePage): HTMLElement | null {
  const left_out = sides.flatMap((side) =>
    of.comparison[side].left_out.map((what) => `${side}: left out: ${what}`),
  );
  const all = [...of.comparison.notes, ...left_out];
  if (all.length === 0) return null;
  return element("ul", { class: "warnings" }, ...all.map((note) => element("li", {}, note)));
}

export function compared(of: ComparePage): HTMLElement {
  const { base, head } = of.page;
  const count = base.runs.length + head.runs.length;
  return section(
    "compared",
    "What was compared",
    notes(of),
    traits(of),
    count === 0
      ? null
      : element(
          "details",
          {},
          element("summary", {}, counted(count, "run")),
          members(base, "base"),
          members(head, "head"),
        ),
  );
}
