// What each node was doing, and how load balancers saw it: a lane for each, under the charts and on
// their time axis.
import { type Bands, BandLayer } from "./bands.ts";
import { gutter, margin } from "./chart.ts";
import { append, element, hidden } from "./dom.ts";
import { moment, titled } from "./format.ts";
import type { Probe, Report } from "./report.ts";
import type { Span, View } from "./window.ts";

interface Placed extends Span {
  bar: HTMLElement;
  state: string;
}

interface Lane {
  name: string;
  spans: { state: string; start_s: number; end_s: number }[];
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

// A stretch in which one sample was not met is not met as a whole. Where nothing was sampled for long
// (no fault was in, say) there is nothing.
function lane_of(probe: Probe, end_s: number): Lane {
  const lane: Lane = { name: `probe ${titled(probe)}`, spans: [] };
  const { at_s, met_share } = probe.series;
  const step_s = median(at_s.slice(1).map((time, index) => time - (at_s[index] ?? 0)));
  let before_s = Number.NEGATIVE_INFINITY;
  at_s.forEach((start_s, index) => {
    const state = met_share[index] === 1 ? "met" : "unmet";
    const gap = start_s - before_s > 4 * step_s + 1;
    const last = lane.spans.at(-1);
    if (last) last.end_s = gap ? before_s + step_s : start_s;
    if (gap || last?.state !== state) {
      lane.spans.push({ state, start_s, end_s: Math.min(end_s, start_s + step_s) });
    }
    before_s = start_s;
  });
  const last = lane.spans.at(-1);
  if (last) last.end_s = Math.min(end_s, before_s + step_s);
  return lane;
}

/** Those of load balancers below those of the nodes, and those of probes last. */
function lanes_of(report: Report): Lane[] {
  const backends = report.backends.map(({ balancer, server, node, spans }) => ({
    name: `${balancer} sees ${node === "" ? server : node}`,
    spans,
  }));
  const probes = report.probes
    .filter((probe) => probe.samples > 2)
    .map((probe) => lane_of(probe, report.duration_s));
  return [
    ...report.nodes.map(({ node, spans }) => ({ name: node, spans })),
    ...backends,
    ...probes,
  ];
}

function lane_row(lane: Lane, placed: Placed[]): HTMLElement {
  const bars = element("div", { class: "bars" });
  for (const span of lane.spans) {
    const title = `${lane.name} ${span.state}, ${moment(span.start_s)} to ${moment(span.end_s)}`;
    const bar = element("div", { class: `bar state-${span.state}`, title });
    bars.append(bar);
    placed.push({ from_s: span.start_s, to_s: span.end_s, bar, state: span.state });
  }
  const told = lane.spans
    .map((span) => `${span.state} from ${moment(span.start_s)} to ${moment(span.end_s)}`)
    .join(", ");
  return element(
    "li",
    {},
    element("span", { class: "node" }, lane.name),
    hidden(`: ${told}`),
    bars,
  );
}

export function lanes(report: Report, view: View, bands: Bands): HTMLElement {
  const root = element("div", { class: "lanes" });
  const all = lanes_of(report);
  if (all.length === 0) return root;
  const placed: Placed[] = [];
  const list = element("ul", {}, ...all.map((lane) => lane_row(lane, placed)));
  const layer = new BandLayer({
    ...bands,
    bands: bands.bands.filter((b) => b.kind === "fault-band"),
  });
  const cursor = element("div", { class: "cursor", attributes: { "aria-hidden": "true" } });
  cursor.hidden = true;
  const layers = element("div", { class: "layer" }, layer.shades, cursor);
  const stage = element("div", { class: "stage" }, layers, list);
  stage.style.marginLeft = `${gutter}px`;
  stage.style.marginRight = `${margin}px`;
  const states = [...new Set(all.flatMap((lane) => lane.spans.map((span) => span.state)))];
  const key = element("ul", { class: "key" });
  for (const state of states) {
    append(key, element("li", {}, element("span", { class: `swatch state-${state}` }), state));
  }
  const parts = ["Nodes"];
  if (report.backends.length > 0) parts.push("load balancers");
  if (all.length > report.nodes.length + report.backends.length) parts.push("probes");
  const heading = parts.join(", ").replace(/, ([^,]*)$/, " and $1");
  append(root, element("h3", {}, heading), key, stage);

  const place = () => {
    const { from_s, to_s } = view.span;
    const width = list.clientWidth;
    if (width === 0) return;
    const scale = width / (to_s - from_s);
    for (const each of placed) {
      const left = Math.max(0, (each.from_s - from_s) * scale);
      const right = Math.min(width, (each.to_s - from_s) * scale);
      each.bar.hidden = right <= 0 || left >= width;
      each.bar.style.left = `${left}px`;
      each.bar.style.width = `${Math.max(2, right - left)}px`;
      // The name of the state stands in the bar where it fits.
      each.bar.textContent = right - left > each.state.length * 7 + 12 ? each.state : "";
    }
    layer.place(view.span, width);
  };
  new ResizeObserver(place).observe(list);
  view.on_span(place);
  view.on_moment((time_s) => {
    const { from_s, to_s } = view.span;
    cursor.hidden = time_s === null || time_s < from_s || time_s > to_s;
    if (time_s === null) return;
    cursor.style.left = `${((time_s - from_s) / (to_s - from_s)) * list.clientWidth}px`;
  });
  return root;
}
