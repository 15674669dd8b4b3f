// The client policy is changed while the load goes on.
#include <catch2/catch.hpp>

#include "tests/unit/load/engine_fixture.h"

namespace squall {
namespace {

using fixture::answer;
using fixture::Request;

struct Changing {
  Trial trial;
  std::unique_ptr<LoadEngine> engine;

  void start() {
    auto made = make_load_engine(trial.setup, trial.records, trial.records);
    if (!made) throw std::runtime_error(made.error().message);
    engine = std::move(*made);
    const Nanoseconds at = trial.setup.clock.now();
    engine->start(at);
    engine->enter_phase("only", at);
  }
  template <typename Wanted>
  bool comes(Wanted&& wanted) {
    const SteadyTime give_up = steady_now() + 60s;
    while (trial.records.count(wanted) < 5 && steady_now() < give_up) wait_for({}, 1ms);
    return trial.records.count(wanted) >= 5;
  }
};

TEST_CASE("time-outs, retries and breakers are those of the policy that holds", "[engine]") {
  Changing changing;
  Trial& trial = changing.trial;
  trial.server.on("/x", [](const Request&) { return answer(503, "no"); });
  trial.step(get("x", trial.server.url("/x")));
  trial.load().rate_per_s = 200;
  changing.start();
  const auto failed = [](const Attempt& each) { return each.error == ErrorClass::kHttp5xx; };
  const auto retried = [](const Attempt& each) { return each.number == 2; };
  const auto kept_out = [](const Attempt& each) { return each.error == ErrorClass::kCircuitOpen; };
  REQUIRE(changing.comes(failed));
  CHECK(trial.records.count(retried) == 0);

  ClientPolicy patient = trial.setup.client;
  patient.retry.max = 2;
  patient.retry.base = 1ms;
  changing.engine->set_client(patient);
  CHECK(changing.comes(retried));

  ClientPolicy broken = trial.setup.client;
  broken.circuit_breaker = CircuitBreaker{};
  broken.circuit_breaker->open_for = 60s;
  changing.engine->set_client(broken);
  CHECK(changing.comes(kept_out));

  // The breaker is gone with its policy, and tells that it closed.
  changing.engine->set_client(trial.setup.client);
  const auto before = trial.records.count(failed);
  const auto more = [&](const Attempt& each) { return failed(each); };
  const SteadyTime give_up = steady_now() + 60s;
  while (trial.records.count(more) < before + 5 && steady_now() < give_up) wait_for({}, 1ms);
  CHECK(trial.records.count(more) >= before + 5);
  changing.engine->drain();
  REQUIRE(trial.records.breaker_.size() >= 2);
  CHECK(trial.records.breaker_.front() == "open");
  CHECK(trial.records.breaker_.back() == "closed");
}

TEST_CASE("a shorter deadline holds for what begins later, hedges too", "[engine]") {
  Changing changing;
  Trial& trial = changing.trial;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(get("x", trial.server.url("/x")));
  changing.start();
  ClientPolicy hasty = trial.setup.client;
  hasty.deadline = 50ms;
  hasty.hedge = HedgePolicy{};
  hasty.hedge->after = 5ms;
  changing.engine->set_client(hasty);
  CHECK(changing.comes(
      [](const Attempt& each) { return each.error == ErrorClass::kDeadlineExceeded; }));
  CHECK(changing.comes([](const Attempt& each) { return each.hedged; }));
  hasty.hedge.reset();
  changing.engine->set_client(hasty);
  wait_for({}, 100ms);
  changing.engine->drain();
}

TEST_CASE("what began under a longer deadline may end by it when the load ends", "[engine]") {
  Changing changing;
  Trial& trial = changing.trial;
  trial.server.on("/x", [](const Request&) { return fixture::after(700ms, answer(200, "late")); });
  trial.step(get("x", trial.server.url("/x")));
  changing.start();
  while (trial.server.requests("/x") < 5) wait_for({}, 1ms);
  ClientPolicy hasty = trial.setup.client;
  hasty.deadline = hasty.attempt_timeout = 50ms;
  changing.engine->set_client(hasty);
  const LoadEnded ended = changing.engine->drain();
  CHECK(ended.open_at_end == 0);
  CHECK(trial.records.count(is_cut_off) == 0);
  CHECK(trial.records.count([](const Attempt& each) { return each.outcome == Outcome::kOk; }) >= 5);
}

}  // namespace
}  // namespace squall
