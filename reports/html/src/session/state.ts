// All that the page knows of the session. Messages of the stream change it; the parts of the page
// are told what has changed and draw that.
import type { BackendLane, Hypothesis, NodeLane, Note, TimelineSeries } from "../report.ts";
import { merge_windows, no_windows } from "./series.ts";
import type {
  Ended,
  Hello,
  JournalLine,
  LiveFault,
  LiveGate,
  LivePhase,
  SessionInfo,
  Windows,
} from "./wire.ts";

export type Part =
  | "info"
  | "windows"
  | "lanes"
  | "faults"
  | "phases"
  | "notes"
  | "journal"
  | "gates"
  | "hypotheses"
  | "ended";

export const all_parts: Part[] = [
  "info",
  "windows",
  "lanes",
  "faults",
  "phases",
  "notes",
  "journal",
  "gates",
  "hypotheses",
  "ended",
];

const most_lines = 500; // Of the journal; the run directory has them all.

/** The last state of a lane goes on. */
interface Span {
  state: string;
  start_s: number;
  end_s: number;
}

export class State {
  info: SessionInfo;
  now_s: number;
  timeline: TimelineSeries = no_windows();
  nodes: NodeLane[];
  backends: BackendLane[];
  faults: LiveFault[];
  phases: LivePhase[];
  notes: Note[];
  journal: JournalLine[];
  gates: LiveGate[];
  hypotheses: Hypothesis[]; // Of each, as it was checked last.
  in_flight: number | null = null;
  breaker: string | null = null;
  ended: Ended | null = null;

  constructor(hello: Hello) {
    this.info = hello.info;
    this.now_s = hello.now_s;
    merge_windows(this.timeline, hello.timeline);
    this.nodes = hello.nodes;
    this.backends = hello.backends;
    for (const { spans } of [...this.nodes, ...this.backends]) go_on(spans);
    this.faults = hello.faults;
    this.phases = hello.phases;
    this.notes = hello.notes;
    this.journal = hello.journal;
    this.gates = hello.gates;
    this.hypotheses = hello.hypotheses;
  }

  get can_act(): boolean {
    return this.info.role === "owner" && !this.info.finished && this.ended === null;
  }

  /** Takes a message that is no `hello`, and says which parts it changed. */
  take(event: string, data: unknown): Part[] {
    switch (event) {
      case "windows":
        return this.take_windows(data as Windows);
      case "journal":
        return this.take_line(data as JournalLine);
      case "info":
        this.info = data as SessionInfo;
        return ["info"];
      case "faults":
        this.faults = data as LiveFault[];
        return ["faults"];
      case "phases":
        this.phases = data as LivePhase[];
        return ["phases"];
      case "gates":
        this.gates = data as LiveGate[];
        return ["gates"];
      case "ended":
        this.ended = data as Ended;
        return ["ended"];
    }
    return []; // Of a newer server.
  }

  private take_windows({ now_s, timeline, in_flight, breaker }: Windows): Part[] {
    this.now_s = now_s;
    this.in_flight = in_flight ?? null;
    this.breaker = breaker ?? null;
    merge_windows(this.timeline, timeline);
    return ["windows"];
  }

  private take_line(line: JournalLine): Part[] {
    const parts: Part[] = ["journal"];
    this.journal.push(line);
    if (this.journal.length > most_lines) this.journal.splice(0, this.journal.length - most_lines);
    const at_s = line.at_ns / 1e9;
    if (line.event === "noted") {
      this.notes.push({ at_s, text: String(line.text), who: String(line.who) });
      parts.push("notes");
    }
    if (this.take_hypothesis(line)) parts.push("hypotheses");
    if (line.event === "node_changed") {
      const node = String(line.node);
      let lane = this.nodes.find((each) => each.node === node);
      if (!lane) this.nodes.push((lane = { node, spans: [] }));
      change(lane.spans, String(line.state), at_s);
      parts.push("lanes");
    }
    if (line.event === "backend_changed") {
      const [balancer, server] = [String(line.balancer), String(line.server)];
      const is_it = (each: BackendLane) => each.balancer === balancer && each.server === server;
      let lane = this.backends.find(is_it);
      if (!lane) {
        lane = { balancer, server, node: String(line.node), spans: [] };
        this.backends.push(lane);
      }
      change(lane.spans, String(line.state), at_s);
      parts.push("lanes");
    }
    return parts;
  }

  private take_hypothesis(line: JournalLine): boolean {
    if (line.event !== "hypothesis_checked") return false;
    const { hypothesis, when, met, expected, actual } = line;
    const name = String(hypothesis);
    const found = this.hypotheses.findIndex((each) => each.name === name);
    this.hypotheses[found < 0 ? this.hypotheses.length : found] = {
      name,
      when: String(when),
      at_s: line.at_ns / 1e9,
      met: met === true,
      expected: String(expected ?? ""),
      actual: String(actual ?? ""),
    };
    return true;
  }

  /** "ready", …; empty: not known. */
  state_of(node: string): string {
    return this.nodes.find((each) => each.node === node)?.spans.at(-1)?.state ?? "";
  }
}

function go_on(spans: Span[]): void {
  const last = spans.at(-1);
  if (last) last.end_s = Infinity;
}

function change(spans: Span[], state: string, at_s: number): void {
  const last = spans.at(-1);
  if (last?.state === state) return;
  if (last) last.end_s = at_s;
  spans.push({ state, start_s: at_s, end_s: Infinity });
}

export function in_force({ state }: LiveFault): boolean {
  return state === "injecting" || state === "in" || state === "healing";
}
