// What a page shows of a run that goes on: the timeline second by second, and gates so far.
#include <catch2/catch.hpp>

#include "harness/analysis/live_gates.h"
#include "harness/analysis/live_timeline.h"
#include "tests/unit/analysis/samples.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

Attempt live_attempt(Nanoseconds due, Nanoseconds took, bool ok) {
  Attempt attempt;
  attempt.intended = due;
  attempt.begun = Nanoseconds{};
  attempt.sent = Nanoseconds{};
  attempt.end = took;
  attempt.first = true;
  attempt.final = true;
  attempt.status = ok ? 200 : 503;
  attempt.error = ok ? ErrorClass::kNone : ErrorClass::kHttp5xx;
  attempt.outcome = ok ? Outcome::kOk : Outcome::kFailed;
  attempt.operation_outcome = attempt.outcome;
  return attempt;
}

void feed(AttemptSink& sink, const std::vector<Attempt>& attempts) { sink.on_attempts(attempts); }

TEST_CASE("the live timeline has whole seconds, the last of which goes on") {
  LiveTimeline timeline;
  CHECK(timeline.windows(5s).empty());
  feed(timeline, {live_attempt(7100ms, 50ms, true), live_attempt(7900ms, 300ms, true),
                  live_attempt(8100ms, 10ms, false)});
  const auto windows = timeline.windows(8500ms);
  REQUIRE(windows.size() == 2);
  CHECK(windows[0].start_s == 7);
  CHECK(windows[0].end_s == 8);
  CHECK(windows[0].due == 2);
  CHECK(windows[0].goodput_per_s == 1);  // The other one ended in the next second.
  CHECK(windows[1].end_s == 8.5);
  CHECK(windows[1].goodput_per_s == 2);
  CHECK(windows[1].failed == 1);
  CHECK(windows[1].errors.at("http_5xx") == 1);
}

TEST_CASE("only what changed is told, and the second that goes on") {
  LiveTimeline timeline;
  feed(timeline, {live_attempt(1100ms, 50ms, true)});
  CHECK(timeline.take_changed(1500ms).size() == 1);
  CHECK(timeline.take_changed(1700ms).size() == 1);  // It goes on.
  CHECK(timeline.take_changed(3100ms).size() == 3);  // Its end, and what came after.
  CHECK(timeline.take_changed(3200ms).size() == 1);
  feed(timeline, {live_attempt(1200ms, 1900ms, true)});  // Late, of the first second.
  const auto changed = timeline.take_changed(3300ms);
  REQUIRE(changed.size() == 2);
  CHECK(changed[0].start_s == 1);
  CHECK(changed[0].due == 2);
}

TEST_CASE("old seconds are kept as they are, whatever comes late") {
  LiveTimeline timeline;
  feed(timeline, {live_attempt(500ms, 10ms, true)});
  feed(timeline, {live_attempt(std::chrono::seconds(LiveTimeline::kKeptOpen + 10), 10ms, true)});
  feed(timeline, {live_attempt(600ms, 10ms, true)});
  const auto windows = timeline.windows(std::chrono::seconds(LiveTimeline::kKeptOpen + 11));
  REQUIRE(windows.size() == static_cast<std::size_t>(LiveTimeline::kKeptOpen) + 11);
  CHECK(windows[0].due == 1);
  CHECK(windows.back().due == 1);
}

Gate live_gate(const std::string& name, Condition judged, const std::string& phase) {
  Gate gate;
  gate.name = name;
  gate.condition = std::move(judged);
  gate.phase = phase;
  gate.min_samples = 2;
  return gate;
}

TEST_CASE("gates as they stand: of operations now, of others at the end") {
  Scenario scenario;
  const Expression sliding = metric("availability", {.argument = "", .window = 1s});
  scenario.gates = {live_gate("all", at_least(metric("availability"), 0.9), ""),
                    live_gate("broken", at_least(metric("availability"), 0.9), "fault"),
                    live_gate("later", at_most(metric("time_to_recover"), 5), ""),
                    live_gate("sliding", at_least(sliding, 0.9), "")};
  const Topology topology;
  LiveGates gates(scenario, topology);
  const auto verdict = [&](std::size_t index) { return gates.judge(20s).at(index).verdict; };
  CHECK(verdict(0) == CheckVerdict::kInconclusive);
  Phase before, broken;
  before.name = "before";
  broken.name = "broken-1";
  broken.kind = PhaseKind::kFault;
  gates.begin_phase(before, 0s);
  feed(gates, {live_attempt(1s, 1ms, true)});
  CHECK(verdict(0) == CheckVerdict::kInconclusive);  // Fewer than min_samples.
  feed(gates, {live_attempt(2s, 1ms, true)});
  CHECK(verdict(0) == CheckVerdict::kPass);
  CHECK(verdict(1) == CheckVerdict::kInconclusive);
  gates.begin_phase(broken, 10s);
  feed(gates,
       {live_attempt(9s, 3s, true), live_attempt(11s, 1ms, false), live_attempt(12s, 1ms, true)});
  CHECK(verdict(0) == CheckVerdict::kFail);  // The worst phase counts.
  CHECK(verdict(1) == CheckVerdict::kFail);
  const GateReport judged = gates.judge(20s).at(1);
  CHECK(judged.phase == "broken-1");
  CHECK(judged.actual == 0.5);
  CHECK(verdict(2) == CheckVerdict::kInconclusive);
  CHECK(verdict(3) == CheckVerdict::kInconclusive);
  CHECK(gates.judge(20s).at(3).reason == "it is judged at the end");
}

TEST_CASE("a gate with `for` is not met before its phase has lasted that long") {
  Scenario scenario;
  Condition lasting = at_least(metric("availability"), 0.9);
  lasting.hold_for = 10s;
  scenario.gates = {live_gate("all", lasting, "")};
  const Topology topology;
  LiveGates gates(scenario, topology);
  gates.begin_phase({}, 0s);
  feed(gates, {live_attempt(1s, 1ms, true), live_attempt(2s, 1ms, true)});
  CHECK(gates.judge(9s).at(0).verdict == CheckVerdict::kInconclusive);
  CHECK(gates.judge(10s).at(0).verdict == CheckVerdict::kPass);
}

TEST_CASE("a gate is not failed by what others took of the machine") {
  Scenario scenario;
  scenario.gates = {live_gate("all", at_least(metric("availability"), 0.9), "")};
  scenario.machine.max_others = 0.1;
  const Topology topology;
  LiveGates gates(scenario, topology);
  const auto sampled = [&](Nanoseconds at, Nanoseconds busy) {
    gates.on_event({at, ResourcesSampled{{}, 1h + at, busy, 0s, 0s}});
  };
  Phase first, second;
  first.name = "first";
  second.name = "second";
  gates.begin_phase(first, 0s);
  feed(gates, {live_attempt(1s, 1ms, false), live_attempt(2s, 1ms, false)});
  CHECK(gates.judge(5s).at(0).verdict == CheckVerdict::kFail);  // Nobody has looked.
  sampled(1s, 0s);
  sampled(5s, 1s);
  const GateReport busy = gates.judge(5s).at(0);
  CHECK(busy.verdict == CheckVerdict::kInconclusive);
  CHECK(busy.reason ==
        "0 % is not >= 90 %, while others had 25 % of the processors, more than 10 %");
  gates.begin_phase(second, 5s);
  feed(gates, {live_attempt(6s, 1ms, false), live_attempt(7s, 1ms, false)});
  sampled(9s, 1s);
  CHECK(gates.judge(9s).at(0).verdict == CheckVerdict::kFail);
}

}  // namespace
}  // namespace squall
