// What was sampled beside the load: probes, and what nodes used of the machine, each with its curve.
import { caption, cell, element, header, scrolling, section } from "./dom.ts";
import { count, memory, none, percent, quantity, titled } from "./format.ts";
import type { Probe, Range, Report, Resources } from "./report.ts";
import { shape } from "./svg.ts";

type Maybe = number | null;

const width = 200;
const height = 30;

/** Values over the whole run, from 0 to the largest; it breaks where there was none. */
function curve(at_s: number[], values: Maybe[], end_s: number, label: string): SVGElement {
  const root = shape("svg", {
    class: "curve",
    role: "img",
    "aria-label": label,
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: "none",
  });
  const most = values.reduce<number>((top, value) => Math.max(top, value ?? 0), 0) || 1;
  let points: string[] = [];
  const draw = () => {
    if (points.length > 0) root.append(shape("polyline", { points: points.join(" ") }));
    points = [];
  };
  values.forEach((value, index) => {
    if (value === null) return draw();
    const x = ((at_s[index] ?? 0) / Math.max(end_s, 1e-9)) * width;
    const y = height - (Math.max(value, 0) / most) * (height - 2) - 1;
    points.push(`${x.toFixed(1)},${y.toFixed(1)}`);
  });
  draw();
  return root;
}

function table(title: string, columns: string[], rows: HTMLElement[]): HTMLElement {
  const heads = columns.map((name, index) => header(name, "col", index === 0 ? "" : "number"));
  return scrolling(
    title,
    element(
      "table",
      {},
      caption(title),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows),
    ),
  );
}

function number(range: Range | null, which: keyof Range, text: (value: number) => string) {
  return cell("number", range === null ? none : text(range[which]));
}

function probe_row(probe: Probe, end_s: number): HTMLElement {
  const text = (value: number) => quantity(value, probe.unit);
  const label = `The values of ${titled(probe)} over the run`;
  return element(
    "tr",
    {},
    header(titled(probe), "row"),
    cell("number", count(probe.samples)),
    cell("number", probe.met_share === null ? none : percent(probe.met_share)),
    number(probe.value, "min", text),
    number(probe.value, "mean", text),
    number(probe.value, "max", text),
    cell("", curve(probe.series.at_s, probe.series.max, end_s, label)),
  );
}

function node_row(node: Resources, end_s: number): HTMLElement {
  const { at_s, rss_bytes, cpu, descriptors } = node.series;
  return element(
    "tr",
    {},
    header(node.node, "row"),
    number(node.rss_bytes, "mean", memory),
    number(node.rss_bytes, "max", memory),
    cell("", curve(at_s, rss_bytes, end_s, `The memory of ${node.node} over the run`)),
    number(node.cpu, "mean", percent),
    number(node.cpu, "max", percent),
    cell("", curve(at_s, cpu, end_s, `The processor time of ${node.node} over the run`)),
    number(node.descriptors, "max", count),
    cell("", curve(at_s, descriptors, end_s, `The descriptors of ${node.node} over the run`)),
    number(node.threads, "max", count),
  );
}

export function sampled(report: Report): HTMLElement | null {
  const { probes, resources, duration_s } = report;
  if (probes.length === 0 && resources.length === 0) return null;
  const probe_table = table(
    "Probes",
    ["probe", "samples", "met", "least", "mean", "most", ""],
    probes.map((probe) => probe_row(probe, duration_s)),
  );
  const node_table = table(
    "What the nodes used: memory, processors, descriptors, threads",
    [
      "node",
      "memory, mean",
      "most",
      "",
      "processors, mean",
      "most",
      "",
      "descriptors",
      "",
      "threads",
    ],
    resources.map((node) => node_row(node, duration_s)),
  );
  return section(
    "sampled",
    "Probes and nodes",
    probes.length === 0 ? null : probe_table,
    resources.length === 0 ? null : node_table,
  );
}
