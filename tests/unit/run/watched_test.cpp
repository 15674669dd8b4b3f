// Hypotheses that are watched: when a sample counts, and what it is compared with.
#include <catch2/catch.hpp>

#include "harness/run/hypotheses.h"

using namespace squall;

namespace {

ProbeSample value(double number, bool met = true) { return {met, "", {}, number}; }

constexpr auto kNone = std::nullopt;

}  // namespace

TEST_CASE("the first result and every change are news") {
  const Hypothesis hypothesis;
  WatchedHypothesis watched(hypothesis);
  ProbeSample good = value(1), bad = value(1, false);
  CHECK(watched.take(good, kNone) == true);
  CHECK(watched.take(good, kNone) == kNone);
  CHECK(watched.take(bad, kNone) == false);
  CHECK(watched.take(bad, kNone) == kNone);
  CHECK(watched.take(good, kNone) == true);
}

TEST_CASE("failures must come one after the other to count") {
  Hypothesis hypothesis;
  hypothesis.failures = 3;
  WatchedHypothesis watched(hypothesis);
  ProbeSample good = value(1), bad = value(1, false);
  CHECK(watched.take(bad, kNone) == kNone);
  CHECK(watched.take(bad, kNone) == kNone);
  CHECK(watched.take(good, kNone) == true);
  CHECK(watched.take(bad, kNone) == kNone);
  CHECK(watched.take(bad, kNone) == kNone);
  watched.pause();
  CHECK(watched.take(bad, kNone) == kNone);
  CHECK(watched.take(bad, kNone) == kNone);
  CHECK(watched.take(bad, kNone) == false);
}

TEST_CASE("a value against the mean of the baseline phase") {
  Hypothesis hypothesis;
  hypothesis.probe.value.at_most_of_baseline = 1.5;
  WatchedHypothesis watched(hypothesis);
  const auto take = [&](double number, std::optional<PhaseKind> phase) {
    ProbeSample sample = value(number);
    watched.take(sample, phase);
    return sample.met;
  };
  CHECK(take(1000, PhaseKind::kWarmup));  // There is nothing to compare with yet.
  CHECK(take(90, PhaseKind::kBaseline));
  CHECK(take(110, PhaseKind::kBaseline));
  CHECK(take(150, PhaseKind::kFault));
  CHECK_FALSE(take(151, PhaseKind::kFault));
  CHECK_FALSE(take(200, kNone));

  ProbeSample without{true, "", {}};
  watched.take(without, PhaseKind::kFault);
  CHECK_FALSE(without.met);
}

TEST_CASE("a baseline phase without a value is nothing to pass by") {
  Hypothesis hypothesis;
  hypothesis.probe.value.at_most_of_baseline = 1.5;
  WatchedHypothesis watched(hypothesis);
  ProbeSample without{true, "", {}}, with = value(1);
  watched.take(without, PhaseKind::kBaseline);
  watched.take(with, PhaseKind::kFault);
  CHECK_FALSE(with.met);
  CHECK(with.actual == " (the baseline phase had no value)");
}
