// Every anomaly that `staleness` and `convergence` know, and what must not be taken for one.
#include <catch2/catch.hpp>

#include "tests/unit/analysis/checker_sheet.h"

using namespace squall;

namespace {

/// Key 0 was written twice: values 1 and 2, the second from 20 to 30 ms, by users 0 and 1.
CheckerSheet two_writes(std::string kind, std::vector<std::size_t> reads = {0}) {
  CheckerSheet sheet(std::move(kind), std::move(reads));
  sheet.write(0, 1, 0, 10);
  sheet.write(0, 2, 20, 30).user = 1;
  return sheet;
}

Value count_of(std::int64_t number) { return Value{number}; }

}  // namespace

TEST_CASE("staleness: a read is held against what was acknowledged before it began") {
  CheckerSheet sheet = two_writes("staleness");
  SECTION("it found the newest") { sheet.read(0, 2, 40, 50); }
  SECTION("it began before the acknowledgement") { sheet.read(0, 1, 29, 50); }
  SECTION("it found a write that was under way") {
    sheet.read(0, 3, 45, 50);
    sheet.write(0, 3, 42, 60);
  }
  SECTION("it found a write whose effect is unknown, long after") {
    sheet.lose_sight(0, 9, 1, 5);
    sheet.read(0, 9, 900, 910);
  }
  SECTION("it found what was there before, and no write had been acknowledged") {
    sheet.read(0, 77, 2, 9);
    sheet.read(0, 2, 40, 50);
  }
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kPass);
  CHECK(report.counts.at("stale") == 0);
}

TEST_CASE("staleness: how old, and whose") {
  CheckerSheet sheet = two_writes("staleness");
  SECTION("another user's write was missed") {
    sheet.read(0, 1, 80, 90);
    const CheckerReport report = sheet.judge();
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("stale") == 1);
    CHECK(report.counts.at("own_writes") == 0);
    CHECK(report.counts.at("oldest_ms") == 50);
    CHECK(report.examples.at(0).at_s == 0.080);
    CHECK(report.examples.at(0).text ==
          "key k-0: a read found a value that had been old for 50.0 ms");
  }
  SECTION("its own write was missed") {
    sheet.read(0, 1, 80, 90).user = 1;
    const CheckerReport report = sheet.judge();
    CHECK(report.counts.at("own_writes") == 1);
    CHECK(report.examples.at(0).text ==
          "key k-0: a read found a value that had been old for 50.0 ms, though the same user had "
          "written a newer one");
  }
  SECTION("the value from before all, seen before") {
    sheet.read(0, 77, -20, -10);
    sheet.read(0, 77, 80, 90);
    CHECK(sheet.judge().counts.at("stale") == 1);
    CHECK(sheet.judge().counts.at("oldest_ms") == 70);
  }
  SECTION("the value from before all, never seen before") {
    sheet.read(0, 77, 80, 90);
    CHECK(sheet.judge().counts.at("stale") == 1);
  }
  SECTION("nothing, after a write") {
    sheet.read(0, kAbsent, 80, 90);
    CHECK(sheet.judge().counts.at("stale") == 1);
  }
  SECTION("within what is tolerated") {
    sheet.limit("tolerance", Value{ms(50)});
    sheet.read(0, 1, 80, 90);
    CHECK(sheet.judge().verdict == CheckVerdict::kPass);
    sheet.read(0, 1, 81, 91);
    CHECK(sheet.judge().counts.at("stale") == 1);
  }
}

TEST_CASE("staleness: a user's reads do not go backwards") {
  CheckerSheet sheet = two_writes("staleness");
  sheet.limit("stale", count_of(10));
  sheet.limit("backwards", count_of(0));
  sheet.read(0, 2, 40, 50).user = 5;
  SECTION("for the same user they do") {
    sheet.read(0, 1, 60, 70).user = 5;
    const CheckerReport report = sheet.judge();
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("backwards") == 1);
    CHECK(report.examples.at(0).text ==
          "key k-0: a user read a value older than the one that it had read before");
  }
  SECTION("for another they are only stale") {
    sheet.read(0, 1, 60, 70).user = 6;
    CHECK(sheet.judge().verdict == CheckVerdict::kPass);
  }
}

TEST_CASE("staleness: without writes or reads it does not pass") {
  CheckerSheet sheet("staleness");
  sheet.read(0, 1, 0, 10);
  CHECK(sheet.judge().reason == "no write was acknowledged");
  CheckerSheet unread = two_writes("staleness");
  CHECK(unread.judge().verdict == CheckVerdict::kInconclusive);
  CHECK(unread.judge().reason == "no read found a value");
}

TEST_CASE("convergence: all nodes have one value at the end") {
  CheckerSheet sheet = two_writes("convergence", {1, 2});
  sheet.fault(12, 15);
  sheet.read_back(0, 2, 100, 110, 1);
  SECTION("they do") {
    sheet.read_back(0, 1, 60, 65, 2);  // Still old, 45 ms after the healing.
    sheet.read_back(0, 2, 100, 110, 2);
    CHECK(sheet.judge().verdict == CheckVerdict::kPass);
    CHECK(sheet.judge().counts.at("converged_after_ms") == 45);
    CHECK(sheet.judge().counts.at("old_after_healing") == 1);
    sheet.limit("at_most", Value{ms(40)});
    const CheckerReport report = sheet.judge();
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(
        report.examples.at(0).text ==
        "store[1] still had an old value 0.045 s after the last healing, which is more than 40ms");
  }
  SECTION("they do not") {
    sheet.read_back(0, 1, 100, 110, 2);
    const CheckerReport report = sheet.judge();
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("diverged") == 1);
    CHECK(report.examples.at(0).text ==
          "key k-0: store[0] and store[1] have different values at the end");
  }
  SECTION("neither has what may be, or not") {
    sheet.lose_sight(0, 3, 40, 50);
    sheet.read_back(0, 3, 100, 111, 2);
    CHECK(sheet.judge().counts.at("diverged") == 1);
  }
  SECTION("one was not read") {
    CHECK(sheet.judge().verdict == CheckVerdict::kInconclusive);
    CHECK(sheet.judge().reason == "key k-0 could not be read at 1 of 2 nodes");
  }
}
