#include "harness/load/flow.h"

#include <catch2/catch.hpp>
#include <map>

namespace squall {
namespace {

Step plain_step(std::string name) {
  Step made;
  made.name = std::move(name);
  return made;
}

Step weighted(std::string name, double weight, std::string choice = "") {
  Step made = plain_step(std::move(name));
  made.weight = weight;
  made.choice = std::move(choice);
  return made;
}

Step when(std::string name, StepCondition condition) {
  Step made = plain_step(std::move(name));
  made.when = std::move(condition);
  return made;
}

StepCondition done(std::string name) {
  StepCondition condition;
  condition.done = std::move(name);
  return condition;
}

StepCondition share(double value) {
  StepCondition condition;
  condition.share = value;
  return condition;
}

StepCondition status(int value) {
  StepCondition condition;
  condition.status = {{value, value}};
  return condition;
}

const std::vector<std::string> kFlowCaptures{"token", "state"};

// Iterations over a workload, without any requests.
struct FlowTrial {
  Workload workload;
  Flow flow;
  Flow::Course course;
  Random random{7};
  std::vector<std::string> values{"", ""};

  explicit FlowTrial(std::vector<Step> steps) : workload{"w", "", "", std::move(steps)} {
    auto made = Flow::compile(workload, kFlowCaptures);
    REQUIRE(made);
    flow = std::move(*made);
  }

  // The names of the steps that one iteration does, if all end ok with `answer`.
  std::string walk(int answer = 200) {
    flow.draw(random, course);
    std::string names;
    for (std::size_t at = flow.next(0, course, values); at < flow.size();) {
      names += workload.steps[at].name + " ";
      flow.note(at, answer, course);
      if (!flow.repeats(at, course, values)) at = flow.next(at + 1, course, values);
    }
    return names;
  }

  // What is due and not reached when the step called `name` fails; all of it, if no name is given.
  std::string unreached(const std::string& name) {
    std::optional<std::size_t> failed;
    for (std::size_t i = 0; i < workload.steps.size(); ++i) {
      if (workload.steps[i].name == name) failed = i;
    }
    std::string names;
    flow.for_each_unreached(failed, course,
                            [&](std::size_t at) { names += workload.steps[at].name + " "; });
    return names;
  }
};

}  // namespace

TEST_CASE("steps without choices are done in order", "[flow]") {
  FlowTrial trial({plain_step("a"), plain_step("b"), plain_step("c")});
  CHECK(trial.flow.plain());
  CHECK(trial.walk() == "a b c ");
  CHECK(trial.unreached("a") == "b c ");
  CHECK(trial.unreached("") == "a b c ");
}

TEST_CASE("of neighbours with a weight, one is done, as often as its weight says", "[flow]") {
  FlowTrial trial({plain_step("in"), weighted("x", 1), weighted("y", 2), weighted("never", 0),
                   weighted("z", 1, "other"), plain_step("out")});
  CHECK_FALSE(trial.flow.plain());
  std::map<std::string, int> walks;
  for (int i = 0; i < 30000; ++i) ++walks[trial.walk()];
  CHECK(walks.size() == 2);
  CHECK(walks["in x z out "] == Approx(10000).epsilon(0.03));
  CHECK(walks["in y z out "] == Approx(20000).epsilon(0.03));
}

TEST_CASE("the same seed takes the same ways, whatever is answered", "[flow]") {
  const std::vector<Step> steps{weighted("x", 1), weighted("y", 1), when("z", share(0.5)),
                                when("lost", status(404))};
  FlowTrial one(steps), two(steps);
  for (int i = 0; i < 1000; ++i) {
    const std::string found = one.walk(200);
    const std::string lost = two.walk(404);
    CHECK(lost == found + "lost ");
  }
}

TEST_CASE("a share of the iterations", "[flow]") {
  FlowTrial trial({plain_step("a"), when("b", share(0.1)), when("c", done("b"))});
  std::map<std::string, int> walks;
  for (int i = 0; i < 30000; ++i) ++walks[trial.walk()];
  CHECK(walks.size() == 2);
  CHECK(walks["a b c "] == Approx(3000).epsilon(0.06));
}

TEST_CASE("conditions on what was captured", "[flow]") {
  StepCondition none, some, equal, matching;
  none.capture = some.capture = "token";
  equal.capture = matching.capture = "state";
  none.empty = true;
  some.empty = false;
  equal.equals = "done";
  matching.regex = "^d.ne$";
  FlowTrial trial({when("login", none), when("use", some), when("equal", equal),
                   when("matching", matching), plain_step("end")});
  CHECK(trial.walk() == "login end ");
  trial.values = {"t", "done"};
  CHECK(trial.walk() == "use equal matching end ");
  trial.values = {"t", "dine"};
  CHECK(trial.walk() == "use matching end ");
}

TEST_CASE("repetitions, and until when", "[flow]") {
  Step poll = plain_step("poll");
  poll.repeat = 4;
  poll.until = status(200);
  Step thrice = plain_step("thrice");
  thrice.repeat = 3;
  FlowTrial trial({thrice, poll, plain_step("end")});
  CHECK(trial.walk(200) == "thrice thrice thrice poll end ");
  CHECK(trial.walk(202) == "thrice thrice thrice poll poll poll poll end ");

  // At the second of three, and of a poll only one is certain.
  trial.flow.draw(trial.random, trial.course);
  trial.flow.note(0, 200, trial.course);
  CHECK(trial.flow.repeats(0, trial.course, trial.values));
  CHECK(trial.unreached("thrice") == "thrice poll end ");
  CHECK(trial.unreached("poll") == "end ");
}

TEST_CASE("what is not reached is due only if it was certain", "[flow]") {
  FlowTrial trial({plain_step("a"), weighted("x", 1), weighted("y", 0), when("of-x", done("x")),
                   when("of-y", done("y")), when("never", share(0)), when("found", status(200)),
                   plain_step("z")});
  trial.flow.draw(trial.random, trial.course);
  CHECK(trial.unreached("") == "a x of-x z ");
  CHECK(trial.unreached("a") == "x of-x z ");
  CHECK(trial.unreached("x") == "of-x z ");
  trial.flow.note(0, 200, trial.course);
  trial.flow.note(1, 200, trial.course);
  CHECK(trial.unreached("of-x") == "z ");
  CHECK(trial.unreached("found") == "z ");
}

TEST_CASE("what depends on a step that depends on another is due with the first of them",
          "[flow]") {
  FlowTrial trial({plain_step("a"), when("b", done("a")), when("c", done("b")),
                   when("found", status(200)), when("d", done("found")), plain_step("z")});
  trial.flow.draw(trial.random, trial.course);
  CHECK(trial.unreached("") == "a b c z ");
  CHECK(trial.unreached("a") == "b c z ");
  CHECK(trial.unreached("found") == "d z ");
  trial.flow.note(0, 200, trial.course);
  CHECK(trial.unreached("c") == "z ");  // b was not done: nothing is known of what it would bring.
}

TEST_CASE("a flow that names nothing known is refused", "[flow]") {
  const auto refusal = [](StepCondition condition) {
    const auto flow = Flow::compile(
        {"w", "", "", {plain_step("z"), when("a", std::move(condition))}}, kFlowCaptures);
    return flow ? std::string("none") : flow.error().message;
  };
  const auto nothing = Flow::compile({"w", "", "", {when("a", share(0.5))}}, kFlowCaptures);
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().message == "an iteration may do nothing");
  CHECK(refusal(done("b")) == "step 'a', no step is called 'b'");
  StepCondition condition;
  condition.capture = "tokn";
  CHECK(refusal(condition) == "step 'a', nothing is captured as 'tokn'");
  condition.capture = "token";
  condition.regex = "(";
  CHECK(refusal(condition) == "step 'a', '(' is not a regular expression (ECMAScript)");
}

}  // namespace squall
