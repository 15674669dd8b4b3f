// When iterations of an open load come: phases, changes of the rate, and starts that are missed.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "tests/unit/load/engine_fixture.h"

namespace squall {
namespace {

using fixture::answer;
using fixture::Request;

// An engine under the test's own hand.
struct Steered {
  Trial trial;
  std::unique_ptr<LoadEngine> engine;

  void prepare() {
    trial.server.on("/x", [](const Request&) { return answer(200, "x"); });
    trial.step(get("x", trial.server.url("/x")));
    auto made = make_load_engine(trial.setup, trial.records, trial.records);
    if (!made) throw std::runtime_error(made.error().message);
    engine = std::move(*made);
  }
  Nanoseconds now() const { return trial.setup.clock.now(); }
  bool reaches(std::uint64_t started) const {
    const SteadyTime give_up = steady_now() + 60s;
    while (engine->stats().started < started && steady_now() < give_up) wait_for({}, 200us);
    return engine->stats().started >= started;
  }
};

}  // namespace

TEST_CASE("a load that is limited to phases counts its time from the first of them", "[engine]") {
  Steered steered;
  Load& load = steered.trial.load();
  load.arrival = "stages";
  load.spacing = Load::Spacing::kEven;
  load.rate_per_s = 10;  // The first gap is 100 ms, the later ones 1 ms.
  load.stages = {{100ms, 10}, {0s, 1000}};
  load.phases = {"on"};
  steered.prepare();
  const Nanoseconds start = steered.now();
  steered.engine->start(start);
  steered.engine->enter_phase("before", start);
  wait_for({}, 150ms);  // Past the first stage, were it counted from here.
  const Nanoseconds on = steered.now();
  steered.engine->enter_phase("on", on);
  REQUIRE(steered.reaches(20));
  steered.engine->drain();
  auto due = steered.trial.records.due();
  std::sort(due.begin(), due.end());
  CHECK(due.at(0) == on);
  CHECK(due.at(1) == on + 100ms);
  CHECK(due.at(2) == on + 101ms);
}

TEST_CASE("a rate is changed at once, to nothing too, and counts as before", "[engine]") {
  Steered steered;
  steered.trial.load().rate_per_s = 0.001;
  steered.prepare();
  const Nanoseconds start = steered.now();
  steered.engine->start(start);
  steered.engine->enter_phase("only", start);
  REQUIRE(steered.reaches(1));
  REQUIRE(steered.engine->set_rate("load", 1000));
  REQUIRE(steered.reaches(50));
  REQUIRE(steered.engine->set_rate("load", 0));
  // Once all have ended and none is due, everything before now is settled.
  const SteadyTime give_up = steady_now() + 60s;
  while (steered.engine->stats().oldest_due && steady_now() < give_up) wait_for({}, 1ms);
  CHECK_FALSE(steered.engine->stats().oldest_due);
  const std::uint64_t before = steered.engine->stats().started;
  wait_for({}, 20ms);
  CHECK(steered.engine->stats().started == before);
  REQUIRE(steered.engine->set_rate("load", 500));
  REQUIRE(steered.reaches(before + 10));
  const LoadEnded ended = steered.engine->drain();
  CHECK(ended.dropped_starts == 0);
  CHECK(ended.iterations == steered.trial.records.attempts_.size());

  auto due = steered.trial.records.due();
  std::sort(due.begin(), due.end());
  for (std::size_t i = 2; i < before; ++i) CHECK(due[i] - due[i - 1] == 1ms);
  for (std::size_t i = before + 1; i < due.size(); ++i) CHECK(due[i] - due[i - 1] == 2ms);
}

TEST_CASE("what has no rate cannot be given another", "[engine]") {
  Steered steered;
  Load& load = steered.trial.load();
  SECTION("a closed load") { load.model = Load::Model::kClosed; }
  SECTION("a replay") {
    load.arrival = "replay";
    load.replay.offsets = std::make_shared<const std::vector<Nanoseconds>>(1);
  }
  steered.prepare();
  CHECK_FALSE(steered.engine->set_rate("load", 10));
  CHECK_FALSE(steered.engine->set_rate("other", 10));
}

TEST_CASE("with one slot and a server that stalls, every missed start is on record", "[engine]") {
  Trial trial;
  trial.load().rate_per_s = 500;
  trial.load().max_in_flight = 1;
  trial.client().attempt_timeout = 5s;
  trial.client().deadline = 200ms;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts =
      trial.run_until([](const LoadStats& stats) { return stats.dropped >= 100; });
  const auto missed = static_cast<std::uint64_t>(
      std::count_if(attempts.begin(), attempts.end(), [](const Attempt& attempt) {
        return attempt.error == ErrorClass::kGenerator && attempt.outcome == Outcome::kDropped;
      }));
  CHECK(missed >= 100);
  CHECK(missed == trial.ended.dropped_starts);
  // Nothing is lost: every start that was due is on record, sent or not.
  CHECK(attempts.size() == missed + trial.ended.iterations);
  auto due = trial.records.due();
  std::sort(due.begin(), due.end());
  for (std::size_t i = 1; i < due.size(); ++i) CHECK(due[i] - due[i - 1] == 2ms);
}

TEST_CASE("with spin, requests are ready when they are due, and never sent before", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.server.on("/x", [](const Request&) { return answer(200, "x"); });
  trial.step(get("x", trial.server.url("/x")));
  Step later = get("later", trial.server.url("/x"));
  later.think = 1ms;
  trial.step(later);
  trial.setup.generator.precision = Precision::kSpin;
  trial.load().rate_per_s = 500;
  trial.client().max_connections = 8;
  std::array<std::ptrdiff_t, 2> at_once{};
  for (const Attempt& attempt : trial.run(200)) {
    if (attempt.outcome == Outcome::kDropped) continue;  // The machine was busy.
    CHECK(attempt.begun >= 0ns);
    CHECK(attempt.sent >= attempt.begun);
    // To make a request ready takes longer than this; somebody else may have the processor.
    if (attempt.begun < 300ns) ++at_once.at(attempt.step);
  }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // Else all takes longer.
  CHECK(at_once.at(0) > 20);
  CHECK(at_once.at(1) > 20);
#endif
}

}  // namespace squall
