#include "harness/analysis/fold.h"

#include <catch2/catch.hpp>

#include "tests/unit/analysis/samples.h"

using namespace squall;

namespace {

RecoveryRule rule_of(int windows, int min_samples = 2) {
  RecoveryRule rule;
  rule.window = ms(500);
  rule.windows = windows;
  rule.min_samples = min_samples;
  rule.good = {at_least(metric("availability"), 0.99)};
  return rule;
}

/// Windows from `start` on, a letter each: g good, b bad (one of two fails), t thin, e empty.
std::vector<Attempt> windows_of(std::string_view letters, Nanoseconds start) {
  std::vector<Attempt> attempts;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const Nanoseconds due = start + static_cast<std::int64_t>(i) * ms(500);
    if (letters[i] != 'e') attempts.push_back(ok_at(due));
    if (letters[i] == 'g') attempts.push_back(ok_at(due + ms(499)));
    if (letters[i] == 'b') attempts.push_back(failed_at(due + ms(499)));
  }
  return attempts;
}

}  // namespace

TEST_CASE("recovered is the start of the first run of good windows after the first bad one") {
  struct Row {
    const char* windows;
    int first_bad, recovered;  ///< Window numbers; -1: none.
  };
  const Row row = GENERATE(values<Row>({
      {"", -1, -1},
      {"ggggg", -1, -1},      // No impact, so nothing to recover from.
      {"bggg", 0, 1},         //
      {"bgg", 0, -1},         // The run is not long enough yet.
      {"gggbggg", 3, 4},      // Good ones before the first bad one do not count.
      {"bggbggg", 0, 4},      // A relapse begins the run anew.
      {"bgggb", 0, 1},        // A relapse after it does not.
      {"tggg", 0, 1},         // Too few samples are not good, …
      {"eeggg", 0, 2},        // … nor are none at all.
      {"bggtggg", 0, 4},      //
      {"bbbbbbbbbb", 0, -1},  //
      {"gbgbgbggg", 1, 6},    //
  }));
  CAPTURE(row.windows);
  const std::string_view letters = row.windows;
  const RecoveryRule rule = rule_of(3);
  RecoveryWatch watch(rule, ms(1'000));
  for (const Attempt& attempt : windows_of(letters, ms(1'000))) watch.add(attempt);
  watch.settle(ms(1'000) + static_cast<std::int64_t>(letters.size()) * ms(500));

  const auto start_of = [](int window) {
    return window < 0 ? std::nullopt : std::optional(ms(1'000 + 500 * window));
  };
  CHECK(watch.judged() == letters.size());
  CHECK(watch.first_bad() == start_of(row.first_bad));
  CHECK(watch.recovered() == start_of(row.recovered));
}

TEST_CASE("too few samples are no effect of a fault once the system was steady after the healing") {
  struct Row {
    const char* windows;
    int healed;     // The window that begins then.
    int first_bad;  // -1: none
  };
  const auto row = GENERATE(values<Row>({
      {"ggggt", 0, -1},  //
      {"gggtt", 0, -1},  //
      {"ggt", 0, 2},     // Not steady yet.
      {"gggt", 1, 3},    // Nor here: what was before the healing does not count.
      {"ggggt", 1, -1},  //
      {"gggb", 0, 3},    // Failures are what they are.
      {"gggtb", 0, 4},   //
      {"tgggt", 0, 0},   //
  }));
  CAPTURE(row.windows, row.healed);
  const std::string_view letters = row.windows;
  const RecoveryRule rule = rule_of(3);
  RecoveryWatch watch(rule, ms(1'000));
  watch.healed(ms(1'000 + 500 * row.healed));
  for (const Attempt& attempt : windows_of(letters, ms(1'000))) watch.add(attempt);
  watch.settle(ms(1'000) + static_cast<std::int64_t>(letters.size()) * ms(500));
  CHECK(watch.first_bad() ==
        (row.first_bad < 0 ? std::nullopt : std::optional(ms(1'000 + 500 * row.first_bad))));
}

TEST_CASE("a window is judged when it is settled as a whole, and operations count by due time") {
  const RecoveryRule rule = rule_of(1, 1);
  RecoveryWatch watch(rule, ms(1'000));
  watch.add(failed_at(ms(999)));                // Before the injection.
  watch.add(failed_at(ms(1'499), ms(10'000)));  // In the first window, though it ends later.
  watch.add(ok_at(ms(1'500)));
  watch.settle(ms(1'499));
  CHECK(watch.judged() == 0);
  watch.settle(ms(1'500));
  CHECK(watch.judged() == 1);
  CHECK(watch.first_bad() == ms(1'000));
  watch.settle(ms(2'000));
  CHECK(watch.recovered() == ms(1'500));
}

TEST_CASE("only the load counts, and all conditions of a good window must hold") {
  RecoveryRule rule = rule_of(1, 1);
  rule.good.push_back(at_most(metric("p99"), 0.1));
  RecoveryWatch watch(rule, ms(0));
  Attempt setup = failed_at(ms(1));
  setup.purpose = Purpose::kSetup;
  watch.add(setup);
  watch.add(ok_at(ms(1)));
  watch.add(ok_at(ms(501), ms(101)));
  watch.settle(ms(1'000));
  CHECK(watch.first_bad() == ms(500));
}

TEST_CASE("steady: healed, and a whole run of good windows since") {
  const RecoveryRule rule = rule_of(3);
  SteadyFold fold(rule, ms(0));
  fold.injected("f", ms(1'000));
  fold.add(windows_of("bbgggggggg", ms(1'000)));
  fold.settle(ms(4'000));
  CHECK_FALSE(fold.steady_since());  // Good again, but the fault is still in.
  CHECK(fold.recovered("f") == ms(2'000));
  fold.healed("f", ms(3'600));
  CHECK_FALSE(fold.steady_since());  // Not long enough since the healing.
  fold.settle(ms(5'499));
  CHECK_FALSE(fold.steady_since());
  fold.settle(ms(5'500));
  CHECK(fold.steady_since() == ms(4'000));
}

TEST_CASE("steady waits for every fault of an overlap, and forgets the ones before") {
  const RecoveryRule rule = rule_of(2);
  SteadyFold fold(rule, ms(0));
  fold.injected("old", ms(100));
  fold.healed("old", ms(200));
  fold.injected("a", ms(1'000));
  fold.injected("b", ms(1'200));
  fold.healed("a", ms(1'300));
  CHECK_FALSE(fold.recovered("old"));
  fold.add(windows_of("bgggggg", ms(1'000)));
  fold.settle(ms(4'000));
  CHECK_FALSE(fold.steady_since());
  fold.healed("b", ms(1'400));
  CHECK(fold.steady_since());
}

TEST_CASE("without faults, steady is a run of good windows") {
  const RecoveryRule rule = rule_of(2);
  SteadyFold fold(rule, ms(0));
  fold.add(windows_of("eggg", ms(0)));
  fold.settle(ms(1'000));
  CHECK_FALSE(fold.steady_since());
  fold.settle(ms(1'500));
  CHECK(fold.steady_since() == ms(500));
}

TEST_CASE("an abort condition looks at the trailing window, by end time") {
  const std::vector<Condition> conditions{
      condition(metric("availability", {"", ms(2'000), {}}), Comparison::kLess, number(0.5))};
  AbortFold fold(conditions, ms(0));
  CHECK_FALSE(fold.check(ms(100)));  // Nothing ended yet.
  fold.add(std::vector{failed_at(ms(100))});
  CHECK_FALSE(fold.check(ms(1'900)));  // The first window is not over.
  const auto decided = fold.check(ms(2'000));
  REQUIRE(decided);
  CHECK(decided->what == "abort");
  CHECK(decided->detail == conditions[0].text);
  CHECK(decided->value == 0);
  fold.add(std::vector{ok_at(ms(1'000), ms(1'500)), ok_at(ms(2'600))});
  CHECK_FALSE(fold.check(ms(2'700)));
}

TEST_CASE("with `for`, an abort condition must hold all the time; no value changes nothing") {
  std::vector<Condition> conditions{
      condition(metric("availability", {"", ms(1'000), {}}), Comparison::kLess, number(0.5))};
  conditions[0].hold_for = ms(3'000);
  AbortFold fold(conditions, ms(0));
  const auto at = [&](std::int64_t time_ms, std::optional<bool> ok) {
    if (ok) fold.add(std::vector{*ok ? ok_at(ms(time_ms - 20)) : failed_at(ms(time_ms - 20))});
    return fold.check(ms(time_ms)).has_value();
  };
  CHECK_FALSE(at(1'000, false));
  CHECK_FALSE(at(2'000, false));
  CHECK_FALSE(at(3'500, true));  // Broken: begins anew.
  CHECK_FALSE(at(5'000, false));
  CHECK_FALSE(at(6'500, std::nullopt));  // Nothing ended: still begun.
  CHECK_FALSE(at(7'900, false));
  CHECK(at(8'000, false));
}
