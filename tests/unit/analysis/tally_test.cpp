#include "harness/analysis/tally.h"

#include <catch2/catch.hpp>

#include "harness/core/random.h"
#include "tests/unit/analysis/samples.h"

using namespace squall;

namespace {

/// Ten operations: 6 ok (one at its second attempt), 1 failed, 1 indeterminate, 2 dropped.
Tally sample_tally() {
  Tally tally;
  const auto add = [&](const Attempt& attempt) { tally.add(attempt, Wants::all()); };
  for (int i = 1; i <= 5; ++i) add(ok_at(ms(0), ms(100 * i)));
  Attempt first = failed_at(ms(0), ms(200), ErrorClass::kAttemptTimeout);
  first.final = false;
  add(first);
  Attempt second = ok_at(ms(0), ms(260));
  second.number = 1;
  second.begun = second.sent = ms(250);
  add(second);
  add(failed_at(ms(0), ms(50)));
  Attempt unknown = failed_at(ms(0), ms(2'000), ErrorClass::kReset);
  unknown.outcome = unknown.operation_outcome = Outcome::kIndeterminate;
  unknown.step = 1;
  unknown.first = false;
  add(unknown);
  add(dropped_at(ms(0)));
  add(dropped_at(ms(0), ErrorClass::kGenerator));
  return tally;
}

std::optional<double> value(const Tally& tally, std::string_view name, std::string argument = "") {
  return tally.value(metric(name, {std::move(argument), {}, {}}).metric, ms(2'000));
}

}  // namespace

TEST_CASE("every metric has the value that its definition says") {
  const Tally tally = sample_tally();
  CHECK(value(tally, "operations") == 10);
  CHECK(value(tally, "availability") == 0.6);
  CHECK(value(tally, "goodput") == 3);
  CHECK(value(tally, "throughput") == 3.5);  // 6 ok and one 503.
  CHECK(value(tally, "error_rate") == 0.4);
  CHECK(value(tally, "error_rate", "http_5xx") == 0.1);
  CHECK(value(tally, "error_rate", "earlier_step") == 0.1);
  CHECK(value(tally, "error_rate", "attempt_timeout") == 0);  // A retry helped.
  CHECK(value(tally, "errors") == 3);
  CHECK(value(tally, "errors", "attempt_timeout") == 1);
  CHECK(value(tally, "timeouts") == 1);
  CHECK(value(tally, "retries") == 1);
  CHECK(value(tally, "retry_amplification") == 9.0 / 8);
  CHECK(value(tally, "dropped") == 2);
  CHECK(value(tally, "indeterminate") == 1);
  CHECK_FALSE(value(tally, "time_to_recover"));

  // Response time: all 8 that were tried, from due to the end of the final attempt.
  CHECK(tally.response.count() == 8);
  CHECK(*value(tally, "max") == Approx(2.0));
  CHECK(*value(tally, "p50") == Approx(0.26).epsilon(0.001));
  // Service time: all 9 attempts, from send to end.
  CHECK(tally.service.count() == 9);
  CHECK(*value(tally, "p50", "service_time") == Approx(0.2).epsilon(0.001));
  // Late start: first attempts of first steps.
  CHECK(tally.late.count() == 7);
  CHECK(*value(tally, "max", "late_start") == 0);
  CHECK(tally.generator_drops == 1);
  CHECK(tally.iterations == 7);
}

TEST_CASE("nothing has no value, except counts and rates") {
  const Tally tally;
  for (const Metric& each : metrics()) {
    CAPTURE(each.name);
    // By a search, by all phases together, or by samples of their own, not by counting.
    const bool found = each.id == MetricId::kCapacity || is_sampled(each) || is_of_run(each);
    const bool counted =
        !found && (each.dimension == Dimension::kNone || each.dimension == Dimension::kRate);
    CHECK(value(tally, each.name) == (counted ? std::optional(0.0) : std::nullopt));
  }
  CHECK_FALSE(tally.value(metric("goodput").metric, Nanoseconds{}));
}

TEST_CASE("a hedge is an attempt, but no retry, and no error when it was abandoned") {
  Tally tally;
  Attempt first = failed_at(ms(0), ms(40), ErrorClass::kAbandoned);
  first.final = false;
  Attempt hedge = ok_at(ms(0), ms(40));
  hedge.number = 1;
  hedge.hedged = true;
  Attempt failing = failed_at(ms(0), ms(20));
  failing.number = 1;
  failing.hedged = true;
  failing.final = false;
  for (const Attempt& attempt : {first, hedge, failing, ok_at(ms(0))}) {
    tally.add(attempt, Wants::all());
  }
  CHECK(value(tally, "operations") == 2);
  CHECK(value(tally, "availability") == 1);
  CHECK(value(tally, "retry_amplification") == 2);
  CHECK(value(tally, "retries") == 0);
  CHECK(value(tally, "errors") == 1);  // The hedge that failed by itself.
  CHECK(value(tally, "errors", "abandoned") == 1);
  CHECK(tally.answers == 3);
  CHECK(tally.service.count() == 4);
}

TEST_CASE("attempts that were never sent have no service time") {
  Tally tally;
  Attempt refused = failed_at(ms(0), ms(1), ErrorClass::kConnectRefused);
  refused.sent = Nanoseconds(-1);
  tally.add(refused, Wants::all());
  CHECK(tally.service.count() == 0);
  CHECK(tally.response.count() == 1);
  CHECK(tally.late.count() == 1);  // It was begun all the same.
  CHECK(tally.answers == 0);
}

TEST_CASE("a hedged attempt is an attempt, but no retry and no late start") {
  Tally tally;
  Attempt hedged = ok_at(ms(0));
  hedged.number = 1;
  hedged.begun = ms(50);
  hedged.hedged = true;
  Attempt first = ok_at(ms(0));
  first.final = false;
  tally.add(first, Wants::all());
  tally.add(hedged, Wants::all());
  CHECK(tally.attempts == 2);
  CHECK(tally.retries == 0);
  CHECK(tally.late.max() == 0);
}

TEST_CASE("merged tallies are those of all attempts, dense or sparse") {
  Random random(5);
  Tally whole, merged;
  WindowTally parts[3];
  for (int i = 0; i < 3'000; ++i) {
    Attempt attempt = random.below(3) == 0 ? failed_at(ms(0), ms(30)) : ok_at(ms(0));
    attempt.end = Nanoseconds(static_cast<std::int64_t>(random.exponential(2e7)));
    whole.add(attempt, Wants::all());
    parts[i % 3].add(attempt, Wants::all());
  }
  for (const WindowTally& part : parts) merged.merge(part);
  parts[0].merge(parts[1]);
  parts[0].merge(parts[2]);
  for (const Metric& each : metrics()) {
    CAPTURE(each.name);
    const auto expected = value(whole, each.name);
    CHECK(expected.has_value() == value(merged, each.name).has_value());
    if (expected) CHECK(*value(merged, each.name) == Approx(*expected));
    const auto sparse = parts[0].value(metric(each.name).metric, ms(2'000));
    if (expected) CHECK(*sparse == Approx(*expected));
  }
}

TEST_CASE("a condition says which latencies it needs") {
  CHECK_FALSE(wants_of(at_least(metric("availability"), 1)).response);
  CHECK(wants_of(at_most(metric("p99"), 1)).response);
  const Wants both = wants_of(condition(metric("p99", {"service_time", {}, {}}), Comparison::kLess,
                                        metric("p50", {"late_start", {}, {}})));
  CHECK_FALSE(both.response);
  CHECK(both.service);
  CHECK(both.late);
}
