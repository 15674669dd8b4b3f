// What a session's server sends and takes; the same names as in /api/openapi.json.
import type {
  BackendLane,
  Hypothesis,
  NodeLane,
  Note,
  Phase,
  Report,
  TimelineSeries,
  Unit,
  Verdict,
} from "../report.ts";

export interface Load {
  name: string;
  workload: string;
  workloads: string[]; // That it can have, its own first.
  rate_per_s: number | null;
  changeable: boolean;
}

export interface SessionInfo {
  name: string;
  title: string;
  run_id: string;
  started_at: string;
  role: "owner" | "viewer";
  viewer_token?: string | null; // Only an owner sees it.
  topology: Report["topology"];
  loads: Load[];
  variants: string[];
  client: string;
  gates: { name: string; expr: string }[];
  max_duration_s: number | null;
  finished: boolean;
}

export interface KindOption {
  name: string;
  type: string; // As in the reference: "duration", "true or false", …
  default?: unknown;
  required?: boolean;
  summary: string;
  choices?: string[];
  fields?: KindOption[];
}

export interface FaultKind {
  name: string;
  summary: string;
  what: "fault" | "toxic";
  on: "node" | "link" | "none";
  options: KindOption[];
}

export interface LiveFault {
  name: string;
  kind: string;
  target: string;
  nodes: string[];
  state: "injecting" | "in" | "healing" | "healed" | "failed";
  injected_at_s: number | null;
  healed_at_s: number | null;
  expires_at_s: number | null;
  evidence: { confirmed: boolean; what: string } | null;
  who: string;
}

export interface LivePhase {
  name: string;
  kind: Phase["kind"];
  start_s: number;
  end_s: number | null;
}

export interface LiveGate {
  name: string;
  expr: string;
  metric: string;
  verdict: Verdict | "warn";
  actual: number | null;
  limit: number | null;
  unit: Unit;
  reason: string;
}

/** A line of the journal; which members it has, `event` says. */
export interface JournalLine {
  at_ns: number;
  event: string;
  [member: string]: unknown;
}

export interface Hello {
  now_s: number;
  info: SessionInfo;
  timeline: TimelineSeries;
  nodes: NodeLane[];
  backends: BackendLane[];
  faults: LiveFault[];
  phases: LivePhase[];
  notes: Note[];
  hypotheses: Hypothesis[]; // Of each, as it was checked last.
  journal: JournalLine[];
  gates: LiveGate[];
}

export interface Windows {
  now_s: number;
  timeline: TimelineSeries;
  in_flight?: number | null;
  rate_per_s?: number | null;
  breaker?: string | null;
}

export interface Ended {
  status: string;
  verdict: Verdict;
  exit_code: number;
  reasons: string[];
  report: string;
}

/** What is wrong with a request: `at` is the member of its body, or empty. */
export interface Mistake {
  at: string;
  what: string;
  hint?: string;
}
