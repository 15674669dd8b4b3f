// The types of report.json, as reports/schema/report.schema.json describes it.

export type Verdict = "pass" | "fail" | "inconclusive";
export type CheckVerdict = Verdict | "warn";
export type Counts = Record<string, number>;
type Maybe = number | null;

export interface Latency {
  count: number;
  p50: Maybe;
  p90: Maybe;
  p99: Maybe;
  p99_9: Maybe;
  max: Maybe;
}

export interface Figures {
  iterations: number;
  operations: number;
  ok: number;
  failed: number;
  indeterminate: number;
  dropped: number;
  attempts: number;
  retries: number;
  hedges: number;
  timeouts: number;
  throughput_per_s: number;
  goodput_per_s: number;
  availability: Maybe;
  retry_amplification: Maybe;
  response_time_ms: Latency;
  service_time_ms: Latency;
  errors: Counts;
}

export interface Step extends Figures {
  load: string;
  workload: string;
  step: string;
}

/** What one client policy made of the same load and the same faults. */
export interface Variant extends Figures {
  name: string;
  settings: string;
  start_s: number;
  end_s: number;
  complete: boolean;
  phases: string[];
  faults: number;
  impact: boolean;
  time_to_detect_s: Maybe;
  time_to_recover_s: Maybe;
  gates: Record<CheckVerdict, number>;
}

/** Of a run with client variants alone. */
interface OfVariant {
  variant?: string;
}

export interface Phase extends Figures, OfVariant {
  name: string;
  kind: "warmup" | "baseline" | "fault" | "recovery" | "capacity";
  start_s: number;
  end_s: number;
  end_reason: string;
  complete: boolean;
  late_start_ms: Latency;
  others_share: number | null;
  percentiles: Percentiles;
  steps: Step[];
}

/** Lists of one length; empty where nothing was answered. */
export interface Percentiles {
  at: number[]; // 0 to 100, ascending.
  response_ms: number[];
  service_ms: number[];
}

export interface CapacityStep extends Figures {
  rate_per_s: number;
  from_s: number;
  until_s: number;
  verdict: "held" | "broke" | "harness_limit";
  reason: string;
  missed_starts: number;
}

export interface Capacity {
  phase: string;
  load: string;
  result: "found" | "at_least" | "none_held" | "harness_limit" | "incomplete";
  capacity_per_s: Maybe;
  held_per_s: Maybe;
  summary: string;
  steps: CapacityStep[];
}

export interface Stall {
  phase: string;
  start_s: number;
  end_s: number;
  length_s: number;
  operations: number;
}

export interface Fault extends OfVariant {
  name: string;
  kind: string;
  target: string;
  nodes: string[];
  phase: string;
  planned_at_s: number;
  injected_at_s: Maybe;
  healed_at_s: Maybe;
  injected_detail: string;
  healed_detail: string;
  heal_ok: boolean;
  failure: string;
  evidence: { confirmed: boolean; what: string };
  impact: boolean;
  time_to_detect_s: Maybe;
  time_to_recover_s: Maybe;
  time_to_recover_from_injection_s: Maybe;
  rto_s: Maybe;
  recovery_note: string;
  detected_by: { by: string; what: string; after_s: number }[];
  logs: {
    node: string;
    during: string[];
    after: string[];
    other_bytes: number;
  }[];
}

export type Unit = "ratio" | "seconds" | "per_second" | "bytes" | "count";

export interface Gate extends OfVariant {
  name: string;
  expr: string;
  /** Empty if more than a metric is left of the comparison. */
  metric: string;
  phase: string;
  severity: "fail" | "warn";
  comparison: string;
  actual: Maybe;
  limit: Maybe;
  unit: Unit;
  worst_at_s: Maybe;
  samples: number;
  verdict: CheckVerdict;
  reason: string;
  /** The limit is what it is; empty if the scenario does not say. */
  why: string;
}

/** How much of its error budget the fault phases and recoveries spent. */
export interface Slo extends OfVariant {
  name: string;
  objective: number;
  faster_than_s: Maybe;
  window_s: number;
  operations: number;
  bad: number;
  stretch_s: number;
  budget_s: number;
  spent_s: Maybe;
  spent_share: Maybe;
  burn_rate: Maybe;
  complete: boolean;
}

export interface Hypothesis extends OfVariant {
  name: string;
  when: string;
  at_s: number;
  met: boolean;
  expected: string;
  actual: string;
}

export interface CheckerExample {
  at_s: number;
  text: string;
}

export interface Checker extends OfVariant {
  name: string;
  kind: string;
  verdict: CheckVerdict;
  counts: Counts;
  /** Why it cannot tell; empty: it can. */
  reason: string;
  /** How far back acknowledged writes are lost; absent: it does not look for that. */
  rpo_s?: Maybe;
  examples: CheckerExample[];
}

/** One list for each series, all of one length. */
export interface TimelineSeries {
  start_s: number[];
  end_s: number[];
  due: number[];
  ok: number[];
  failed: number[];
  indeterminate: number[];
  dropped: number[];
  retries: number[];
  throughput_per_s: number[];
  goodput_per_s: number[];
  response_p50_ms: Maybe[];
  response_p99_ms: Maybe[];
  response_max_ms: Maybe[];
  service_p50_ms: Maybe[];
  service_p99_ms: Maybe[];
  errors: Record<string, number[]>;
}

/** That of a run that is over. */
export interface WholeTimeline extends TimelineSeries {
  in_flight: number[];
  /** Response times, a list of counts for each window; the last band has no upper end. */
  response_bands: { up_to_ms: number[]; counts: number[][] };
}

export type NodeState =
  "starting" | "ready" | "stopped" | "dead" | "restarting" | "ending" | "ended";

export interface NodeLane {
  node: string;
  spans: { state: NodeState; start_s: number; end_s: number }[];
}

export type BackendState = "up" | "down" | "drain" | "maint" | "unchecked" | "unknown";

/** How a load balancer saw one of the servers behind it. */
export interface BackendLane {
  balancer: string;
  server: string;
  node: string;
  spans: { state: BackendState; start_s: number; end_s: number }[];
}

export type BreakerState = "open" | "half_open" | "closed";

/** How the circuit breaker of an address stood. */
export interface BreakerLane {
  address: string;
  spans: { state: BreakerState; start_s: number; end_s: number }[];
}

export interface Example {
  at_s: number;
  load: string;
  step: string;
  error: string;
  status: number;
  intended_at_s: number;
  request: string;
  headers: string;
  body: string;
  reason: string;
}

export interface Service {
  name: string;
  role: string;
  driver: string;
  version: string;
  nodes: { name: string; address: string }[];
}

export interface Range {
  min: number;
  mean: number;
  max: number;
}

/** One list for each, all of one length. */
export interface ProbeSeries {
  at_s: number[];
  min: Maybe[];
  mean: Maybe[];
  max: Maybe[];
  met_share: Maybe[];
}

export interface Probe {
  name: string;
  kind: string;
  variant?: string;
  unit: Unit;
  samples: number;
  met: number;
  met_share: Maybe;
  value: Range | null;
  last: Maybe;
  series: ProbeSeries;
}

/** What a node used of the machine. */
export interface Resources {
  node: string;
  samples: number;
  rss_bytes: Range | null;
  cpu: Range | null;
  descriptors: Range | null;
  threads: Range | null;
  series: {
    at_s: number[];
    rss_bytes: Maybe[];
    cpu: Maybe[];
    descriptors: Maybe[];
    threads: Maybe[];
  };
}

/** What a person wrote down while a session went on. */
export interface Note {
  at_s: number;
  text: string;
  who: string;
}

export interface Report {
  schema: 1;
  squall_version: string;
  status: "completed" | "aborted" | "interrupted" | "errored";
  verdict: Verdict;
  exit_code: number;
  reasons: string[];
  first_evidence: { at_s: Maybe; what: string } | null;
  records_complete: boolean;
  scenario: { title: string; file: string; hash: string; text?: string };
  topology: {
    name: string;
    flavour: string;
    services: Service[];
    links: { name: string; proxied: boolean }[];
  };
  seed: number;
  host: { os: string; cpu: string; cores: number; memory_bytes: number };
  started_at: string;
  duration_s: number;
  command_line: string[];
  reproduce: string;
  variants?: Variant[];
  phases: Phase[];
  faults: Fault[];
  gates: Gate[];
  slos: Slo[];
  baseline_run?: { source: string; runs: number; newest: string };
  hypotheses: Hypothesis[];
  probes: Probe[];
  resources: Resources[];
  checkers: Checker[];
  capacities: Capacity[];
  stalls: Stall[];
  timeline: WholeTimeline;
  nodes: NodeLane[];
  backends: BackendLane[];
  breakers?: BreakerLane[];
  examples: Example[];
  notes?: Note[];
  warnings: { at_s: number; what: string }[];
  cleanup: { checked: boolean; residue: string[] };
  generator: { late_start_ms: Latency; dropped: number };
  machine: {
    late_wakeup_ms: Latency;
    busy_share: number | null;
    stolen_share: number | null;
    others_share: number | null;
  };
}
