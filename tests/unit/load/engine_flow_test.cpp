// Connections, slots, phases and the end of a run.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <set>

#include "tests/unit/load/engine_fixture.h"

namespace squall {
namespace {

using fixture::answer;
using fixture::Request;

std::ptrdiff_t count(const std::vector<Attempt>& attempts, Outcome outcome) {
  return std::count_if(attempts.begin(), attempts.end(),
                       [=](const Attempt& attempt) { return attempt.outcome == outcome; });
}

}  // namespace

TEST_CASE("sequential requests share one connection", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(1);
  trial.server.on("/x", [](const Request&) { return answer(200, "x"); });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run(200);
  CHECK(count(attempts, Outcome::kOk) >= 200);
  CHECK(attempts.size() == trial.ended.iterations);
  CHECK(trial.server.connections() == 1);
  CHECK(trial.server.requests("/x") == static_cast<int>(attempts.size()));
}

TEST_CASE("an idle connection that the peer closes is replaced, and nobody notices", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(1);
  trial.load().think = 200ms;  // By then the server has closed.
  // Closed behind the answer, without a warning in its headers.
  trial.server.on("/x", [](const Request&) {
    fixture::Reply reply = answer(200, "x");
    reply.after = fixture::Reply::After::kClose;
    return reply;
  });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run(5);
  CHECK(count(attempts, Outcome::kOk) == static_cast<std::ptrdiff_t>(attempts.size()));
  CHECK(trial.server.connections() == static_cast<int>(attempts.size()));
}

TEST_CASE("bytes that nobody asked for cost the connection, not the next request", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(1);
  trial.server.on("/x", [](const Request&) {
    fixture::Reply reply = answer(200, "x");
    reply.pieces.front().bytes += "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    return reply;
  });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run(5);
  CHECK(count(attempts, Outcome::kOk) == static_cast<std::ptrdiff_t>(attempts.size()));
  CHECK(trial.server.connections() == static_cast<int>(attempts.size()));
}

TEST_CASE("with a limit of connections, operations wait for one in turn", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(8);
  trial.client().max_connections = 2;
  trial.server.on("/x", [](const Request&) { return fixture::after(1ms, answer(200, "x")); });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run(50);
  CHECK(count(attempts, Outcome::kOk) == static_cast<std::ptrdiff_t>(attempts.size()));
  CHECK(trial.server.connections() == 2);

  std::map<std::uint32_t, int> by_user;
  for (const Attempt& attempt : attempts) ++by_user[attempt.user];
  CHECK(by_user.size() == 8);
}

TEST_CASE("an operation that gets no connection in time has not been sent", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(2);
  trial.client().max_connections = 1;
  trial.client().attempt_timeout = 30ms;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(put("x", trial.server.url("/x"), "{}"));
  const auto was_sent = [](const Attempt& attempt) { return attempt.sent >= 0ns; };
  const auto& attempts = trial.run_until([&](const LoadStats&) {
    return trial.records.count(was_sent) > 0 && trial.records.count(std::not_fn(was_sent)) > 0;
  });
  for (const Attempt& attempt : attempts) {
    CHECK(attempt.error == ErrorClass::kAttemptTimeout);
    CHECK(attempt.outcome == (was_sent(attempt) ? Outcome::kIndeterminate : Outcome::kFailed));
  }
  const auto sent = trial.records.count(was_sent);
  CHECK(sent > 0);
  CHECK(sent < std::ssize(attempts));
  // What was sent gets there, though the server may be slow to read it.
  const SteadyTime give_up = steady_now() + 60s;
  while (trial.server.requests("/x") < sent && steady_now() < give_up) wait_for({}, 1ms);
  CHECK(trial.server.requests("/x") == sent);
}

TEST_CASE("starts beyond max_in_flight are dropped and counted", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.load().rate_per_s = 1000;
  trial.load().max_in_flight = 3;
  trial.client().deadline = 1s;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(get("x", trial.server.url("/x")));
  trial.step(get("y", trial.server.url("/x")));
  const auto& attempts = trial.run(1);
  std::uint64_t missed = 0, unreached = 0;
  for (const Attempt& attempt : attempts) {
    CHECK(attempt.final);
    if (attempt.error == ErrorClass::kGenerator) ++missed;
    if (attempt.error == ErrorClass::kEarlierStep) ++unreached;
    if (attempt.outcome != Outcome::kDropped) continue;
    CHECK(attempt.operation_outcome == Outcome::kDropped);
    CHECK(attempt.sent == -1ns);
  }
  CHECK(missed > 50);
  CHECK(missed == trial.ended.dropped_starts);
  CHECK(unreached == missed + trial.ended.iterations);
  CHECK(trial.server.requests("/x") == static_cast<int>(trial.ended.iterations));
}

TEST_CASE("users with keys of their own never share one at the same time", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.load().rate_per_s = 2000;
  trial.load().keys =
      KeySpace{"", Template("key-{n}"), 4, KeySpace::Distribution::kUniform, 1, true};
  std::set<std::string> targets;
  trial.server.on("/x", [&](const Request& request) {
    targets.insert(request.target);
    return fixture::after(3ms, answer(200, "x"));
  });
  trial.step(get("x", trial.server.url("/x?{key}")));
  std::vector<Attempt> attempts = trial.run(40);
  CHECK(targets == std::set<std::string>{"/x?key-0", "/x?key-1", "/x?key-2", "/x?key-3"});
  std::sort(attempts.begin(), attempts.end(), [](const Attempt& one, const Attempt& other) {
    return one.intended + one.begun < other.intended + other.begun;
  });
  std::map<std::uint64_t, const Attempt*> last_of;  // By key.
  for (const Attempt& attempt : attempts) {
    if (attempt.outcome == Outcome::kDropped) continue;
    CHECK(attempt.user < 4);
    const Attempt*& last = last_of[attempt.key_hash];
    if (last != nullptr) {
      CHECK(last->user == attempt.user);
      CHECK(attempt.intended + attempt.begun >= last->intended + last->end);
    }
    last = &attempt;
  }
  CHECK(last_of.size() == 4);
}

TEST_CASE("a load runs in its phases only, on arrivals that no phase moves", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.load().phases = {"on"};
  trial.load().rate_per_s = 500;
  trial.server.on("/x", [](const Request&) { return answer(200, "x"); });
  trial.step(get("x", trial.server.url("/x")));
  auto engine = make_load_engine(trial.setup, trial.records, trial.records);
  REQUIRE(engine);
  LoadEngine& load = **engine;
  const RunClock& clock = trial.setup.clock;
  const Nanoseconds start = clock.now();
  load.start(start);
  const auto started_at_least = [&](std::uint64_t number) {
    const SteadyTime give_up = steady_now() + 60s;
    while (load.stats().started < number && steady_now() < give_up) wait_for({}, 200us);
    return load.stats().started;
  };
  load.enter_phase("on", start);
  REQUIRE(started_at_least(10) >= 10);
  load.enter_phase("off", clock.now());
  // Nothing is due any more once the engine has heard of it.
  const SteadyTime give_up = steady_now() + 60s;
  while (load.stats().oldest_due && steady_now() < give_up) wait_for({}, 200us);
  const Nanoseconds off = clock.now();
  wait_for({}, 30ms);
  const std::uint64_t before = load.stats().started;
  const Nanoseconds on = clock.now();
  load.enter_phase("on", on);
  REQUIRE(started_at_least(before + 10) >= before + 10);
  const LoadEnded ended = load.drain();

  CHECK(ended.dropped_starts == 0);
  for (const Attempt& attempt : trial.records.attempts_) {
    CHECK((attempt.intended < off || attempt.intended >= on));
    CHECK((attempt.intended - start) % 2ms == 0ns);
  }
}

TEST_CASE("closed users think between iterations, and steps before they are due", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(1);
  trial.load().think = 15ms;
  trial.server.on("/x", [](const Request&) { return answer(200, "x"); });
  Step second = get("second", trial.server.url("/x"));
  second.think = 10ms;
  trial.step(get("first", trial.server.url("/x")));
  trial.step(second);
  const auto& attempts = trial.run(2);
  REQUIRE(attempts.size() >= 4);
  CHECK(attempts[1].intended == attempts[0].intended + attempts[0].end + 10ms);
  CHECK(attempts[1].sent >= 0ns);
  CHECK(attempts[2].intended >= attempts[1].intended + attempts[1].end + 15ms);
}

TEST_CASE("the oldest due time moves on only when what was due before is on record", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.load().rate_per_s = 400;
  trial.server.on("/x", [](const Request& request) {
    return fixture::after(request.number == 5 ? 60ms : 1ms, answer(200, "x"));
  });
  trial.step(get("x", trial.server.url("/x")));
  bool held = true;
  Nanoseconds before{0};
  trial.run_until([&](const LoadStats& stats) {
    const Nanoseconds oldest = stats.oldest_due.value_or(before);
    // Records that came until now: none of them may still be missing for a time before `oldest`.
    const auto due_on_record = trial.records.due();
    const auto missing = (oldest - trial.start) / 2500us - 1;
    held &= oldest >= before && static_cast<std::int64_t>(due_on_record.size()) >= missing;
    before = oldest;
    return stats.started > 60 && before > trial.start + 60ms;
  });
  CHECK(held);
  CHECK(before > trial.start + 60ms);
}

TEST_CASE("draining lets what is under way end, and begins nothing", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.load().rate_per_s = 0.01;
  trial.server.on("/x", [](const Request&) { return fixture::after(50ms, answer(200, "x")); });
  trial.step(get("x", trial.server.url("/x")));
  trial.step(get("y", trial.server.url("/x")));
  const auto& attempts = trial.run_until([](const LoadStats& stats) { return stats.started == 1; });
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].outcome == Outcome::kOk);
  CHECK(trial.ended.open_at_end == 0);
}

TEST_CASE("what is open after the drain is cut off: writes in doubt, reads failed", "[engine]") {
  const bool write = GENERATE(false, true);
  const bool interrupted = GENERATE(false, true);
  Trial trial(BOTH_ENGINES);
  trial.load().rate_per_s = 0.01;
  trial.client().deadline = interrupted ? Nanoseconds(1h) : Nanoseconds(1s);
  trial.client().attempt_timeout = 1h;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(write ? put("x", trial.server.url("/x"), "{}") : get("x", trial.server.url("/x")));
  std::stop_source stop;
  if (interrupted) stop.request_stop();
  const auto sent = [&](const LoadStats&) { return trial.server.requests("/x") == 1; };
  const auto& attempts = trial.run_until(sent, stop.get_token());
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].error == (interrupted ? ErrorClass::kCutOff : ErrorClass::kDeadlineExceeded));
  CHECK(counts_in_metrics(attempts[0]) == !interrupted);
  CHECK(attempts[0].outcome == (write ? Outcome::kIndeterminate : Outcome::kFailed));
  CHECK(attempts[0].final);
  CHECK(trial.ended.open_at_end == (interrupted ? 1 : 0));
}

TEST_CASE("an operation that waits to be retried when the run ends is cut off, its attempt is not",
          "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.load().rate_per_s = 0.01;
  trial.client().retry.max = 1;
  trial.client().retry.base = 1h;
  trial.client().retry.cap = 1h;
  trial.client().retry.jitter = RetryPolicy::Jitter::kNone;
  trial.client().deadline = 2h;
  trial.server.on("/x", [](const Request&) { return answer(503, ""); });
  trial.step(get("x", trial.server.url("/x")));
  std::stop_source stop;
  stop.request_stop();
  const auto& attempts = trial.run_until(
      [&](const LoadStats&) { return trial.records.failures() == 1; }, stop.get_token());
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].error == ErrorClass::kHttp5xx);
  CHECK_FALSE(attempts[0].final);
  CHECK(attempts[1].error == ErrorClass::kCutOff);
  CHECK(attempts[1].sent == -1ns);
  CHECK(attempts[1].final);
  CHECK(attempts[1].number == 1);
  CHECK(trial.ended.open_at_end == 1);
}

TEST_CASE("a closed load does not spin on a target that is gone", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(1);
  trial.step(get("x", "http://127.0.0.1:" + std::to_string(fixture::refused_port()) + "/"));
  const auto& attempts = trial.run(4);
  REQUIRE(attempts.size() >= 4);
  CHECK(attempts[3].intended - attempts[0].intended >= 30ms);
}

TEST_CASE("the same seed gives the same keys and arrivals", "[engine]") {
  const Load::Engine engine = BOTH_ENGINES;
  std::vector<std::pair<Nanoseconds, std::uint64_t>> seen[2];
  for (auto& draws : seen) {
    Trial trial(engine);
    trial.load().arrival = "poisson";
    trial.load().rate_per_s = 1000;
    trial.load().keys =
        KeySpace{"", Template("{n}"), 1000, KeySpace::Distribution::kZipf, 1.1, false};
    trial.server.on("/x", [](const Request&) { return answer(200, "x"); });
    trial.step(get("x", trial.server.url("/x?{key}")));
    for (const Attempt& attempt : trial.run(30)) {
      draws.emplace_back(attempt.intended, attempt.key_hash);
    }
    std::sort(draws.begin(), draws.end());
    draws.resize(30);
    const Nanoseconds first = draws.front().first;
    for (auto& [due, key] : draws) due -= first;
  }
  CHECK(seen[0] == seen[1]);
}

TEST_CASE("what the engine throws on its thread arrives at the drain", "[engine]") {
  struct Broken final : AttemptSink {
    void on_attempts(std::span<const Attempt>) override { throw std::runtime_error("disk full"); }
  };
  Trial trial(BOTH_ENGINES);
  Broken sink;
  trial.server.on("/x", [](const Request&) { return answer(200, "x"); });
  trial.step(get("x", trial.server.url("/x")));
  auto engine = make_load_engine(trial.setup, sink, trial.records);
  REQUIRE(engine);
  const Nanoseconds start = trial.setup.clock.now();
  (*engine)->start(start);
  (*engine)->enter_phase("only", start);
  CHECK_THROWS_WITH((*engine)->drain(), "disk full");
}

TEST_CASE("a load that cannot run is refused, with the reason", "[engine]") {
  Trial trial;
  const auto refusal = [&] {
    const auto engine = make_load_engine(trial.setup, trial.records, trial.records);
    return engine ? std::string("none") : engine.error().message;
  };
  CHECK(refusal() == "load 'load': its workload has no steps");
  trial.step(get("x", "https://127.0.0.1/"));
  CHECK(refusal() == "load 'load': step 'x', url: https needs engine = \"curl\"");
  Step& step = trial.setup.workloads.front().steps.front();
  step.url = Template("http://127.0.0.1/{key}");
  CHECK(refusal() == "load 'load': its workload uses {key}, but it has no keys");
  step.url = Template("http://127.0.0.1/{nobody}");
  CHECK(refusal() == "load 'load': step 'x', url: nothing is called {nobody} here");
  step.url = Template("http://127.0.0.1/");
  step.expect.regex = "(";
  CHECK(refusal() == "load 'load': step 'x', '(' is not a regular expression (ECMAScript)");
  step.expect.regex = "";
  trial.load().rate_per_s = 0;
  CHECK(refusal() == "load 'load' needs a rate above 0");
  trial.load().rate_per_s = 1;
  trial.load().arrival = "tidal";
  CHECK(refusal() ==
        "load 'load': no arrival process is called 'tidal'; there are constant, poisson, stages "
        "and replay");
  trial.load().workload = "play";
  CHECK(refusal() == "load 'load': no workload is called 'play'");
}

}  // namespace squall
