#include <catch2/catch.hpp>

#include "harness/core/hash.h"
#include "tests/unit/load/engine_fixture.h"

namespace squall {
namespace {

using fixture::answer;
using fixture::Request;

Expect json_exists(std::string path) {
  Expect expect;
  expect.json.push_back({std::move(path), true, {}, {}});
  return expect;
}

}  // namespace

TEST_CASE("an answer as expected is one ok attempt with its times", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.server.on("/hello", [](const Request&) { return answer(200, "hi"); });
  trial.step(get("hello", trial.server.url("/hello")));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 1);
  const Attempt& attempt = attempts.front();
  CHECK(attempt.outcome == Outcome::kOk);
  CHECK(attempt.operation_outcome == Outcome::kOk);
  CHECK(attempt.final);
  CHECK(attempt.status == 200);
  CHECK(attempt.begun >= 0ns);
  CHECK(attempt.sent >= attempt.begun);
  CHECK(attempt.first_byte >= attempt.sent);
  CHECK(attempt.end >= attempt.first_byte);
  CHECK(attempt.bytes > 2);
  CHECK(trial.ended.iterations == 1);
  CHECK(trial.ended.open_at_end == 0);
}

TEST_CASE("a walk hands captured values, keys and the written value on", "[engine]") {
  Trial trial(BOTH_ENGINES);
  std::string path_seen, header_seen, body_seen;
  trial.server.on("/token", [](const Request&) { return answer(200, R"({"token": "t 1"})"); });
  trial.server.on("/settings/a%20b", [&](const Request& request) {
    path_seen = request.target;
    header_seen = request.head;
    body_seen = request.body;
    return answer(200, "{}");
  });
  trial.server.on("/read", [&](const Request&) { return answer(200, body_seen); });
  Step token = get("token", trial.server.url("/token"));
  token.captures.push_back({"token", Capture::From::kJson, "$.token", true});
  Step settings = put("settings", trial.server.url("/settings/{key}?t={token|url}&i={iteration}"),
                      R"({"v":"{value}"})");
  settings.headers = {{"Authorization", Template("Bearer {token}")}};
  settings.content_type = "application/json";
  settings.ledger = LedgerUse::kWrite;
  Step read = get("read", trial.server.url("/read"));
  read.expect.body.emplace_back("{value}");
  read.ledger = LedgerUse::kRead;
  read.ledger_value = "$.v";
  for (const Step& step : {token, settings, read}) trial.step(step);
  trial.setup.lists.push_back({"keys", {"a b"}});
  trial.load().keys = KeySpace{"keys", {}, 0, KeySpace::Distribution::kSequential, 1, false};

  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 3);
  for (const Attempt& attempt : attempts) {
    CAPTURE(attempt.step, name(attempt.error));
    CHECK(attempt.outcome == Outcome::kOk);
    CHECK(attempt.key_hash == hash64("a b"));
  }
  CHECK(path_seen == "/settings/a%20b?t=t%201&i=0");
  CHECK(header_seen.find("\r\nAuthorization: Bearer t 1\r\n") != std::string::npos);
  CHECK(header_seen.find("\r\nContent-Type: application/json\r\n") != std::string::npos);
  CHECK(attempts[1].value_hash != 0);
  CHECK(attempts[1].value_hash == attempts[2].value_hash);
  CHECK(attempts[1].intended == attempts[0].intended + attempts[0].end);
  CHECK(trial.records.secrets_ == std::vector<std::string>{"t 1"});
  CHECK(trial.server.connections() == 1);
}

TEST_CASE("status and body are judged, not only the transport", "[engine]") {
  const Load::Engine engine = BOTH_ENGINES;
  struct Case {
    int status;
    std::string body;
    ErrorClass error;
    std::string reason;
  };
  const std::vector<Case> cases{
      {404, "{}", ErrorClass::kHttp4xx, "status 404, expected 2xx"},
      {503, "{}", ErrorClass::kHttp5xx, "status 503, expected 2xx"},
      {302, "{}", ErrorClass::kUnexpectedStatus, "status 302, expected 2xx"},
      {200, "<html>", ErrorClass::kUnexpectedBody, "the body is not JSON"},
      {200, "{}", ErrorClass::kUnexpectedBody, "$.access_token is missing"},
  };
  for (const Case& c : cases) {
    for (const bool write : {false, true}) {
      CAPTURE(c.status, c.body, write);
      Trial trial(engine);
      trial.server.on("/x", [&](const Request&) { return answer(c.status, c.body); });
      Step step = write ? put("x", trial.server.url("/x"), "{}") : get("x", trial.server.url("/x"));
      step.expect = json_exists("$.access_token");
      trial.step(step);
      trial.step(get("later", trial.server.url("/x")));
      const auto& attempts = trial.run_one();
      REQUIRE(attempts.size() == 2);
      const Outcome outcome = write ? Outcome::kIndeterminate : Outcome::kFailed;
      CHECK(attempts[0].outcome == outcome);
      CHECK(attempts[0].operation_outcome == outcome);
      CHECK(attempts[0].error == c.error);
      CHECK(attempts[0].status == c.status);
      CHECK(attempts[1].outcome == Outcome::kDropped);
      CHECK(attempts[1].error == ErrorClass::kEarlierStep);
      CHECK(attempts[1].step == 1);
      REQUIRE(trial.records.examples_.size() == 1);
      CHECK(trial.records.examples_[0].reason == c.reason);
      CHECK(trial.records.examples_[0].body == c.body);
      CHECK(trial.records.examples_[0].step == "x");
    }
  }
}

TEST_CASE("a write whose answer proves that nothing was done has failed", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.server.on("/x", [](const Request&) { return answer(409, ""); });
  Step step = put("x", trial.server.url("/x"), "{}");
  step.rejected = Expect{};
  step.rejected->status = {{409, 409}};
  trial.step(step);
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].outcome == Outcome::kFailed);
  CHECK(attempts[0].error == ErrorClass::kHttp4xx);
}

TEST_CASE("faults of the transport have their class, and writes are in doubt", "[engine]") {
  const Load::Engine engine = BOTH_ENGINES;
  using After = fixture::Reply::After;
  // libcurl tells of an answer once its first line is whole.
  const ErrorClass half_line =
      engine == Load::Engine::kCurl ? ErrorClass::kReset : ErrorClass::kShortRead;
  const std::string half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
  struct Case {
    std::string what;
    fixture::Reply reply;
    ErrorClass error;
  };
  const std::vector<Case> cases{
      {"reset", fixture::reset(), ErrorClass::kReset},
      {"close", fixture::raw("", After::kClose), ErrorClass::kReset},
      {"half a head", fixture::raw("HTTP/1.1 2", After::kClose), half_line},
      {"half a body", fixture::raw(half, After::kClose), ErrorClass::kShortRead},
      {"half, then reset", fixture::raw(half, After::kReset), ErrorClass::kShortRead},
      {"stall", fixture::stall(), ErrorClass::kAttemptTimeout},
      {"half a body, then stall", fixture::raw(half, After::kStall), ErrorClass::kAttemptTimeout},
      {"nonsense", fixture::raw("ICY 200 OK\r\n\r\n", After::kKeepAlive), ErrorClass::kProtocol},
  };
  for (const Case& c : cases) {
    for (const bool write : {false, true}) {
      CAPTURE(static_cast<int>(engine), c.what, write);
      Trial trial(engine);
      if (c.error == ErrorClass::kAttemptTimeout) trial.client().attempt_timeout = 500ms;
      trial.server.on("/x", [&](const Request&) { return c.reply; });
      trial.step(write ? put("x", trial.server.url("/x"), "{}") : get("x", trial.server.url("/x")));
      const auto& attempts = trial.run_one();
      REQUIRE(attempts.size() == 1);
      CHECK(attempts[0].error == c.error);
      CHECK(attempts[0].outcome == (write ? Outcome::kIndeterminate : Outcome::kFailed));
      CHECK(attempts[0].status == 0);
      CHECK(attempts[0].sent >= 0ns);
      CHECK(trial.server.requests("/x") == 1);
    }
  }
}

TEST_CASE("what was never sent has failed, also for a write", "[engine]") {
  Trial trial(BOTH_ENGINES);
  const std::string url = "http://127.0.0.1:" + std::to_string(fixture::refused_port()) + "/x";
  trial.step(put("x", url, "{}"));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].error == ErrorClass::kConnectRefused);
  CHECK(attempts[0].outcome == Outcome::kFailed);
  CHECK(attempts[0].sent == -1ns);
  CHECK(attempts[0].end >= 0ns);
}

TEST_CASE("chunked, slow and endless-length bodies are whole answers", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.server.on("/chunked", [](const Request&) {
    return fixture::raw(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n",
        fixture::Reply::After::kKeepAlive);
  });
  trial.server.on("/slow", [](const Request&) {
    fixture::Reply reply;
    for (const std::string part :
         {"HTTP/1.1 200 OK\r\nConte", "nt-Length: 7\r\n\r", "\n{\"a\"", ":1}"}) {
      reply.pieces.push_back({5ms, part});
    }
    return reply;
  });
  trial.server.on("/close", [](const Request&) {
    return fixture::raw("HTTP/1.1 200 OK\r\n\r\n{\"a\":1}", fixture::Reply::After::kClose);
  });
  trial.server.on("/large", [](const Request&) {
    return answer(200, "{\"a\":\"" + std::string(200000, 'x') + "\"}");
  });
  for (const char* path : {"/chunked", "/slow", "/close", "/large"}) {
    Step step = get(path, trial.server.url(path));
    step.expect = json_exists("$.a");
    trial.step(step);
  }
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 4);
  for (const Attempt& attempt : attempts) {
    CAPTURE(attempt.step, name(attempt.error));
    CHECK(attempt.outcome == Outcome::kOk);
  }
  CHECK(attempts[1].end - attempts[1].begun >= 20ms);
  CHECK(attempts[3].bytes > 200000);
  CHECK(trial.server.connections() == 2);
}

TEST_CASE("failures are retried as often as the policy says, each try recorded", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.client().retry.max = 3;
  trial.client().retry.base = 2ms;
  trial.server.on("/x", [](const Request& request) {
    return request.number < 2 ? answer(503, "") : answer(200, "");
  });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(attempts[i].number == i);
    CHECK(attempts[i].final == (i == 2));
    CHECK(attempts[i].outcome == (i == 2 ? Outcome::kOk : Outcome::kFailed));
    CHECK(attempts[i].intended == attempts[0].intended);
  }
  CHECK(attempts[2].operation_outcome == Outcome::kOk);
  CHECK(trial.server.requests("/x") == 3);
}

TEST_CASE("retries end at their maximum, their budget and the deadline", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.client().retry.max = 2;
  trial.client().retry.jitter = RetryPolicy::Jitter::kNone;
  trial.client().retry.base = 1ms;
  trial.server.on("/x", [](const Request&) { return fixture::reset(); });
  trial.step(get("x", trial.server.url("/x")));

  SECTION("maximum") {
    CHECK(trial.run_one().size() == 3);
    CHECK(trial.records.attempts_.back().final);
    CHECK(trial.records.attempts_.back().operation_outcome == Outcome::kFailed);
  }
  SECTION("budget: 10 tokens, and a tenth for each of 20 operations") {
    trial.client().retry.budget = 0.1;
    trial.load().max_in_flight = 1;
    trial.closed(1);
    trial.load().think = 1ms;
    trial.run(20);
    const auto operations = static_cast<int>(trial.ended.iterations);
    const int retries = trial.server.requests("/x") - operations;
    CHECK(retries == 10 + (operations - 1) / 10);  // The first tenth found the bucket full.
  }
  SECTION("deadline") {
    trial.client().retry.base = 100ms;
    trial.client().deadline = 50ms;
    CHECK(trial.run_one().size() == 1);
  }
}

TEST_CASE("a write that may have happened is not retried unless that is harmless", "[engine]") {
  const bool idempotent = GENERATE(false, true);
  Trial trial(BOTH_ENGINES);
  trial.client().retry.max = 1;
  trial.client().retry.base = 1ms;
  trial.server.on("/x", [](const Request& request) {
    return request.number == 0 ? fixture::reset() : answer(200, "");
  });
  Step step = put("x", trial.server.url("/x"), "{value}");
  step.idempotent = idempotent;
  step.ledger = LedgerUse::kWrite;
  trial.step(step);
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == (idempotent ? 2 : 1));
  CHECK(attempts[0].outcome == Outcome::kIndeterminate);
  CHECK(attempts.back().operation_outcome == (idempotent ? Outcome::kOk : Outcome::kIndeterminate));
  CHECK(attempts.back().value_hash == attempts.front().value_hash);
}

TEST_CASE("an operation with an attempt in doubt is in doubt, whatever came later", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.client().retry.max = 1;
  trial.client().retry.base = 1ms;
  trial.server.on("/x", [](const Request& request) {
    return request.number == 0 ? fixture::reset() : answer(409, "");
  });
  Step step = put("x", trial.server.url("/x"), "{}");
  step.rejected = Expect{};
  step.rejected->status = {{409, 409}};
  trial.step(step);
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[1].outcome == Outcome::kFailed);
  CHECK(attempts[1].operation_outcome == Outcome::kIndeterminate);
}

TEST_CASE("the operation's deadline ends an attempt, whichever timeout it has left", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.client().retry.max = 5;
  trial.client().retry.base = 1ms;
  trial.client().retry.jitter = RetryPolicy::Jitter::kNone;
  trial.client().attempt_timeout = 1s;
  trial.client().deadline = 1900ms;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].error == ErrorClass::kAttemptTimeout);
  CHECK(attempts[1].error == ErrorClass::kDeadlineExceeded);
  CHECK(attempts[1].end >= 1900ms);
}

TEST_CASE("an open circuit breaker fails at once without a request", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.client().circuit_breaker = CircuitBreaker{3, 1h};
  trial.closed(1);
  trial.load().think = 1ms;
  trial.server.on("/x", [](const Request&) { return fixture::reset(); });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run(6);
  REQUIRE(attempts.size() >= 6);
  CHECK(trial.server.requests("/x") == 3);
  CHECK(attempts[2].error == ErrorClass::kReset);
  CHECK(attempts[3].error == ErrorClass::kCircuitOpen);
  CHECK(attempts[3].outcome == Outcome::kFailed);
}

TEST_CASE("only the first five failures of a step and class are examples", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(1);
  trial.server.on("/x", [](const Request&) { return answer(500, "oops", "X-Why: y\r\n"); });
  trial.step(get("x", trial.server.url("/x")));
  trial.run(12);
  REQUIRE(trial.records.examples_.size() == 5);
  const FailureExample& example = trial.records.examples_.front();
  CHECK(example.request.starts_with("GET /x HTTP/1.1\nHost: 127.0.0.1:"));
  CHECK(example.headers == "HTTP/1.1 500 Status\nX-Why: y\nContent-Length: 4");
  CHECK(example.error == ErrorClass::kHttp5xx);
  CHECK(example.status == 500);
}

}  // namespace squall
