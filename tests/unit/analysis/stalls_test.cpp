#include "harness/analysis/stalls.h"

#include <catch2/catch.hpp>

#include "tests/unit/analysis/samples.h"

namespace squall {
namespace {

/// One phase of 20 s, and an operation every 5 ms that takes 10 ms; in [`from`, `until`) the target
/// hangs, and answers what has waited at `until`.
SampleRun hanging(Nanoseconds from, Nanoseconds until) {
  SampleRun run;
  run.phase("calm", PhaseKind::kBaseline, ms(1'000), ms(11'000));
  run.phase("later", PhaseKind::kFault, ms(11'000), ms(21'000));
  run.end(ms(22'000));
  for (Nanoseconds due = ms(1'000); due < ms(21'000); due += ms(5)) {
    const bool hangs = due + ms(10) > from && due < until;
    run.attempts.push_back(ok_at(due, hangs ? until - due + ms(10) : ms(10)));
    // The first byte comes with the answer.
  }
  return run;
}

}  // namespace

TEST_CASE("a stall is called out with its length, its time and who waited", "[stalls]") {
  const Report report = hanging(ms(12'300), ms(13'300)).report();
  REQUIRE(report.stalls.size() == 1);
  const StallReport& stall = report.stalls.front();
  CHECK(stall.phase == "later");
  CHECK(stall.start_s == Approx(12.3).margin(0.02));
  CHECK(stall.length_s() == Approx(1.0).margin(0.03));
  CHECK(stall.operations == Approx(200).margin(4));
  // What the percentile shows: most of those that waited lie between.
  CHECK(report.phases.at(1).figures.response_time_ms.p99 > 850);
}

TEST_CASE("a target that is never silent for long has no stalls", "[stalls]") {
  CHECK(hanging(ms(12'300), ms(12'500)).report().stalls.empty());
  CHECK(run_with_outage().report().stalls.empty());  // Refused at once: an outage, no stall.
}

TEST_CASE("a target that is slow for everyone has latency, not stalls", "[stalls]") {
  SampleRun run;
  run.phase("calm", PhaseKind::kBaseline, ms(1'000), ms(21'000));
  run.end(ms(22'000));
  for (Nanoseconds due = ms(1'000); due < ms(19'000); due += ms(50)) {
    run.attempts.push_back(ok_at(due, ms(1'500)));
  }
  CHECK(run.report().stalls.empty());
}

TEST_CASE("a time-out is no sign of life, a first byte is one", "[stalls]") {
  SampleRun run;
  run.phase("calm", PhaseKind::kBaseline, ms(0), ms(10'000));
  run.end(ms(11'000));
  run.load(ms(0), ms(5'000));
  const auto timed_out = [&](bool answers_begin) {
    SampleRun all = run;
    for (Nanoseconds due = ms(5'000); due < ms(9'000); due += ms(50)) {
      Attempt attempt = failed_at(due, ms(300), ErrorClass::kAttemptTimeout);
      attempt.first_byte = answers_begin ? ms(20) : Nanoseconds(-1);
      all.attempts.push_back(attempt);
    }
    all.load(ms(9'000), ms(10'000));
    return all.report().stalls;
  };
  const auto stalls = timed_out(false);
  REQUIRE(stalls.size() == 1);
  CHECK(stalls.front().start_s == Approx(5.0).margin(0.02));
  CHECK(stalls.front().end_s == Approx(9.01).margin(0.02));
  CHECK(stalls.front().operations == 81);  // With the one that was answered first.
  CHECK(timed_out(true).empty());
}

TEST_CASE("silence without operations is no stall, and one until the end is", "[stalls]") {
  SampleRun run;
  run.phase("calm", PhaseKind::kBaseline, ms(0), ms(10'000));
  run.end(ms(11'000));
  run.load(ms(0), ms(2'000));
  run.load(ms(6'000), ms(8'000));  // Nobody asked for 4 s.
  CHECK(run.report().stalls.empty());
  for (Nanoseconds due = ms(8'000); due < ms(10'000); due += ms(50)) {
    run.attempts.push_back(failed_at(due, ms(3'000), ErrorClass::kDeadlineExceeded));
    run.attempts.back().first_byte = Nanoseconds(-1);
  }
  const auto stalls = run.report().stalls;
  REQUIRE(stalls.size() == 1);
  CHECK(stalls.front().start_s == Approx(8.0).margin(0.02));
  CHECK(stalls.front().end_s == 10);
}

TEST_CASE("what the end of the run cut off had waited for the target", "[stalls]") {
  SampleRun run;
  run.phase("calm", PhaseKind::kBaseline, ms(0), ms(5'000));
  run.end(ms(5'000));
  for (Nanoseconds due{}; due < ms(4'900); due += ms(50)) {
    run.attempts.push_back(failed_at(due, ms(5'000) - due, ErrorClass::kCutOff));
    run.attempts.back().first_byte = Nanoseconds(-1);
  }
  const auto stalls = run.report().stalls;
  REQUIRE(stalls.size() == 1);
  CHECK(stalls.front().length_s() == 5);
  CHECK(stalls.front().operations == run.attempts.size());
}

TEST_CASE("of many stalls the longest are kept, in the order of time", "[stalls]") {
  Stalls stalls({{"calm", PhaseKind::kBaseline, ms(0), ms(100'000), "duration", true}});
  for (int n = 0; n < 10; ++n) {
    const Nanoseconds begin = ms(n * 10'000);
    for (int i = 0; i < 100; ++i) stalls.add(ok_at(begin + ms(i * 10), ms(1)));
    const Nanoseconds silent = begin + ms(2'000);
    const Nanoseconds length = ms(1'000 + n * 100);
    for (int i = 0; i < 10; ++i) stalls.add(ok_at(silent + ms(i), length - ms(i)));
  }
  const auto found =
      stalls.find({{"calm", PhaseKind::kBaseline, ms(0), ms(100'000), "duration", true}}, 3);
  REQUIRE(found.size() == 3);
  CHECK(found[0].start_s == Approx(72));
  CHECK(found[2].start_s == Approx(92));
  CHECK(found[2].length_s() == Approx(1.9));
}

}  // namespace squall
