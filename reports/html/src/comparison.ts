// The types of what stands in compare.html: compare.json, as reports/schema/compare.schema.json
// describes it, what the texts of a comparison say, and one run of each side.
import type { Fault, Phase, TimelineSeries, Unit, Verdict } from "./report.ts";

type Maybe = number | null;

export const sides = ["base", "head"] as const;
export type Side = (typeof sides)[number];

export interface Group {
  source: string;
  runs: number;
  left_out: string[];
  scenario: { title: string; file: string; hash: string };
  topology: { name: string; flavour: string };
  host_class: { os: string; cpu: string; cores: number };
  squall_version: string;
  started_at: string;
}

export type Change = "worse" | "missing" | "better" | "unsure" | "same";

export interface Metric {
  metric: string;
  where: string;
  unit: Unit;
  more_is_better: boolean;
  decides: boolean;
  change: Change;
  base: { median: Maybe; values: number[] };
  head: { median: Maybe; values: number[] };
  shift: Maybe;
  shift_low: Maybe;
  shift_high: Maybe;
  counts_from: number;
  shift_ratio: Maybe;
  p_value: number;
  p_adjusted: number;
}

export interface Comparison {
  schema: 1;
  verdict: Verdict;
  exit_code: number;
  reasons: string[];
  notes: string[];
  base: Group;
  head: Group;
  rules: { alpha: number; min_effect_ratio: number; min_runs: number; confidence: number };
  differences: { kind: string; what: string }[];
  metrics: Metric[];
}

/** A metric's figures as all texts of the comparison have them. */
export interface Row {
  mark: string;
  base: string;
  head: string;
  change: string;
  interval: string;
  p: string;
}

export interface Member {
  source: string;
  started_at: string;
  verdict: string;
  seed: string;
  address: string; // Of its report, from here; empty: it has none.
}

export interface SideTexts {
  text: string;
  versions: string[];
  runs: Member[];
  typical: Maybe; // The run whose timeline is shown.
  no_excerpt: string; // Why there is none.
}

export type ExcerptPhase = Pick<Phase, "name" | "variant" | "kind" | "start_s" | "end_s">;
export type ExcerptFault = Pick<
  Fault,
  | "name"
  | "variant"
  | "kind"
  | "target"
  | "phase"
  | "injected_at_s"
  | "healed_at_s"
  | "impact"
  | "time_to_detect_s"
  | "time_to_recover_from_injection_s"
>;

/** What is shown of one run. */
export interface Excerpt {
  duration_s: number;
  phases: ExcerptPhase[];
  faults: ExcerptFault[];
  timeline: Pick<
    TimelineSeries,
    | "start_s"
    | "end_s"
    | "throughput_per_s"
    | "goodput_per_s"
    | "response_p50_ms"
    | "response_p99_ms"
    | "errors"
  >;
}

/** Of each side the one that is shown. */
export type Runs = Record<Side, Excerpt | null>;

export interface ComparePage {
  comparison: Comparison;
  page: {
    shout: string;
    compared: string;
    counts: string;
    rules: string;
    not_shown: number; // Metrics.
    rows: Row[];
    base: SideTexts;
    head: SideTexts;
  };
  base: Excerpt | null;
  head: Excerpt | null;
}
