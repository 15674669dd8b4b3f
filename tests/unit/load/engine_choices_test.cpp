// Which steps iterations do: alternatives, conditions, repetitions, and what is left undone.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/unit/load/workload_fixture.h"

namespace squall {

using fixture::answer;
using fixture::Request;

namespace {

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

}  // namespace squall
