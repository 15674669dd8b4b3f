// The client policy at work: attempts are counted at the server.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/load/engine_fixture.h"

namespace squall {
namespace {

using fixture::answer;
using fixture::Request;

RetryPolicy quick_retries(int max) {
  RetryPolicy retry;
  retry.max = max;
  retry.base = 1ms;
  retry.jitter = RetryPolicy::Jitter::kNone;
  return retry;
}

std::vector<ErrorClass> errors_of(const std::vector<Attempt>& attempts) {
  std::vector<ErrorClass> errors;
  for (const Attempt& attempt : attempts) errors.push_back(attempt.error);
  return errors;
}

}  // namespace

TEST_CASE("the first byte has a deadline of its own", "[engine]") {
  Trial trial;
  trial.client().first_byte_timeout = 1s;
  trial.server.on("/stall", [](const Request&) { return fixture::stall(); });
  trial.server.on("/slow", [](const Request&) {
    fixture::Reply reply = answer(200, "");
    const std::string bytes = reply.pieces.front().bytes;
    reply.pieces = {{0ms, bytes.substr(0, 8)}, {1500ms, bytes.substr(8)}};
    return reply;
  });
  trial.step(get("slow", trial.server.url("/slow")));
  trial.step(get("stall", trial.server.url("/stall")));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].outcome == Outcome::kOk);
  CHECK(attempts[0].end - attempts[0].sent >= 1500ms);
  CHECK(attempts[1].error == ErrorClass::kFirstByteTimeout);
  CHECK(attempts[1].first_byte == -1ns);
  CHECK(attempts[1].end - attempts[1].sent >= 1s);
  REQUIRE(trial.records.examples_.size() == 1);
  CHECK(trial.records.examples_[0].reason == "no byte of an answer in time");
}

TEST_CASE("a shorter attempt timeout is the one that ends an attempt", "[engine]") {
  Trial trial;
  trial.client().first_byte_timeout = 1s;
  trial.client().attempt_timeout = 30ms;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(get("x", trial.server.url("/x")));
  CHECK(errors_of(trial.run_one()) == std::vector<ErrorClass>{ErrorClass::kAttemptTimeout});
}

TEST_CASE("`on` decides which outcomes are tried again", "[engine]") {
  struct Case {
    RetryOn on;
    int status;
    int requests;
  };
  const RetryOn missing{true, {}, {{401, 401}, {404, 404}}};
  const RetryOn resets{false, {ErrorClass::kReset}, {}};
  for (const Case& c :
       {Case{{}, 404, 1}, Case{missing, 404, 3}, Case{missing, 401, 3}, Case{missing, 503, 3},
        Case{missing, 403, 1}, Case{{}, 503, 3}, Case{resets, 503, 1}}) {
    CAPTURE(c.status, c.requests);
    Trial trial;
    trial.client().retry = quick_retries(5);
    trial.client().retry.on = c.on;
    trial.server.on("/x", [&](const Request& request) {
      return request.number < 2 ? answer(c.status, "") : answer(200, "");
    });
    trial.step(get("x", trial.server.url("/x")));
    const auto& attempts = trial.run_one();
    CHECK(trial.server.requests("/x") == c.requests);
    CHECK(attempts.size() == static_cast<std::size_t>(c.requests));
    CHECK(attempts.back().operation_outcome == (c.requests == 3 ? Outcome::kOk : Outcome::kFailed));
  }
}

TEST_CASE("a write that was rejected may be tried again, also if it can't be repeated",
          "[engine]") {
  const bool rejected = GENERATE(false, true);
  Trial trial;
  trial.client().retry = quick_retries(2);
  trial.server.on("/x", [](const Request& request) {
    return request.number == 0 ? answer(503, "") : answer(200, "");
  });
  Step step = put("x", trial.server.url("/x"), "{}");
  step.idempotent = false;
  if (rejected) {
    step.rejected = Expect{};
    step.rejected->status = {{503, 503}};
  }
  trial.step(step);
  const auto& attempts = trial.run_one();
  CHECK(trial.server.requests("/x") == (rejected ? 2 : 1));
  CHECK(attempts.back().operation_outcome == (rejected ? Outcome::kOk : Outcome::kIndeterminate));
}

TEST_CASE("Retry-After is honoured, unless the policy says otherwise", "[engine]") {
  struct Case {
    std::string header;
    bool respected;
    std::size_t attempts;
    Nanoseconds least;
  };
  const std::vector<Case> cases{
      {"Retry-After: 1\r\n", true, 2, 1s},
      {"retry-after: 0\r\n", true, 2, 1ms},
      {"Retry-After: 3600\r\n", true, 1, 0s},  // Beyond the deadline.
      {"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", true, 1, 0s},
      {"Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", true, 2, 1ms},
      {"Retry-After: soon\r\n", true, 2, 1ms},
      {"Retry-After: 3600\r\n", false, 2, 1ms},
  };
  for (const Case& c : cases) {
    CAPTURE(c.header, c.respected);
    Trial trial;
    trial.client().retry = quick_retries(1);
    trial.client().retry.respect_retry_after = c.respected;
    trial.server.on("/x", [&](const Request& request) {
      return request.number == 0 ? answer(503, "", c.header) : answer(200, "");
    });
    trial.step(get("x", trial.server.url("/x")));
    const auto& attempts = trial.run_one();
    REQUIRE(attempts.size() == c.attempts);
    CHECK(trial.server.requests("/x") == static_cast<int>(c.attempts));
    if (c.attempts == 2) CHECK(attempts[1].begun - attempts[0].end >= c.least);
  }
}

TEST_CASE("a breaker opens, asks, and closes again, and tells of it", "[engine]") {
  Trial trial;
  trial.client().circuit_breaker = CircuitBreaker{3, 50ms};
  trial.closed(1);
  trial.load().think = 2ms;
  trial.server.on("/x", [](const Request& request) {
    return request.number < 4 ? fixture::reset() : answer(200, "");
  });
  trial.step(get("x", trial.server.url("/x")));
  trial.run_until([&](const LoadStats&) { return trial.server.requests("/x") >= 8; });
  const std::vector<std::string> expected{"open", "half_open", "open", "half_open", "closed"};
  CHECK(trial.records.breaker_ == expected);
  REQUIRE_FALSE(trial.records.breaker_addresses_.empty());
  const std::string address = trial.server.url("");
  CHECK(trial.records.breaker_addresses_.front() == address);
  // Three opened it, one asked too early, one closed it.
  const auto& attempts = trial.records.attempts_;
  CHECK(std::count_if(attempts.begin(), attempts.end(), [](const Attempt& attempt) {
          return attempt.error == ErrorClass::kReset;
        }) == 4);
}

}  // namespace squall
