// Hand-made histories for the tests of analysis.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "harness/analysis/analysis.h"

namespace squall {

inline Nanoseconds ms(std::int64_t count) { return std::chrono::milliseconds(count); }

// ---- Conditions

inline Expression number(double value) {
  Expression expression;
  expression.number = value;
  return expression;
}

struct MetricOptions {
  std::string argument;
  Nanoseconds window{};
  MetricUse::Scope scope = MetricUse::Scope::kHere;
};

inline Expression metric(std::string_view name, MetricOptions options = {}) {
  Expression expression;
  expression.op = Expression::Op::kMetric;
  expression.metric.metric = find_metric(name);
  expression.metric.scope = options.scope;
  if (!options.argument.empty()) expression.metric.arguments.push_back(options.argument);
  if (options.window > Nanoseconds{}) expression.metric.window = options.window;
  expression.dimension = expression.metric.metric->dimension;
  return expression;
}

inline Expression combine(Expression left, Expression::Op op, Expression right) {
  Expression expression;
  expression.op = op;
  expression.operands = {std::move(left), std::move(right)};
  return expression;
}

inline Condition condition(Expression left, Comparison comparison, Expression right) {
  Condition made;
  made.text = std::string(left.metric.metric == nullptr ? "x" : left.metric.metric->name) + " " +
              std::string(symbol(comparison)) + " …";
  made.left = std::move(left);
  made.comparison = comparison;
  made.right = std::move(right);
  return made;
}
inline Condition at_least(Expression left, double right) {
  return condition(std::move(left), Comparison::kGreaterEqual, number(right));
}
inline Condition at_most(Expression left, double right) {
  return condition(std::move(left), Comparison::kLessEqual, number(right));
}

// ---- Attempts

/// The first operation of an iteration, of one attempt: due at `due`, sent at once, ended `took`
/// later.
inline Attempt ok_at(Nanoseconds due, Nanoseconds took = ms(10)) {
  Attempt attempt;
  attempt.intended = due;
  attempt.begun = attempt.sent = Nanoseconds{};
  attempt.first_byte = took;
  attempt.end = took;
  attempt.status = 200;
  attempt.first = true;
  return attempt;
}

inline Attempt failed_at(Nanoseconds due, Nanoseconds took = ms(10),
                         ErrorClass error = ErrorClass::kHttp5xx) {
  Attempt attempt = ok_at(due, took);
  attempt.outcome = attempt.operation_outcome = Outcome::kFailed;
  attempt.error = error;
  attempt.status = error == ErrorClass::kHttp5xx ? 503 : 0;
  return attempt;
}

inline Attempt dropped_at(Nanoseconds due, ErrorClass reason = ErrorClass::kEarlierStep) {
  Attempt attempt;
  attempt.intended = due;
  attempt.sent = Nanoseconds(-1);
  attempt.outcome = attempt.operation_outcome = Outcome::kDropped;
  attempt.error = reason;
  attempt.first = true;
  return attempt;
}

// ---- Runs

/// One load of one workload with the steps "read" and "write"; phases, faults and gates are added.
struct SampleRun {
  Scenario scenario;
  Topology topology;
  std::vector<TimedEvent> events;
  std::vector<Attempt> attempts;

  SampleRun() {
    Workload workload;
    workload.name = "login";
    workload.steps.resize(2);
    workload.steps[0].name = "read";
    workload.steps[1].name = "write";
    topology.workloads.push_back(workload);
    Load load;
    load.name = "users";
    load.workload = "login";
    scenario.loads.push_back(load);
    scenario.recovery.window = ms(500);
    scenario.recovery.windows = 3;
    scenario.recovery.min_samples = 2;
    scenario.recovery.good = {at_least(metric("availability"), 0.99)};
    event(ms(0), RunStarted{});
  }

  void event(Nanoseconds at, Event event) { events.push_back({at, std::move(event)}); }

  void phase(const std::string& name, PhaseKind kind, Nanoseconds start, Nanoseconds end,
             bool complete = true) {
    Phase planned;
    planned.name = name;
    planned.kind = kind;
    scenario.phases.push_back(planned);
    event(start, PhaseStarted{name});
    event(end, PhaseEnded{name, complete ? "duration" : "aborted", complete});
  }

  /// A fault with all its events; call after its phase was added.
  void fault(const std::string& name, const std::string& phase, Nanoseconds injected,
             Nanoseconds healed, bool evidence = true) {
    event(injected - ms(50), FaultInjecting{name, "kill", phase, "db[0]", {"db[0]"}, injected});
    event(injected, FaultInjected{name, "pid 1 got SIGKILL"});
    event(injected + ms(1), FaultEvidence{name, evidence, evidence ? "pid 1 is gone" : ""});
    event(healed, FaultHealed{name, true, "pid 2 runs"});
  }

  void end(Nanoseconds at, const std::string& status = "completed") {
    event(at, RunEnded{status, status == "completed" ? "" : "a reason", 0, 0});
  }

  /// An operation every `every` in [from, to).
  void load(Nanoseconds from, Nanoseconds to, bool ok = true, Nanoseconds every = ms(50)) {
    for (Nanoseconds due = from; due < to; due += every) {
      attempts.push_back(ok ? ok_at(due) : failed_at(due));
    }
  }

  Gate& gate(Condition condition, const std::string& phase = "") {
    Gate gate;
    gate.name = "the gate";
    gate.condition = std::move(condition);
    gate.phase = phase;
    scenario.gates.push_back(std::move(gate));
    return scenario.gates.back();
  }

  Report report(const RecordsCondition& records = {}) const {
    Analysis analysis(scenario, topology, events);
    analysis.add(attempts);
    return analysis.finish(records);
  }
};

/// baseline [1 s, 6 s), fault [6 s, 16 s) with a kill from 8 s to 11 s, recovery [16 s, 21 s); ten
/// operations in each window of 500 ms; clients fail from 8.2 s to 12 s.
inline SampleRun run_with_outage() {
  SampleRun run;
  run.phase("calm", PhaseKind::kBaseline, ms(1'000), ms(6'000));
  run.phase("killed", PhaseKind::kFault, ms(6'000), ms(16'000));
  run.fault("kill-db", "killed", ms(8'000), ms(11'000));
  run.phase("after", PhaseKind::kRecovery, ms(16'000), ms(21'000));
  run.end(ms(22'000));
  run.load(ms(1'000), ms(8'200));
  run.load(ms(8'200), ms(12'000), false);
  run.load(ms(12'000), ms(21'000));
  return run;
}

/// Where one gate is judged once.
inline GateReport only_gate(const SampleRun& run) {
  const Report report = run.report();
  if (report.gates.size() != 1) throw std::logic_error("not one gate was judged");
  return report.gates[0];
}

}  // namespace squall
