// Flows, set-up and tear-down, cookies, and values that a virtual user keeps.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "tests/unit/load/engine_fixture.h"

namespace squall {
namespace {

using fixture::answer;
using fixture::Request;

Capture capture(std::string name, Capture::From from, std::string where) {
  Capture made;
  made.name = std::move(name);
  made.from = from;
  made.where = std::move(where);
  return made;
}

std::string header(const Request& request, const std::string& name) {
  const std::size_t at = request.head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "none";
  const std::size_t value = at + name.size() + 4;
  return request.head.substr(value, request.head.find("\r\n", value) - value);
}

// What the handlers saw, from the fixture's thread.
class Seen {
 public:
  void add(std::string text) {
    const std::lock_guard lock(mutex_);
    texts_.push_back(std::move(text));
  }
  std::vector<std::string> texts() const {
    const std::lock_guard lock(mutex_);
    return texts_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> texts_;
};

std::vector<Attempt> of(const std::vector<Attempt>& attempts, Purpose purpose) {
  std::vector<Attempt> found;
  std::copy_if(attempts.begin(), attempts.end(), std::back_inserter(found),
               [=](const Attempt& attempt) { return attempt.purpose == purpose; });
  return found;
}

// The steps of iteration 0, in the order of their records: "0 2 2! 3-" (failed, dropped).
std::string steps_of_first(const std::vector<Attempt>& attempts) {
  std::string text;
  for (const Attempt& attempt : attempts) {
    if (attempt.iteration != 0 || attempt.purpose != Purpose::kLoad) continue;
    const char* mark = attempt.outcome == Outcome::kOk        ? ""
                       : attempt.outcome == Outcome::kDropped ? "-"
                                                              : "!";
    text += std::to_string(attempt.step) + mark + " ";
  }
  return text;
}

}  // namespace

TEST_CASE("one alternative of each iteration, in the shares of their weights", "[workload]") {
  Trial trial;
  trial.closed(2);
  trial.server.on("/x", [](const Request&) { return answer(200, "x"); });
  for (const auto& [name, weight] : {std::pair{"common", 3.0}, std::pair{"rare", 1.0}}) {
    Step step = get(name, trial.server.url("/x"));
    step.weight = weight;
    trial.step(step);
  }
  trial.step(get("last", trial.server.url("/x")));
  const auto& attempts = trial.run(400);
  std::map<int, int> by_step;
  std::set<std::uint32_t> begun;
  for (const Attempt& attempt : attempts) {
    CHECK(attempt.outcome == Outcome::kOk);
    ++by_step[attempt.step];
    if (attempt.first) {
      CHECK(attempt.step < 2);
      CHECK(begun.insert(attempt.iteration).second);
    }
  }
  CHECK(begun.size() == trial.ended.iterations);
  const int both = by_step[0] + by_step[1];
  CHECK(both == static_cast<int>(trial.ended.iterations));
  CHECK(by_step[2] >= both - 2);  // Nobody waits for the last step of the last iterations.
  CHECK(by_step[0] == Approx(both * 0.75).epsilon(0.12));
}

TEST_CASE("conditions on answers, repetitions, and what a failure leaves undone", "[workload]") {
  Trial trial;
  Seen values;
  trial.server.on("/job", [](const Request&) { return answer(202, R"({"state":"new"})"); });
  trial.server.on("/state", [](const Request& request) {
    return answer(200, request.number < 2 ? R"({"state":"busy"})" : R"({"state":"done"})");
  });
  trial.server.on("/put", [&](const Request& request) {
    values.add(request.body);
    return answer(200, "");
  });
  trial.server.on("/end", [](const Request&) { return answer(500, ""); });
  trial.step(get("job", trial.server.url("/job")));  // 0
  Step poll = get("poll", trial.server.url("/state"));
  poll.captures.push_back(capture("state", Capture::From::kJson, "$.state"));
  poll.repeat = 10;
  poll.until = StepCondition{"", {}, "state", "done"};
  poll.when = StepCondition{"", {{202, 202}}, ""};
  trial.step(poll);  // 1
  Step never = get("never", trial.server.url("/never"));
  never.when = StepCondition{"", {{202, 202}}, ""};
  trial.step(never);  // 2
  Step twice = put("twice", trial.server.url("/put"), "{value}");
  twice.repeat = 2;
  trial.step(twice);                                   // 3
  trial.step(get("fails", trial.server.url("/end")));  // 4
  Step after = get("after", trial.server.url("/job"));
  after.repeat = 2;
  trial.step(after);  // 5
  Step unsure = get("unsure", trial.server.url("/job"));
  unsure.when = StepCondition{"", {{200, 200}}, ""};
  trial.step(unsure);  // 6
  const auto& attempts = trial.run_one();
  CHECK(steps_of_first(attempts) == "0 1 1 1 3 3 4! 5- 5- ");
  REQUIRE(values.texts().size() == 2);
  CHECK(values.texts()[0] != values.texts()[1]);
}

TEST_CASE("a missed start counts the operations that were drawn", "[workload]") {
  Trial trial;
  trial.load().max_in_flight = 1;
  trial.server.on("/slow", [](const Request&) { return fixture::stall(); });
  trial.client().attempt_timeout = trial.client().deadline = 300ms;
  Step one = get("one", trial.server.url("/slow"));
  Step two = get("two", trial.server.url("/slow"));
  one.weight = 1;
  two.weight = 0;
  trial.step(one);
  trial.step(two);
  trial.step(get("three", trial.server.url("/slow")));
  const auto& attempts = trial.run(1);
  int missed = 0;
  for (const Attempt& attempt : attempts) {
    CHECK(attempt.step != 1);
    if (attempt.error != ErrorClass::kGenerator) continue;
    ++missed;
    CHECK(attempt.step == 0);
    CHECK(attempt.first);
  }
  CHECK(missed == static_cast<int>(trial.ended.dropped_starts));
  CHECK(missed > 5);
}

TEST_CASE("a user's session: set up once, used by every iteration, torn down", "[workload]") {
  Trial trial;
  trial.closed(3);
  trial.load().keys = KeySpace{"", Template("u{n}"), 3, KeySpace::Distribution::kUniform, 1, true};
  Seen used, out;
  trial.server.on("/login", [](const Request& request) {
    return answer(200, "", "X-Token: t-" + request.body + "\r\n");
  });
  trial.server.on("/use", [&](const Request& request) {
    used.add(header(request, "Authorization") + " " + header(request, "X-User"));
    return answer(200, "");
  });
  trial.server.on("/logout", [&](const Request& request) {
    out.add(header(request, "Authorization"));
    return answer(200, "");
  });
  Workload& workload = trial.setup.workloads.front();
  Step login = put("login", trial.server.url("/login"), "{key}");
  login.captures.push_back(capture("token", Capture::From::kHeader, "X-Token"));
  workload.setup.push_back(login);
  Step use = get("use", trial.server.url("/use"));
  use.headers = {{"Authorization", Template("{token}")}, {"X-User", Template("{key}")}};
  trial.step(use);
  Step logout = get("logout", trial.server.url("/logout"));
  logout.headers = {{"Authorization", Template("{token}")}};
  workload.teardown.push_back(logout);
  const auto& attempts = trial.run(60);

  CHECK(trial.server.requests("/login") == 3);
  CHECK(of(attempts, Purpose::kSetup).size() == 6);
  for (const Attempt& attempt : of(attempts, Purpose::kSetup)) {
    CHECK(attempt.outcome == Outcome::kOk);
    CHECK_FALSE(attempt.first);
    CHECK((attempt.step == 1 || attempt.step == 2));
  }
  for (const std::string& text : used.texts()) {
    CHECK((text == "t-u0 u0" || text == "t-u1 u1" || text == "t-u2 u2"));
  }
  const auto left = out.texts();
  CHECK(std::set<std::string>(left.begin(), left.end()) ==
        std::set<std::string>{"t-u0", "t-u1", "t-u2"});
  CHECK(left.size() == 3);
}

TEST_CASE("an iteration whose user cannot be set up is dropped, and the next tries again",
          "[workload]") {
  Trial trial;
  trial.closed(1);
  trial.server.on(
      "/login", [](const Request& request) { return answer(request.number < 2 ? 503 : 200, ""); });
  trial.server.on("/use", [](const Request&) { return answer(200, ""); });
  trial.setup.workloads.front().setup.push_back(get("login", trial.server.url("/login")));
  trial.step(get("use", trial.server.url("/use")));
  trial.step(get("more", trial.server.url("/use")));
  const auto attempts = trial.run(5);
  CHECK(trial.server.requests("/login") == 3);
  const auto load = of(attempts, Purpose::kLoad);
  REQUIRE(load.size() >= 6);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(load[i].outcome == Outcome::kDropped);
    CHECK(load[i].error == ErrorClass::kEarlierStep);
    CHECK(load[i].first == (i % 2 == 0));
    CHECK(load[i].iteration == i / 2);
  }
  CHECK(load[4].outcome == Outcome::kOk);
  CHECK(load[4].first);
  // The first step is due when the set-up has ended, not before.
  const auto setup = of(attempts, Purpose::kSetup);
  REQUIRE(setup.size() == 3);
  CHECK(load[4].intended == setup[2].intended + setup[2].end);
  // And it is called out.
  REQUIRE_FALSE(trial.records.examples_.empty());
  CHECK(trial.records.examples_.front().step == "login");
}

TEST_CASE("the load's own set-up comes first, its tear-down last", "[workload]") {
  Trial trial;
  trial.closed(2);
  Seen order;
  trial.server.on("/make", [&](const Request&) {
    order.add("make");
    return answer(201, R"({"id":"db7"})");
  });
  trial.server.on("/db7", [&](const Request& request) {
    order.add(request.method == "GET" ? "use" : "drop");
    return answer(200, "");
  });
  trial.server.on("/bye", [&](const Request&) {
    order.add("bye");
    return answer(200, "");
  });
  Workload& workload = trial.setup.workloads.front();
  Step make = put("make", trial.server.url("/make"), "");
  make.once = true;
  make.captures.push_back(capture("db", Capture::From::kJson, "$.id"));
  workload.setup.push_back(make);
  Step drop = get("drop", trial.server.url("/{db}"));
  drop.method = "DELETE";
  drop.once = true;
  workload.teardown.push_back(drop);
  workload.teardown.push_back(get("bye", trial.server.url("/bye")));
  trial.step(get("use", trial.server.url("/{db}")));
  trial.run(10);
  const auto seen = order.texts();
  REQUIRE(seen.size() >= 14);
  CHECK(seen.front() == "make");
  CHECK(seen.back() == "drop");
  CHECK(seen[seen.size() - 2] == "bye");
  CHECK(std::count(seen.begin(), seen.end(), "bye") == 2);
  CHECK(std::count(seen.begin(), seen.end(), "make") == 1);
}

TEST_CASE("a load whose set-up fails does not start, and says why", "[workload]") {
  Trial trial;
  Step make = get("make", trial.server.url("/nothing"));
  make.once = true;
  trial.setup.workloads.front().setup.push_back(make);
  trial.step(get("use", trial.server.url("/nothing")));
  const auto engine = make_load_engine(trial.setup, trial.records, trial.records);
  REQUIRE(engine);
  const auto done = (*engine)->set_up();
  REQUIRE_FALSE(done);
  CHECK(done.error().message ==
        "the set-up of load 'load' failed: step 'make': status 404, expected 2xx");
  REQUIRE(trial.records.attempts_.size() == 1);
  CHECK(trial.records.attempts_.front().purpose == Purpose::kSetup);
}

TEST_CASE("a load's set-up that hangs ends with the wish to stop", "[workload]") {
  Trial trial;
  trial.server.on("/hang", [](const Request&) { return fixture::stall(); });
  Step make = get("make", trial.server.url("/hang"));
  make.once = true;
  trial.setup.workloads.front().setup.push_back(make);
  trial.step(get("use", trial.server.url("/hang")));
  const auto engine = make_load_engine(trial.setup, trial.records, trial.records);
  REQUIRE(engine);
  std::stop_source stop;
  std::jthread stopper([&] {
    while (trial.server.requests("/hang") == 0) wait_for({}, 1ms);
    stop.request_stop();
  });
  const auto done = (*engine)->set_up(stop.get_token());
  REQUIRE_FALSE(done);
  CHECK(done.error().message == "interrupted");
}

TEST_CASE("nothing is torn down when the end is cut short", "[workload]") {
  Trial trial;
  trial.closed(1);
  trial.server.on("/x", [](const Request& request) {
    return request.number < 3 ? answer(200, "") : fixture::stall();
  });
  trial.server.on("/bye", [](const Request&) { return answer(200, ""); });
  trial.step(get("x", trial.server.url("/x")));
  trial.setup.workloads.front().teardown.push_back(get("bye", trial.server.url("/bye")));
  std::stop_source stop;
  trial.run_until(
      [&](const LoadStats&) {
        if (trial.server.requests("/x") < 4) return false;
        stop.request_stop();
        return true;
      },
      stop.get_token());
  CHECK(trial.ended.open_at_end == 1);
  CHECK(trial.server.requests("/bye") == 0);
}

TEST_CASE("each virtual user keeps its cookies", "[workload]") {
  Trial trial;
  trial.closed(2);
  Seen cookies;
  trial.server.on("/x", [&](const Request& request) {
    const std::string cookie = header(request, "Cookie");
    if (cookie == "none") {
      return answer(200, "",
                    "Set-Cookie: sid=session-of-" + header(request, "X-User") +
                        "; Path=/; HttpOnly\r\nSet-Cookie: b=2; Path=/elsewhere\r\n");
    }
    cookies.add(header(request, "X-User") + ": " + cookie);
    return answer(200, "");
  });
  Step step = get("x", trial.server.url("/x"));
  step.headers = {{"X-User", Template("user{user}")}};
  trial.step(step);

  SECTION("from iteration to iteration") {
    trial.setup.workloads.front().cookies = Workload::Cookies::kUser;
    const auto& attempts = trial.run(20);
    const auto seen = cookies.texts();
    CHECK(seen.size() == attempts.size() - 2);
    for (const std::string& text : seen) {
      CHECK((text == "user0: sid=session-of-user0" || text == "user1: sid=session-of-user1"));
    }
    // Values of cookies are secrets, each told once.
    const std::set<std::string> secrets(trial.records.secrets_.begin(),
                                        trial.records.secrets_.end());
    CHECK(secrets == std::set<std::string>{"session-of-user0", "session-of-user1", "2"});
    CHECK(trial.records.secrets_.size() == 4);
  }
  SECTION("within an iteration") {
    trial.setup.workloads.front().cookies = Workload::Cookies::kIteration;
    trial.step(step);
    const auto& attempts = trial.run(10);
    const auto second = std::count_if(attempts.begin(), attempts.end(), [](const Attempt& attempt) {
      return attempt.step == 1;
    });
    CHECK(cookies.texts().size() == static_cast<std::size_t>(second));
  }
  SECTION("or has none") {
    trial.run(10);
    CHECK(cookies.texts().empty());
  }
}

TEST_CASE("a header that a user keeps: sent once there is one, and replaced by a new one",
          "[workload]") {
  Trial trial;
  trial.closed(1);
  Seen servers;
  trial.server.on("/x", [&](const Request& request) {
    servers.add(header(request, "X-Server"));
    if (request.number == 0) return answer(200, "", "X-Server: one\r\n");
    if (request.number == 3) return answer(200, "", "X-Server: two\r\n");
    return answer(200, "");
  });
  Step step = get("x", trial.server.url("/x"));
  step.headers = {{"X-Server", Template("{server}")}};
  Capture server = capture("server", Capture::From::kHeader, "X-Server");
  server.keep = server.optional = true;
  step.captures.push_back(server);
  trial.step(step);
  trial.run(6);
  const auto seen = servers.texts();
  REQUIRE(seen.size() >= 6);
  CHECK(std::vector<std::string>(seen.begin(), seen.begin() + 6) ==
        std::vector<std::string>{"none", "one", "one", "one", "two", "two"});
}

TEST_CASE("a cookie can be captured; an optional one that is missing is empty", "[workload]") {
  Trial trial;
  Seen seen;
  trial.server.on("/a", [](const Request&) {
    return answer(200, "", "Set-Cookie: other=1\r\nSet-Cookie: XSRF-TOKEN=abc; Path=/\r\n");
  });
  trial.server.on("/b", [&](const Request& request) {
    seen.add(header(request, "X-XSRF-TOKEN") + " " + header(request, "X-Gone"));
    return answer(200, "");
  });
  Step first = get("a", trial.server.url("/a"));
  first.captures.push_back(capture("xsrf", Capture::From::kCookie, "XSRF-TOKEN"));
  Capture gone = capture("gone", Capture::From::kRegex, "no(thing)");
  gone.optional = true;
  first.captures.push_back(gone);
  trial.step(first);
  Step second = get("b", trial.server.url("/b"));
  second.headers = {{"X-XSRF-TOKEN", Template("{xsrf}")}, {"X-Gone", Template("{gone}")}};
  trial.step(second);
  trial.run_one();
  CHECK(seen.texts() == std::vector<std::string>{"abc none"});
}

TEST_CASE("a cookie that should be captured and is not there is a wrong answer", "[workload]") {
  Trial trial;
  trial.server.on("/a", [](const Request&) { return answer(200, "", "Set-Cookie: a=1\r\n"); });
  Step step = get("a", trial.server.url("/a"));
  step.captures.push_back(capture("b", Capture::From::kCookie, "b"));
  trial.step(step);
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts.front().error == ErrorClass::kUnexpectedBody);
  CHECK(trial.records.examples_.front().reason == "cookie b is missing (capture 'b')");
}

TEST_CASE("a length is judged without keeping the body", "[workload]") {
  Trial trial;
  trial.server.on("/big", [](const Request&) { return answer(200, std::string(100'000, 'x')); });
  Step step = get("big", trial.server.url("/big"));
  step.expect.length = LengthRange{100'000, 100'000};
  trial.step(step);
  CHECK(trial.run_one().front().outcome == Outcome::kOk);
}

}  // namespace squall
