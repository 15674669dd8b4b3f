// Hedged requests: what is sent is counted at the server, and every attempt is recorded.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/load/engine_fixture.h"

namespace squall {
namespace {

using fixture::answer;
using fixture::Request;

HedgePolicy after(Nanoseconds delay, int max = 1) {
  HedgePolicy hedge;
  hedge.after = delay;
  hedge.max = max;
  return hedge;
}

const Attempt& numbered(const std::vector<Attempt>& attempts, int number) {
  return *std::find_if(attempts.begin(), attempts.end(),
                       [number](const Attempt& attempt) { return attempt.number == number; });
}

}  // namespace

TEST_CASE("a hedge that is faster wins, and the first attempt is abandoned", "[engine]") {
  const bool write = GENERATE(false, true);
  Trial trial;
  trial.client().hedge = after(300ms);
  trial.server.on("/x", [](const Request& request) {
    return request.number == 0 ? fixture::stall() : answer(200, "");
  });
  trial.server.on("/next", [](const Request&) { return answer(200, ""); });
  trial.step(write ? put("x", trial.server.url("/x"), "{}") : get("x", trial.server.url("/x")));
  Step next = get("next", trial.server.url("/next"));
  next.idempotent = false;  // Not hedged, however slow the machine is.
  trial.step(next);
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 3);
  CHECK(trial.server.requests("/x") == 2);
  const Attempt& lost = attempts[0];
  CHECK(lost.number == 0);
  CHECK(lost.error == ErrorClass::kAbandoned);
  CHECK(lost.outcome == (write ? Outcome::kIndeterminate : Outcome::kFailed));
  CHECK(lost.status == 0);
  CHECK_FALSE(lost.hedged);
  CHECK_FALSE(lost.final);
  const Attempt& won = attempts[1];
  CHECK(won.number == 1);
  CHECK(won.outcome == Outcome::kOk);
  CHECK(won.operation_outcome == Outcome::kOk);
  CHECK(won.hedged);
  CHECK(won.final);
  CHECK(won.begun - lost.begun >= 300ms);
  CHECK(won.begun - lost.begun < trial.client().attempt_timeout);
  CHECK(lost.end == won.end);
  CHECK(attempts[2].intended == won.intended + won.end);
  CHECK(attempts[2].outcome == Outcome::kOk);
  CHECK(trial.records.examples_.empty());
}

TEST_CASE("a hedge that is slower is abandoned", "[engine]") {
  Trial trial;
  trial.client().hedge = after(200ms);
  trial.server.on("/x", [](const Request& request) {
    return request.number == 0 ? fixture::after(1s, answer(200, "")) : fixture::stall();
  });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 2);
  CHECK(numbered(attempts, 0).outcome == Outcome::kOk);
  CHECK(numbered(attempts, 0).final);
  CHECK(numbered(attempts, 1).error == ErrorClass::kAbandoned);
  CHECK(numbered(attempts, 1).hedged);
  CHECK_FALSE(numbered(attempts, 1).final);
}

TEST_CASE("only idempotent steps that take long are hedged", "[engine]") {
  Trial trial;
  trial.client().hedge = after(500ms);
  trial.server.on("/fast", [](const Request&) { return answer(200, ""); });
  trial.server.on("/slow", [](const Request&) { return fixture::after(1s, answer(200, "")); });
  trial.step(get("fast", trial.server.url("/fast")));
  Step step = put("slow", trial.server.url("/slow"), "{}");
  step.idempotent = false;
  trial.step(step);
  CHECK(trial.run_one().size() == 2);
  CHECK(trial.server.requests("/fast") == 1);
  CHECK(trial.server.requests("/slow") == 1);
}

TEST_CASE("one attempt fails while another is under way: that one decides", "[engine]") {
  const bool saved = GENERATE(false, true);
  Trial trial;
  trial.client().hedge = after(200ms);
  trial.server.on("/x", [saved](const Request& request) {
    if (request.number == 1) return answer(500, "");
    return fixture::after(1s, saved ? answer(200, "") : fixture::reset());
  });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].number == 1);
  CHECK(attempts[0].error == ErrorClass::kHttp5xx);
  CHECK(attempts[0].status == 500);
  CHECK_FALSE(attempts[0].final);
  CHECK(attempts[1].number == 0);
  CHECK(attempts[1].final);
  CHECK(attempts[1].operation_outcome == (saved ? Outcome::kOk : Outcome::kFailed));
  CHECK(trial.server.requests("/x") == 2);
}

TEST_CASE("when both have failed the operation is retried, and hedged as often as `max`",
          "[engine]") {
  const int max = GENERATE(1, 2);
  Trial trial;
  trial.client().hedge = after(100ms, max);
  trial.client().attempt_timeout = 700ms;
  trial.client().retry.max = 2;
  trial.client().retry.base = 1ms;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == static_cast<std::size_t>(3 + max));
  const auto hedges = std::count_if(attempts.begin(), attempts.end(),
                                    [](const Attempt& attempt) { return attempt.hedged; });
  CHECK(hedges == max);
  for (const Attempt& attempt : attempts) {
    CHECK(attempt.error == ErrorClass::kAttemptTimeout);
    CHECK(attempt.final == (attempt.number == attempts.size() - 1));
  }
  CHECK(trial.server.requests("/x") == 3 + max);
}

TEST_CASE("hedges are paid from the retry budget", "[engine]") {
  Trial trial;
  trial.client().hedge = after(5ms);
  trial.client().attempt_timeout = 30ms;
  trial.client().retry.budget = 0;  // Ten tokens, and none for first attempts.
  trial.closed(1);
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(get("x", trial.server.url("/x")));
  // Until the budget is spent, and four operations more.
  std::uint64_t enough = 0;
  const auto& attempts = trial.run_until([&](const LoadStats& stats) {
    const std::uint64_t ended = stats.started - stats.in_flight;
    const auto hedged = [](const Attempt& attempt) { return attempt.hedged; };
    if (enough == 0 && trial.records.count(hedged) >= 10) enough = ended + 4;
    return enough > 0 && ended >= enough;
  });
  CHECK(attempts.size() == trial.ended.iterations + 10);
}

TEST_CASE("an open breaker lets no hedge pass", "[engine]") {
  Trial trial;
  trial.client().hedge = after(500ms);
  trial.client().circuit_breaker = CircuitBreaker{1, 1h};
  trial.closed(2);
  trial.server.on("/x", [](const Request& request) {
    return request.number == 0 ? fixture::after(1s, answer(200, "")) : fixture::reset();
  });
  trial.step(get("x", trial.server.url("/x")));
  trial.load().think = 50ms;
  const auto is_ok = [](const Attempt& attempt) { return attempt.outcome == Outcome::kOk; };
  const auto& attempts =
      trial.run_until([&](const LoadStats&) { return trial.records.count(is_ok) > 0; });
  CHECK(trial.records.count(is_ok) == 1);
  CHECK(trial.server.requests("/x") == 2);
  CHECK(std::none_of(attempts.begin(), attempts.end(),
                     [](const Attempt& attempt) { return attempt.hedged; }));
}

TEST_CASE("a hedge that still waits for a connection leaves the line", "[engine]") {
  Trial trial;
  trial.client().hedge = after(10ms);
  trial.client().max_connections = 1;
  trial.server.on("/x", [](const Request&) { return fixture::after(1s, answer(200, "")); });
  Step step = put("x", trial.server.url("/x"), "{}");
  trial.step(step);
  step.name = "again";
  trial.step(step);
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 4);
  int abandoned = 0;
  for (const Attempt& attempt : attempts) {
    if (attempt.error != ErrorClass::kAbandoned) {
      CHECK(attempt.outcome == Outcome::kOk);
      continue;
    }
    ++abandoned;
    CHECK(attempt.sent == -1ns);
    CHECK(attempt.outcome == Outcome::kFailed);  // It did nothing.
  }
  CHECK(abandoned == 2);
  CHECK(trial.server.requests("/x") == 2);
  CHECK(trial.server.connections() == 1);
}

TEST_CASE("a percentile hedges once it is known", "[engine]") {
  constexpr int kStall = 300;
  Trial trial;
  trial.client().hedge = HedgePolicy{};
  trial.client().hedge->percentile = 99;
  trial.closed(1);
  // Of an attempt and its hedge, one at least is answered.
  trial.server.on("/x", [](const Request& request) {
    const bool stalls = request.number >= kStall && request.number % 2 == 0;
    return stalls ? fixture::stall() : answer(200, "");
  });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run(kStall + 50);
  const auto lost = std::find_if(attempts.begin(), attempts.end(), [](const Attempt& attempt) {
    return attempt.error == ErrorClass::kAbandoned && attempt.first_byte == -1ns && !attempt.hedged;
  });
  REQUIRE(lost != attempts.end());
  for (const Attempt& attempt : attempts) {
    if (attempt.hedged) CHECK(attempt.iteration >= 100);
    if (attempt.final) CHECK(attempt.operation_outcome == Outcome::kOk);
  }
}

TEST_CASE("the end of the run cuts an attempt and its hedge off", "[engine]") {
  Trial trial;
  trial.client().hedge = after(10ms);
  trial.client().deadline = 1h;
  trial.client().attempt_timeout = 1h;
  trial.load().rate_per_s = 0.01;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(get("x", trial.server.url("/x")));
  std::stop_source stop;
  stop.request_stop();
  const auto& attempts = trial.run_until(
      [&](const LoadStats&) { return trial.server.requests("/x") == 2; }, stop.get_token());
  REQUIRE(attempts.size() == 2);
  CHECK(trial.ended.open_at_end == 1);
  CHECK_FALSE(attempts[0].final);
  CHECK(attempts[1].final);
  for (const Attempt& attempt : attempts) {
    CHECK(attempt.error == ErrorClass::kCutOff);
    CHECK(attempt.outcome == Outcome::kFailed);
  }
}

}  // namespace squall
