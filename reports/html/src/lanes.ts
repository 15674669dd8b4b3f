// What each node was doing, how load balancers saw it, and what probes met: a lane for each.
import type { Bands } from "./bands.ts";
import { titled } from "./format.ts";
import { type Lane, LaneStage } from "./lane_stage.ts";
import type { BackendLane, BreakerLane, Probe, Report } from "./report.ts";
import type { View } from "./window.ts";

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

export function backend_lane({ balancer, server, node, spans }: BackendLane): Lane {
  return { name: `${balancer} sees ${node === "" ? server : node}`, spans };
}

function breaker_lane({ address, spans }: BreakerLane): Lane {
  return {
    name: `circuit breaker of ${address}`,
    spans: spans.map((span) => ({ ...span, state: span.state.replace("_", "-") })),
  };
}

/** Those of load balancers below those of the nodes, then circuit breakers, and probes last. */
function lanes_of(report: Report): Lane[] {
  const backends = [
    ...report.backends.map(backend_lane),
    ...(report.breakers ?? []).map(breaker_lane),
  ];
  const probes = report.probes
    .filter((probe) => probe.samples > 2)
    .map((probe) => lane_of(probe, report.duration_s));
  return [
    ...report.nodes.map(({ node, spans }) => ({ name: node, spans })),
    ...backends,
    ...probes,
  ];
}

export function lanes(report: Report, view: View, bands: Bands): HTMLElement {
  const stage = new LaneStage(view);
  const all = lanes_of(report);
  const parts = ["Nodes"];
  if (report.backends.length > 0) parts.push("load balancers");
  const breakers = report.breakers?.length ?? 0;
  if (breakers > 0) parts.push("circuit breakers");
  if (all.length > report.nodes.length + report.backends.length + breakers) parts.push("probes");
  const title = parts.join(", ").replace(/, ([^,]*)$/, " and $1");
  stage.set(title, all, bands);
  return stage.root;
}
