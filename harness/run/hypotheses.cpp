#include "harness/run/hypotheses.h"

#include <optional>

#include "harness/core/wait.h"
#include "harness/http/expect.h"
#include "probes/kinds.h"

namespace squall {
namespace {

bool is_checked(const Hypothesis& hypothesis, Hypothesis::Mode mode) {
  return hypothesis.mode == mode || hypothesis.mode == Hypothesis::Mode::kEdge;
}

HypothesisChecked result(const Hypothesis& hypothesis, std::string_view when,
                         const ProbeSample& sample) {
  return {hypothesis.name, std::string(when), sample.met, sample.actual,
          describe(hypothesis.probe.expect)};
}

void watch(const Hypothesis& hypothesis, System& system, EventSink& events,
           const std::function<bool()>& due, const std::stop_token& stop) {
  const Template::Lookup lookup = system.lookup();
  std::optional<bool> last;
  for (; !stop.stop_requested(); wait_for(stop, hypothesis.probe.interval)) {
    if (!due()) continue;
    const ProbeSample taken = sample(hypothesis.probe, lookup, stop);
    if (stop.stop_requested()) return;
    if (taken.met != last) events.on_event(result(hypothesis, name(hypothesis.mode), taken));
    last = taken.met;
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

ContinuousHypotheses::ContinuousHypotheses(const Scenario& scenario, System& system,
                                           EventSink& events,
                                           std::function<bool()> fault_in_force) {
  const auto always = [] { return true; };
  for (const Hypothesis& hypothesis : scenario.hypotheses) {
    const bool continuous = hypothesis.mode == Hypothesis::Mode::kContinuous;
    if (!continuous && hypothesis.mode != Hypothesis::Mode::kDuringFault) continue;
    const std::function<bool()> due = continuous ? always : fault_in_force;
    threads_.emplace_back([&hypothesis, &system, &events, due](const std::stop_token& stop) {
      watch(hypothesis, system, events, due, stop);
    });
  }
}

}  // namespace squall
