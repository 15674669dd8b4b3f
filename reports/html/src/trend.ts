// The types of what stands in trend.html: what squall trend --json prints, as
// reports/schema/trend.schema.json describes it, and where the runs' reports are.
import type { Unit, Verdict } from "./report.ts";

export interface TrendRun {
  source: string;
  started_at: string;
  scenario_hash: string;
  flavour: string;
  squall_version: string;
  verdict: string;
  versions: string[];
}

export interface TrendChange {
  run: number;
  before: number;
  after: number;
  p_value: number;
  worse: boolean;
  also_changed: string;
}

export interface TrendSeries {
  metric: string;
  where: string;
  unit: Unit;
  more_is_better: boolean;
  runs: number[];
  values: number[];
  changes: TrendChange[];
}

export interface TrendGate {
  name: string;
  where: string;
  expr: string;
  comparison: string;
  unit: Unit;
  limit: number | null;
  runs: number;
  passed: number;
  lowest: number;
  median: number;
  highest: number;
}

export interface Trend {
  schema: 1;
  verdict: Verdict;
  exit_code: number;
  reason: string;
  runs: TrendRun[];
  left_out: string[];
  series: TrendSeries[];
  gates: TrendGate[];
}

export interface TrendPage {
  trend: Trend;
  page: { title: string; addresses: string[] };
}
