// Conditions: what they mean, and that every slip is told at its column.
#include "harness/scenario/condition.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace squall {
namespace {

using namespace std::chrono_literals;
using Op = Expression::Op;

Condition parsed(std::string_view text) {
  const auto condition = parse_condition(text);
  if (!condition) FAIL(text << ": " << condition.error().what);
  return *condition;
}

TEST_CASE("a metric against a number") {
  const Condition condition = parsed("  availability >= 99%  ");
  CHECK(condition.text == "availability >= 99%");
  CHECK(condition.left.op == Op::kMetric);
  CHECK(condition.left.metric.metric->id == MetricId::kAvailability);
  CHECK(condition.comparison == Comparison::kGreaterEqual);
  CHECK(condition.right.number == Approx(0.99));
  CHECK(condition.right.dimension == Dimension::kRatio);
  CHECK_FALSE(condition.hold_for);
}

TEST_CASE("numbers are in base units") {
  struct Case {
    std::string text;
    double number;
  };
  const std::vector<Case> cases{
      {"p99 <= 300ms", 0.3},
      {"p99 <= 2s", 2},
      {"p99 <= 1.5 m", 90},
      {"goodput >= 10/s", 10},
      {"errors < 5", 5},
      {"availability >= 0.99", 0.99},
      {"retry_amplification < 3", 3},
      {"error_rate == .5%", 0.005},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(parsed(c.text).right.number == Approx(c.number));
  }
}

TEST_CASE("a number with a unit is the one that is nearest to what it says") {
  CHECK(parsed("availability >= 99.9%").right.number == 999.0 / 1000);
  CHECK(parsed("availability >= 99.95%").right.number == 9995.0 / 10000);
  CHECK(parsed("error_rate <= 0.7%").right.number == 7.0 / 1000);
  CHECK(parsed("p99 <= 100.7ms").right.number == 100'700'000 / 1e9);
  CHECK(parsed("p99 <= .3ms").right.number == 300'000 / 1e9);
}

TEST_CASE("what stands in parentheses") {
  const Condition window = parsed("availability(10s) < 5% for 20s");
  CHECK(window.left.metric.window == Nanoseconds(10s));
  CHECK(window.hold_for == Nanoseconds(20s));
  CHECK(longest_window(window) == 10s);
  CHECK(parsed("error_rate(http_5xx, 5s) < 1%").left.metric.arguments ==
        std::vector<std::string>{"http_5xx"});
  CHECK(parsed("p99(service_time) < 1s").left.metric.arguments.at(0) == "service_time");
  CHECK(parsed("time_to_recover(kill-one) < 1s").left.metric.arguments.at(0) == "kill-one");
}

TEST_CASE("products come before sums, and both read from the left") {
  const Condition condition = parsed("p99 - p50 - max <= 2 * baseline_phase.p99 + 10ms");
  CHECK(condition.left.op == Op::kSubtract);
  CHECK(condition.left.operands.at(0).op == Op::kSubtract);
  CHECK(condition.right.op == Op::kAdd);
  CHECK(condition.right.operands.at(0).op == Op::kMultiply);
  CHECK(condition.right.operands.at(0).operands.at(1).metric.scope ==
        MetricUse::Scope::kBaselinePhase);
  CHECK(condition.right.dimension == Dimension::kTime);
  CHECK(parsed("(p99 - p50) * 2 < 1s").left.op == Op::kMultiply);
}

TEST_CASE("dimensions work out") {
  for (const std::string text :
       {"throughput / baseline_run.throughput >= 80%",
        "throughput / baseline_phase.throughput > 0.8", "dropped <= 1% * operations",
        "dropped / operations < 0.01", "0.9 * availability > 50%", "goodput * 10s >= 100",
        "operations / 10s > 5/s", "p99 / p50 < 10", "1 - availability < 1%"}) {
    INFO(text);
    CHECK(parse_condition(text).has_value());
  }
}

TEST_CASE("mistakes have a place and, mostly, a cure") {
  struct Case {
    std::string text;
    std::size_t offset;
    std::string what;
    std::string hint;
  };
  const std::vector<Case> cases{
      {"", 0, "the condition ends where a metric or a number should stand", ""},
      {"p99", 3, "the condition ends where a comparison (<, <=, >, >= or ==) should stand", ""},
      {"p99 <= ", 7, "the condition ends where a metric or a number should stand", ""},
      {"godput > 1/s", 0, "there is no metric 'godput'", "did you mean 'goodput'?"},
      {"p99 <= 300", 7, "the left side is a time (ms, s) and the right side is a bare number",
       "write 300ms or 300s"},
      {"errors < 5%", 9, "the left side is a bare number and the right side is a ratio (%)", ""},
      {"p99 * p50 < 1s", 4, "a time (ms, s) and a time (ms, s) cannot be put together like this",
       ""},
      {"availability >= 99 percent", 16, "'99 percent' has no known unit",
       "units are %, ms, s, m, /s, KiB, MiB and GiB"},
      {"goodput(http_5xx) > 1/s", 8, "goodput does not take 'http_5xx'",
       "in parentheses stands a sliding window, like 10s"},
      {"availability(5s, 6s) > 1%", 17, "availability has two windows", ""},
      {"availability(5s > 1%", 16, "'>' stands where ',' or ')' should", ""},
      {"availability > 1% for ever", 22, "'ever' stands where a duration like 20s should", ""},
      {"availability > 1% > 2%", 18, "'>' stands where the end should", ""},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const auto condition = parse_condition(c.text);
    REQUIRE_FALSE(condition.has_value());
    CHECK(condition.error().what == c.what);
    CHECK(condition.error().offset == c.offset);
    CHECK(condition.error().hint == c.hint);
  }
}

TEST_CASE("limits that nothing can meet are told, others are not") {
  CHECK(impossible_limit(parsed("availability >= 99")) ==
        "availability is never above 100%, and 99 is 9900%: write 99%");
  CHECK(impossible_limit(parsed("availability >= 1.01")) == "availability is never above 100%");
  CHECK(impossible_limit(parsed("availability > 100%")) != "");
  CHECK(impossible_limit(parsed("error_rate == 2")) != "");
  CHECK(impossible_limit(parsed("p99 < 0s")) == "p99 is never below 0");
  for (const char* fine : {"availability >= 100%", "error_rate < 1.5", "retry_amplification > 2",
                           "p99 <= 0s", "availability >= baseline_phase.availability"}) {
    INFO(fine);
    CHECK(impossible_limit(parsed(fine)) == "");
  }
}

TEST_CASE("hostile conditions end in an error, not in a crash") {
  CHECK_FALSE(parse_condition(std::string(100000, '(')).has_value());
  CHECK_FALSE(parse_condition(std::string(100000, '9') + " < 1").has_value());
  CHECK_FALSE(parse_condition("p99 < 1s for 99999999999999999999s").has_value());
  std::string sum = "errors";
  for (int i = 0; i < 200; ++i) sum += "+errors";
  CHECK(parse_condition(sum + " < 1").has_value());
  for (const char* more : {"+errors", "*errors", "/2"}) {
    INFO(more);
    std::string endless = "errors";
    for (int i = 0; i < 100000; ++i) endless += more;
    const auto condition = parse_condition(endless + " < 1");
    REQUIRE_FALSE(condition.has_value());
    CHECK(condition.error().what == "the condition has more than 1000 terms");
  }
}

TEST_CASE("probes and nodes: a name, a field, and the unit of what is named") {
  ConditionScope scope;
  scope.probes = {{"memory", Dimension::kBytes}, {"queue", Dimension::kNone}};
  const auto with_scope = [&](std::string_view text) { return parse_condition(text, &scope); };
  const auto condition = with_scope(
      "probe(memory).value_max <= 1.5 * baseline_phase.probe(memory)"
      ".value_mean + 20MiB");
  REQUIRE(condition);
  const MetricUse& use = condition->left.metric;
  CHECK(use.metric->name == "probe(NAME).value_max");
  CHECK(use.arguments == std::vector<std::string>{"memory"});
  CHECK(condition->left.dimension == Dimension::kBytes);
  CHECK(metrics_of(*condition)[1]->scope == MetricUse::Scope::kBaselinePhase);
  CHECK(with_scope("probe(queue).value_max - probe(queue).value_min < 5"));
  CHECK(with_scope("probe(memory).met_share >= 99%"));
  CHECK(with_scope("node(web[0]).rss_growth <= 10% * node(web[0]).rss_mean"));
  // Without the scenario the unit of a probe's value is not known, and everything else is.
  CHECK(parse_condition("probe(memory).value_max <= 300MiB"));
  CHECK(parse_condition("probe(any-thing).value_max <= 3"));
  CHECK_FALSE(parse_condition("node(web).rss_max <= 3s"));

  struct Case {
    std::string text;
    std::size_t offset;
    std::string what, hint;
  };
  const std::vector<Case> cases{
      {"probe(memry).value_max < 1MiB", 6, "there is no probe 'memry'", "did you mean 'memory'?"},
      {"probe(memory).value_maxi < 1MiB", 14, "a probe has no field 'value_maxi'",
       "did you mean 'value_max'?"},
      {"probe(memory).value_max < 3s", 26,
       "the left side is a size (KiB, MiB) and the right side is a time (ms, s)", ""},
      {"probe.value_max < 3", 0, "nothing is called 'probe'",
       "before the dot stands one of baseline_phase and baseline_run"},
      {"probe < 3", 6, "'<' stands where '(' and the name of a probe should", ""},
      {"probe() < 3", 6, "')' stands where the name of a probe should", ""},
      {"probe(memory) < 3", 14, "'<' stands where '.' and a field should", ""},
      {"node(web).rss < 3", 10, "a node has no field 'rss'",
       "fields are rss_max, rss_mean, rss_growth, cpu_max, cpu_mean, descriptors_max, "
       "descriptors_growth and threads_max"},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const auto wrong = with_scope(c.text);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().what == c.what);
    CHECK(wrong.error().offset == c.offset);
    CHECK(wrong.error().hint == c.hint);
  }
}

TEST_CASE("nodes are called as the records call them, and must be of the run's own") {
  Topology topology;
  topology.services.resize(3);
  topology.services[0].name = "web";
  topology.services[1].name = "database";
  topology.services[1].nodes = 3;
  topology.services[2].name = "mail";
  topology.services[2].driver = "external";
  const ConditionScope scope{{}, &topology};
  const auto name_in = [&](const std::string& name) {
    const auto condition = parse_condition("node(" + name + ").rss_max < 1GiB", &scope);
    return condition ? condition->left.metric.arguments[0] : condition.error().what;
  };
  CHECK(name_in("web") == "web");
  CHECK(name_in("web[0]") == "web");
  CHECK(name_in("database[2]") == "database[2]");
  CHECK(name_in("database") == "database has 3 nodes");
  CHECK(name_in("database[3]") == "database has no node [3]");
  CHECK(name_in("database[any]") == "'database[any]' is not the name of one node");
  CHECK(name_in("mail") == "mail is not started by the run");
  CHECK(name_in("webb") == "there is no service 'webb'");
}

}  // namespace
}  // namespace squall
