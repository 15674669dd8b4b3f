// What one click does, and with what a form begins: the faults that people try first.
import type { FaultKind } from "./wire.ts";

export interface Quick {
  label: string;
  kind: string;
  options: Record<string, unknown>;
}

const quick_on: Record<"node" | "link", Quick[]> = {
  node: [
    { label: "Kill", kind: "kill", options: {} },
    { label: "Hang", kind: "stop", options: {} },
    { label: "Restart", kind: "restart", options: {} },
  ],
  link: [
    { label: "Slow 200 ms", kind: "latency", options: { delay: "200ms" } },
    { label: "Cut", kind: "timeout", options: {} },
    { label: "Refuse", kind: "refuse", options: {} },
  ],
};

/** Of those, what the server can do. */
export function quick_faults(on: "node" | "link", kinds: FaultKind[]): Quick[] {
  return quick_on[on].filter(({ kind }) => kinds.some(({ name }) => name === kind));
}

// For required options, which have no default: what makes a difference on most systems.
const suggestions: Record<string, string> = {
  "cpu.share": "0.1",
  "memory.spare": "16MiB",
  "clock.by": "1h",
  "http.url": "{node.url}/",
  "latency.delay": "200ms",
  "bandwidth.rate": "32KiB/s",
  "slow_close.delay": "2s",
  "slicer.size": "64",
  "limit_data.bytes": "1KiB",
  "corrupt.share": "0.001",
  "http_status.status": "503",
  "http_delay.delay": "500ms",
  "http_body.how": "truncate",
};

export function suggestion(kind: string, option: string): string {
  return suggestions[`${kind}.${option}`] ?? "";
}

/** Nodes that a person may mean by a service's name. */
export const choices_of_nodes: { word: string; told: string }[] = [
  { word: "any", told: "any one of them" },
  { word: "all", told: "all of them" },
  { word: "one-at-a-time", told: "one after the other" },
  { word: "minority", told: "a minority" },
  { word: "majority", told: "a majority" },
];
