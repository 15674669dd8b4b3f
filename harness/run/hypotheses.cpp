#include "harness/run/hypotheses.h"

#include <fmt/format.h>

#include <optional>

#include "harness/core/wait.h"
#include "harness/model/quantity.h"
#include "probes/kinds.h"

namespace squall {
namespace {

bool is_checked(const Hypothesis& hypothesis, Hypothesis::Mode mode) {
  return hypothesis.mode == mode || hypothesis.mode == Hypothesis::Mode::kEdge;
}

HypothesisChecked result(const Hypothesis& hypothesis, std::string_view when,
                         const ProbeSample& sample) {
  return {hypothesis.name, std::string(when), sample.met, sample.actual,
          describe(hypothesis.probe)};
}

void watch(const Hypothesis& hypothesis, System& system, EventSink& events, const Moment& moment,
           const std::stop_token& stop) {
  const Template::Lookup lookup = system.lookup();
  const bool always = hypothesis.mode == Hypothesis::Mode::kContinuous;
  WatchedHypothesis watched(hypothesis);
  ProbeMemory memory;
  std::optional<SteadyTime> due_since;
  for (; !stop.stop_requested(); wait_for(stop, hypothesis.probe.interval)) {
    if (!always && !moment.fault_in_force()) {
      due_since.reset();
      watched.pause();
      continue;
    }
    if (!due_since) due_since = steady_now();
    if (!wait_until(stop, *due_since + hypothesis.delay)) return;
    if (!always && !moment.fault_in_force()) continue;
    ProbeSample taken = sample(hypothesis.probe, lookup, stop, memory);
    if (stop.stop_requested()) return;
    if (watched.take(taken, moment.phase())) {
      events.on_event(result(hypothesis, name(hypothesis.mode), taken));
    }
  }
}

}  // namespace

bool check_hypotheses(const Scenario& scenario, Hypothesis::Mode mode, System& system,
                      EventSink& events, std::stop_token stop) {
  const Template::Lookup lookup = system.lookup();
  bool all_met = true;
  for (const Hypothesis& hypothesis : scenario.hypotheses) {
    if (!is_checked(hypothesis, mode)) continue;
    const ProbeSample last = sample_until_met(hypothesis.probe, lookup, stop, hypothesis.within);
    if (stop.stop_requested() && !last.met) return false;
    events.on_event(result(hypothesis, name(mode), last));
    all_met = all_met && last.met;
  }
  return all_met;
}

bool hypotheses_hold_now(const Scenario& scenario, Hypothesis::Mode mode, System& system,
                         std::stop_token stop) {
  const Template::Lookup lookup = system.lookup();
  for (const Hypothesis& hypothesis : scenario.hypotheses) {
    if (is_checked(hypothesis, mode) && !sample(hypothesis.probe, lookup, stop).met) return false;
  }
  return true;
}

std::optional<bool> WatchedHypothesis::take(ProbeSample& sample, std::optional<PhaseKind> phase) {
  compare(sample, phase);
  failed_ = sample.met ? 0 : failed_ + 1;
  const bool holds = sample.met;
  if (!holds && failed_ < hypothesis_->failures) return std::nullopt;
  if (last_ == holds) return std::nullopt;
  last_ = holds;
  return holds;
}

void WatchedHypothesis::compare(ProbeSample& sample, std::optional<PhaseKind> phase) {
  const auto& factor = hypothesis_->probe.value.at_most_of_baseline;
  if (!factor) return;
  if (phase == PhaseKind::kBaseline) {
    baseline_began_ = true;
    if (!sample.value) return;
    baseline_sum_ += *sample.value;
    ++baseline_values_;
    return;
  }
  if (!baseline_began_ || !sample.met) return;
  if (baseline_values_ == 0 || !sample.value) {
    sample.met = false;
    sample.actual += sample.value ? " (the baseline phase had no value)" : " (no value)";
    return;
  }
  const double mean = baseline_sum_ / baseline_values_;
  if (*sample.value <= *factor * mean) return;
  const Dimension dimension = hypothesis_->probe.dimension;
  sample.met = false;
  sample.actual =
      fmt::format("{}, and {} in the baseline phase", format_quantity(*sample.value, dimension),
                  format_quantity(mean, dimension));
}

ContinuousHypotheses::ContinuousHypotheses(const Scenario& scenario, System& system,
                                           EventSink& events, Moment moment) {
  for (const Hypothesis& hypothesis : scenario.hypotheses) {
    const bool continuous = hypothesis.mode == Hypothesis::Mode::kContinuous;
    if (!continuous && hypothesis.mode != Hypothesis::Mode::kDuringFault) continue;
    threads_.emplace_back([&hypothesis, &system, &events, moment](const std::stop_token& stop) {
      watch(hypothesis, system, events, moment, stop);
    });
  }
}

}  // namespace squall
