// Set-up and tear-down, of users and of the load.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "tests/unit/load/workload_fixture.h"

namespace squall {

using fixture::answer;
using fixture::Request;

namespace {

std::vector<Attempt> of(const std::vector<Attempt>& attempts, Purpose purpose) {
  std::vector<Attempt> found;
  std::copy_if(attempts.begin(), attempts.end(), std::back_inserter(found),
               [=](const Attempt& attempt) { return attempt.purpose == purpose; });
  return found;
}

}  // namespace

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

}  // namespace squall
