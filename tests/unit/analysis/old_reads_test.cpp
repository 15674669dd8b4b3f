// What `staleness` and `convergence` make of keys that are deleted: a value that was deleted is
// old, and so is no value where one was acknowledged. A delete has no value by which a read could
// name it, so that one whose record is still to come may be what a read found.
#include "harness/analysis/checkers/old_reads.h"

#include <catch2/catch.hpp>

#include "tests/unit/analysis/checker_sheet.h"

using namespace squall;

namespace {

constexpr int kReader = 5;  // A user that writes nothing.

/// Key 0 was written (value 1, 0 to 10 ms) and deleted (20 to 30 ms) by user 0.
CheckerSheet gone_after_30(std::string kind, std::vector<std::size_t> reads = {0}) {
  CheckerSheet sheet(std::move(kind), std::move(reads));
  sheet.write(0, 1, 0, 10);
  sheet.remove(0, 90, 20, 30);
  return sheet;
}

/// And written again (value 2, 40 to 50 ms).
CheckerSheet back_after_50(std::string kind, std::vector<std::size_t> reads = {0}) {
  CheckerSheet sheet = gone_after_30(std::move(kind), std::move(reads));
  sheet.write(0, 2, 40, 50);
  return sheet;
}

Attempt& lose_sight_of_delete(CheckerSheet& sheet, int key, std::uint64_t which, int sent,
                              int end) {
  Attempt& attempt = sheet.remove(key, which, sent, end);
  attempt.outcome = attempt.operation_outcome = Outcome::kIndeterminate;
  attempt.status = 0;
  return attempt;
}

}  // namespace

TEST_CASE("staleness: a key that is gone after its delete is not stale") {
  CheckerSheet sheet = gone_after_30("staleness");
  SECTION("there is no value") { sheet.read(0, kAbsent, 40, 45); }
  SECTION("nor while the delete is under way") { sheet.read(0, kAbsent, 22, 25); }
  SECTION("there is the value while the delete is under way") { sheet.read(0, 1, 29, 35); }
  SECTION("it was written and deleted again") {
    sheet.write(0, 2, 40, 50);
    sheet.remove(0, 91, 60, 70);
    sheet.read(0, kAbsent, 80, 90);
  }
  SECTION("and again, and that delete is still under way") {
    sheet.write(0, 2, 40, 50);
    sheet.read(0, kAbsent, 62, 65);
    sheet.remove(0, 91, 60, 70);
  }
  SECTION("it was written again, and a delete of which nobody knows may have been done") {
    sheet.write(0, 2, 40, 50);
    lose_sight_of_delete(sheet, 0, 91, 60, 70);
    sheet.read(0, GENERATE(std::uint64_t{2}, kAbsent), 900, 910);
  }
  SECTION("it is another key") {
    sheet.write(1, 2, 40, 50);
    sheet.read(1, 2, 60, 70);
  }
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kPass);
  CHECK(report.counts.at("stale") == 0);
  CHECK(report.examples.empty());
}

TEST_CASE("staleness: a value that was deleted is old") {
  CheckerSheet sheet = gone_after_30("staleness");
  sheet.read(0, 1, 80, 90).user = kReader;
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kFail);
  CHECK(report.counts.at("stale") == 1);
  CHECK(report.counts.at("own_writes") == 0);
  CHECK(report.counts.at("oldest_ms") == 50);
  CHECK(report.examples.at(0).text ==
        "key k-0: a read found a value that had been old for 50.0 ms");
}

TEST_CASE("staleness: who deleted a key misses that itself") {
  CheckerSheet sheet = gone_after_30("staleness");
  sheet.limit("stale", Value{std::int64_t{10}});
  sheet.limit("own_writes", Value{std::int64_t{0}});
  sheet.read(0, 1, 80, 90);
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kFail);
  CHECK(report.counts.at("own_writes") == 1);
  CHECK(report.examples.at(0).text ==
        "key k-0: a read found a value that had been old for 50.0 ms, though the same user had "
        "deleted it");
}

TEST_CASE("staleness: no value where one was acknowledged is old") {
  std::string text;
  CheckerSheet sheet("staleness");
  SECTION("nothing was deleted yet") {
    sheet.write(0, 1, 0, 10);
    sheet.read(0, kAbsent, 60, 70).user = kReader;
  }
  SECTION("it was deleted before") {
    sheet = back_after_50("staleness");
    sheet.read(0, kAbsent, 100, 110).user = kReader;
  }
  SECTION("it is deleted later") {
    sheet.write(0, 1, 0, 10);
    sheet.read(0, kAbsent, 60, 70).user = kReader;
    sheet.remove(0, 90, 75, 80);
  }
  SECTION("it was deleted before, and is later") {
    sheet = back_after_50("staleness");
    sheet.read(0, kAbsent, 100, 110).user = kReader;
    sheet.remove(0, 91, 111, 120);
    sheet.read(0, kAbsent, 130, 140).user = kReader;
  }
  SECTION("a delete certainly failed") {
    sheet = back_after_50("staleness");
    Attempt& refused = sheet.remove(0, 91, 60, 70);
    refused.outcome = refused.operation_outcome = Outcome::kFailed;
    sheet.read(0, kAbsent, 100, 110).user = kReader;
  }
  SECTION("another key is being deleted") {
    sheet = back_after_50("staleness");
    sheet.read(0, kAbsent, 100, 110).user = kReader;
    sheet.remove(1, 91, 95, 120);
  }
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kFail);
  CHECK(report.counts.at("stale") == 1);
  CHECK(report.counts.at("oldest_ms") == 50);
  CHECK(report.examples.at(0).text ==
        "key k-0: a read found no value 50.0 ms after one was acknowledged");
}

TEST_CASE("staleness: a delete under way excuses what ended after it was sent, and no more") {
  CheckerSheet sheet = back_after_50("staleness");
  const int before = GENERATE(1, 3, 200);  // Also more than are told apart one by one.
  CAPTURE(before);
  for (int i = 0; i < before; ++i) sheet.read(0, kAbsent, 100 + i, 101 + i).user = kReader;
  for (int i = 0; i < 40; ++i) sheet.read(0, kAbsent, 1010 + i, 1011 + i).user = kReader;
  sheet.remove(0, 91, 1005, 1060);
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kFail);
  CHECK(report.counts.at("stale") == static_cast<std::uint64_t>(before));
  CHECK(report.examples.at(0).at_s == 0.100);
}

TEST_CASE("staleness: with two deletes under way the one that was sent first decides") {
  CheckerSheet sheet = back_after_50("staleness");
  sheet.read(0, kAbsent, 100, 110);
  sheet.read(0, kAbsent, 120, 130);
  sheet.remove(0, 91, 115, 140);
  sheet.remove(0, 92, 105, 150);
  CHECK(sheet.judge().verdict == CheckVerdict::kPass);
}

TEST_CASE("staleness: a user's reads go backwards over a delete") {
  CheckerSheet sheet = back_after_50("staleness");
  sheet.limit("stale", Value{std::int64_t{100}});
  sheet.limit("backwards", Value{std::int64_t{0}});
  SECTION("from the new value to none") {
    sheet.read(0, 2, 60, 65).user = kReader;
    sheet.read(0, kAbsent, 70, 75).user = kReader;
  }
  SECTION("from the new value to none, before the next delete") {
    sheet.read(0, 2, 60, 65).user = kReader;
    sheet.read(0, kAbsent, 70, 75).user = kReader;
    sheet.remove(0, 91, 80, 90);
  }
  SECTION("from none to the value that was deleted") {
    sheet.read(0, 1, 12, 14).user = kReader;
    sheet.read(0, kAbsent, 32, 34).user = kReader;
    sheet.read(0, 1, 36, 38).user = kReader;
  }
  SECTION("from none, while the delete was under way, to the value that was deleted") {
    sheet.read(0, 2, 52, 54).user = kReader;
    sheet.remove(0, 91, 60, 66);
    sheet.read(0, kAbsent, 64, 67).user = kReader;
    sheet.read(0, 2, 65, 68).user = kReader;
  }
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kFail);
  CHECK(report.counts.at("backwards") == 1);
}

TEST_CASE("staleness: what looks like going backwards over a delete, and may be none") {
  CheckerSheet sheet = back_after_50("staleness");
  sheet.limit("stale", Value{std::int64_t{100}});
  sheet.limit("backwards", Value{std::int64_t{0}});
  SECTION("another user read it") {
    sheet.read(0, 2, 60, 65).user = kReader;
    sheet.read(0, kAbsent, 70, 75).user = kReader + 1;
  }
  SECTION("the next delete is under way") {
    sheet.read(0, 2, 60, 65).user = kReader;
    sheet.read(0, kAbsent, 70, 75).user = kReader;
    sheet.remove(0, 91, 72, 90);
  }
  SECTION("a delete of which nobody knows may have been done") {
    sheet.read(0, 2, 60, 65).user = kReader;
    lose_sight_of_delete(sheet, 0, 91, 66, 68);
    sheet.read(0, kAbsent, 70, 75).user = kReader;
    sheet.read(0, 2, 80, 85).user = kReader;
  }
  SECTION("there was no value from the beginning") {
    sheet.read(0, kAbsent, 32, 34).user = kReader;
    sheet.read(0, 1, 36, 38).user = kReader;
  }
  SECTION("no value is of the first of two deletes") {
    sheet.read(0, 1, 12, 14).user = kReader;
    sheet.remove(0, 91, 60, 70);
    sheet.read(0, kAbsent, 75, 80).user = kReader;
    sheet.read(0, 2, 85, 90).user = kReader;
  }
  SECTION("no value is of a delete that is under way for long") {
    sheet.read(0, 1, 12, 14).user = kReader;
    sheet.read(0, kAbsent, 32, 34).user = kReader;
    sheet.read(0, 1, 36, 38).user = kReader;
    sheet.remove(0, 91, 9, 60);
  }
  SECTION("a write of which an attempt may still take effect does so") {
    sheet.lose_sight(0, 2, 35, 39);
    sheet.write(0, 3, 60, 70);
    sheet.read(0, 3, 75, 80).user = kReader;
    sheet.read(0, 2, 85, 90).user = kReader;
  }
  SECTION("no value is of a delete that is no longer kept") {
    sheet.read(0, 1, 12, 14).user = kReader;
    for (int i = 0; i < 12; ++i) {
      sheet.write(0, static_cast<std::uint64_t>(10 + i), 60 + 2 * i, 61 + 2 * i);
    }
    sheet.read(0, kAbsent, 90, 95).user = kReader;
    sheet.read(0, 15, 96, 99).user = kReader;
  }
  CHECK(sheet.judge().verdict == CheckVerdict::kPass);
  CHECK(sheet.judge().counts.at("backwards") == 0);
}

TEST_CASE("convergence: copies that agree on there being no value agree") {
  CheckerSheet sheet = gone_after_30("convergence", {1, 2});
  sheet.fault(12, 15);
  sheet.read_back(0, kAbsent, 100, 110, 1);
  sheet.read_back(0, kAbsent, 100, 111, 2);
  SECTION("at once") {
    CHECK(sheet.judge().counts.at("old_after_healing") == 0);
    CHECK(sheet.judge().counts.at("converged_after_ms") == 0);
  }
  SECTION("after one of them had what was deleted") {
    sheet.read_back(0, 1, 60, 65, 2);
    CHECK(sheet.judge().counts.at("old_after_healing") == 1);
    CHECK(sheet.judge().counts.at("converged_after_ms") == 45);
  }
  CHECK(sheet.judge().verdict == CheckVerdict::kPass);
}

TEST_CASE("convergence: a copy that a delete does not reach") {
  CheckerSheet sheet = gone_after_30("convergence", {1, 2});
  const bool first = GENERATE(true, false);
  sheet.read_back(0, first ? 1 : kAbsent, 100, 110, 1);
  sheet.read_back(0, first ? kAbsent : 1, 100, 111, 2);
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kFail);
  CHECK(report.counts.at("diverged") == 1);
  CHECK(report.examples.at(0).text ==
        (first ? "key k-0: store[0] has a value at the end, and store[1] has none"
               : "key k-0: store[1] has a value at the end, and store[0] has none"));
}

TEST_CASE("convergence: only what was read after the delete tells of the end") {
  CheckerSheet sheet = gone_after_30("convergence", {1, 2});
  sheet.read_back(0, kAbsent, 100, 110, 1);
  sheet.read_back(0, 1, 25, 28, 2);
  CHECK(sheet.judge().verdict == CheckVerdict::kInconclusive);
  CHECK(sheet.judge().reason == "key k-0 could not be read at 1 of 2 nodes");
}

TEST_CASE("convergence: a copy that lacks what was written is old") {
  CheckerSheet sheet = back_after_50("convergence", {1, 2});
  sheet.fault(12, 15);
  std::uint64_t right = 2, old = 1;
  SECTION("it says that there is no value") { sheet.read_back(0, kAbsent, 60, 65, 2); }
  SECTION("so it does where nothing was ever deleted") {
    sheet.write(1, 3, 20, 30);
    sheet.read_back(1, kAbsent, 60, 65, 2);
    sheet.read_back(1, 3, 100, 110, 1);
    sheet.read_back(1, 3, 100, 110, 2);
  }
  SECTION("before a delete") {
    sheet.read_back(0, kAbsent, 60, 65, 2);
    sheet.remove(0, 91, 70, 80);
    right = kAbsent;
  }
  SECTION("it is none while a delete is under way") {
    sheet.read_back(0, kAbsent, 60, 65, 2);
    sheet.remove(0, 91, 62, 80);
    right = kAbsent;
    old = 0;
  }
  sheet.read_back(0, right, 100, 110, 1);
  sheet.read_back(0, right, 100, 110, 2);
  CHECK(sheet.judge().verdict == CheckVerdict::kPass);
  CHECK(sheet.judge().counts.at("old_after_healing") == old);
  sheet.limit("at_most", Value{ms(40)});
  const CheckerReport report = sheet.judge();
  CHECK((report.verdict == CheckVerdict::kFail) == (old > 0));
  if (old > 0) {
    CHECK(
        report.examples.at(0).text ==
        "store[1] still had an old value 0.045 s after the last healing, which is more than 40ms");
  }
}
