// Every anomaly that `durability` knows, and what must not be taken for one.
#include <catch2/catch.hpp>

#include "tests/unit/analysis/checker_sheet.h"

using namespace squall;

namespace {

/// Key 0 was written twice: values 1 and 2, the second from 20 to 30 ms.
CheckerSheet written_twice(std::vector<std::size_t> reads = {0}) {
  CheckerSheet sheet("durability", std::move(reads));
  sheet.write(0, 1, 0, 10);
  sheet.write(0, 2, 20, 30);
  return sheet;
}

RecordsCondition condition_with(bool RecordsCondition::*flaw) {
  RecordsCondition records;
  records.*flaw = true;
  return records;
}

}  // namespace

TEST_CASE("durability: what was acknowledged last is there") {
  CheckerSheet sheet = written_twice();
  sheet.read_back(0, 2, 100, 110);
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kPass);
  CHECK(report.examples.empty());
  CHECK(report.counts.at("acknowledged") == 2);
  CHECK(report.counts.at("keys") == 1);
  CHECK(report.counts.at("lost") == 0);
}

TEST_CASE("durability: a lost write, by what stands in its place") {
  CheckerSheet sheet = written_twice();
  const auto examples = [&](std::uint64_t found) {
    sheet.read_back(0, found, 100, 110);
    const CheckerReport report = sheet.judge();
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("lost") == 1);
    REQUIRE(report.examples.size() == 1);
    CHECK(report.examples.front().at_s == 0.030);
    return report.examples.front().text;
  };
  const std::string lost = "key k-0: the write acknowledged with 201 at 0.030 s is lost; ";
  SECTION("nothing") { CHECK(examples(kAbsent) == lost + "the key has no value"); }
  SECTION("the value before it") {
    CHECK(examples(1) == lost + "the value acknowledged at 0.010 s stands there");
    CHECK(sheet.judge().counts.at("resurrected") == 0);
  }
  SECTION("the value before it, after the newer one had been seen") {
    sheet.read(0, 2, 40, 45);
    CHECK(examples(1) == lost + "the value acknowledged at 0.010 s stands there again");
    CHECK(sheet.judge().counts.at("resurrected") == 1);
  }
  SECTION("what was there before any write") {
    sheet.read_back(0, 77, -20, -10);
    CHECK(examples(77) == lost + "the value from before the first write stands there");
    CHECK(sheet.judge().counts.at("unexpected") == 0);
  }
  SECTION("what nobody wrote") {
    CHECK(examples(77) == lost + "a value that nobody wrote stands there");
    CHECK(sheet.judge().counts.at("unexpected") == 1);
  }
  SECTION("what was written to another key") {
    sheet.write(1, 5, 40, 50);
    sheet.read_back(1, 5, 100, 110);
    CHECK(examples(5) == lost + "a value that nobody wrote stands there");
    CHECK(sheet.judge().counts.at("duplicated") == 1);
    CHECK(sheet.judge().counts.at("unexpected") == 0);
  }
}

TEST_CASE("durability: what was missing for a while and is there at the end is no loss") {
  CheckerSheet sheet = written_twice();
  sheet.read(0, 1, 40, 45);
  sheet.read_back(0, 2, 100, 110);
  CHECK(sheet.judge().verdict == CheckVerdict::kPass);
  CHECK(sheet.judge().counts.at("recovered_late") == 1);
  sheet.limit("recovered_late", Value{std::int64_t{0}});
  CHECK(sheet.judge().verdict == CheckVerdict::kFail);
}

TEST_CASE("durability: a write whose effect is unknown may be there, or not") {
  CheckerSheet sheet = written_twice();
  sheet.lose_sight(0, 3, 40, 50);
  SECTION("it is") {
    sheet.read_back(0, 3, 100, 110);
    CHECK(sheet.judge().counts.at("indeterminate_found") == 1);
  }
  SECTION("it is not") { sheet.read_back(0, 2, 100, 110); }
  CHECK(sheet.judge().verdict == CheckVerdict::kPass);
}

TEST_CASE("durability: the first attempt of a write may come after a later write") {
  CheckerSheet sheet("durability");
  sheet.lose_sight(0, 1, 0, 10).final = false;
  sheet.write(0, 1, 15, 20).number = 1;
  sheet.write(0, 2, 30, 40);
  sheet.read_back(0, 1, 100, 110);
  CHECK(sheet.judge().verdict == CheckVerdict::kPass);
}

TEST_CASE("durability: of two writes at the same time either may be the last") {
  CheckerSheet sheet("durability");
  sheet.write(0, 1, 0, 20);
  sheet.write(0, 2, 10, 15);
  SECTION("the one that was acknowledged first") { sheet.read_back(0, 2, 100, 110); }
  SECTION("the other") { sheet.read_back(0, 1, 100, 110); }
  CHECK(sheet.judge().verdict == CheckVerdict::kPass);
}

TEST_CASE("durability: a write that certainly failed is none") {
  CheckerSheet sheet = written_twice();
  Attempt& refused = sheet.write(0, 3, 40, 50);
  refused.outcome = refused.operation_outcome = Outcome::kFailed;
  sheet.read_back(0, 3, 100, 110);
  CHECK(sheet.judge().verdict == CheckVerdict::kFail);
  CHECK(sheet.judge().counts.at("unexpected") == 1);
}

TEST_CASE("durability: where it cannot be told, it does not pass") {
  CheckerSheet sheet = written_twice();
  std::string reason;
  SECTION("nothing was read back") { reason = "key k-0 could not be read back"; }
  SECTION("only before the last write") {
    sheet.read_back(0, 1, 12, 15);
    reason = "key k-0 could not be read back";
  }
  SECTION("only by a read that it did not ask for") {
    sheet.read_back(0, 2, 100, 110, 1);
    reason = "key k-0 could not be read back";
  }
  SECTION("one key of two") {
    sheet.read_back(0, 2, 100, 110);
    sheet.write(1, 5, 40, 50);
    reason = "key k-1 could not be read back";
  }
  SECTION("no write was acknowledged") {
    sheet = CheckerSheet("durability");
    sheet.lose_sight(0, 1, 0, 10);
    sheet.read_back(0, 1, 100, 110);
    reason = "no write was acknowledged";
  }
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kInconclusive);
  CHECK(report.reason == reason);
}

TEST_CASE("durability keeps acknowledgements of different strength apart") {
  CheckerSheet sheet("durability");
  sheet.write(0, 1, 0, 10, 201);
  sheet.write(1, 2, 0, 10, 202);
  sheet.read_back(0, 1, 100, 110);
  sheet.read_back(1, kAbsent, 100, 110);
  const auto counts = sheet.judge().counts;
  CHECK(counts.at("acknowledged_201") == 1);
  CHECK(counts.at("acknowledged_202") == 1);
  CHECK(counts.at("lost_201") == 0);
  CHECK(counts.at("lost_202") == 1);
}

TEST_CASE("durability: a copy that is missing on one node is told apart from a loss") {
  CheckerSheet sheet = written_twice({1, 2});
  sheet.read_back(0, 2, 100, 110, 1);
  SECTION("on one") {
    sheet.read_back(0, 1, 100, 111, 2);
    const CheckerReport report = sheet.judge();
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("lost") == 0);
    CHECK(report.counts.at("missing_copies") == 1);
    CHECK(report.examples.at(0).text ==
          "key k-0: store[1] does not have the newest acknowledged value, and another node does");
  }
  SECTION("on none") {
    sheet.read_back(0, 2, 100, 111, 2);
    CHECK(sheet.judge().verdict == CheckVerdict::kPass);
  }
}

TEST_CASE("durability forgets old writes, and says so when one comes back") {
  CheckerSheet sheet("durability");
  for (int i = 1; i <= 200; ++i) sheet.write(0, static_cast<std::uint64_t>(i), i * 10, i * 10 + 5);
  sheet.read_back(0, 3, 9000, 9010);
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kFail);
  CHECK(report.counts.at("lost") == 1);
  CHECK(report.counts.at("unexpected") == 0);
  CHECK(report.examples.at(0).text.find("an older value stands there, or one that nobody wrote") !=
        std::string::npos);
}

TEST_CASE("the first few examples are kept, by time") {
  CheckerSheet sheet("durability");
  for (int key = 3; key >= 0; --key)
    sheet.write(key, static_cast<std::uint64_t>(10 + key), key, 50 + key);
  for (int key = 4; key < 9; ++key)
    sheet.write(key, static_cast<std::uint64_t>(10 + key), key, 50 + key);
  for (int key = 0; key < 9; ++key) sheet.read_back(key, kAbsent, 100, 110);
  const CheckerReport report = sheet.judge();
  CHECK(report.counts.at("lost") == 9);
  REQUIRE(report.examples.size() == 5);
  CHECK(report.examples.front().at_s == 0.050);
  CHECK(report.examples.back().at_s == 0.054);
}

TEST_CASE("a shuffled, torn or empty history is no ground for a verdict") {
  const bool deletes = GENERATE(false, true);
  for (const bool right : {true, false}) {
    for (const Kind& kind : kCheckerKinds) {
      CheckerSheet sheet(std::string(kind.name));
      sheet.write(0, 1, 0, 10);
      sheet.write(0, 2, 500, 510);
      if (deletes) sheet.remove(0, 90, 700, 710);
      sheet.read_back(0, right != deletes ? 2 : kAbsent, 1000, 1010);
      RecordsCondition damaged;
      damaged.corrupt_blocks = 1;
      const auto unknown = [&](const CheckerReport& report, std::string_view why) {
        INFO(kind.name);
        CHECK(report.verdict == CheckVerdict::kInconclusive);
        CHECK(report.reason == why);
      };
      unknown(sheet.judge(true, condition_with(&RecordsCondition::attempts_torn)),
              "the records are cut off");
      unknown(sheet.judge(true, condition_with(&RecordsCondition::journal_torn)),
              "the records are cut off");
      unknown(sheet.judge(true, damaged), "the records are damaged");
      unknown(sheet.judge(true, condition_with(&RecordsCondition::attempts_missing)),
              "there are no records of operations");
      unknown(sheet.judge(true, {}, false), "the run was killed: its records have no end");
      std::reverse(sheet.attempts.begin(), sheet.attempts.end());
      unknown(sheet.judge(false), "the records are not in the order in which operations ended");
      sheet.attempts.clear();
      unknown(sheet.judge(), "there are no records of operations");
    }
  }
}
