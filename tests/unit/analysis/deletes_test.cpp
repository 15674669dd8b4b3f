// Keys that are deleted: a delete is a write of no value.
#include <catch2/catch.hpp>

#include "tests/unit/analysis/checker_sheet.h"

using namespace squall;

namespace {

/// Key 0 was written (value 1, 0 to 10 ms) and deleted (20 to 30 ms).
CheckerSheet deleted(std::string kind = "durability") {
  CheckerSheet sheet(std::move(kind));
  sheet.write(0, 1, 0, 10);
  sheet.remove(0, 90, 20, 30);
  return sheet;
}

}  // namespace

TEST_CASE("durability: a key that is gone after its acknowledged delete is right") {
  CheckerSheet sheet = deleted();
  sheet.read_back(0, kAbsent, 100, 110);
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kPass);
  CHECK(report.counts.at("acknowledged") == 2);
  CHECK(report.counts.at("deletes") == 1);
  CHECK(report.counts.at("lost") == 0);
}

TEST_CASE("durability: a deleted key that comes back is resurrected") {
  CheckerSheet sheet = deleted();
  SECTION("without anything having been read") {}
  SECTION("after it had been seen to be gone") { sheet.read(0, kAbsent, 40, 45); }
  sheet.read_back(0, 1, 100, 110);
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kFail);
  CHECK(report.counts.at("lost") == 1);
  CHECK(report.counts.at("resurrected") == 1);
  CHECK(report.examples.at(0).text ==
        "key k-0: the delete acknowledged with 200 at 0.030 s is lost; the value acknowledged at "
        "0.010 s stands there again");
  CHECK(report.loss->oldest_lost == ms(30));
}

TEST_CASE("durability: what stands there after a delete, in every other case") {
  CheckerSheet sheet = deleted();
  std::string lost;
  SECTION("it is written again, and is there") {
    sheet.write(0, 2, 40, 50);
    sheet.read_back(0, 2, 100, 110);
  }
  SECTION("it is written again, and that write is lost") {
    sheet.write(0, 2, 40, 50);
    sheet.read_back(0, kAbsent, 100, 110);
    lost =
        "key k-0: the write acknowledged with 201 at 0.050 s is lost; the key has no value, as "
        "after the delete acknowledged at 0.030 s";
  }
  SECTION("it is written and deleted again") {
    sheet.write(0, 2, 40, 50);
    sheet.remove(0, 91, 60, 70);
    sheet.read_back(0, kAbsent, 100, 110);
  }
  SECTION("a delete of which nobody knows may have been done") {
    sheet.write(0, 2, 40, 50);
    Attempt& unknown = sheet.remove(0, 91, 60, 70);
    unknown.outcome = unknown.operation_outcome = Outcome::kIndeterminate;
    sheet.read_back(0, GENERATE(std::uint64_t{2}, kAbsent), 100, 110);
  }
  SECTION("a delete that was sent twice is one") {
    sheet.remove(0, 90, 32, 35).number = 1;
    sheet.read_back(0, kAbsent, 100, 110);
    CHECK(sheet.judge().counts.at("deletes") == 1);
  }
  SECTION("a read finds nothing while the delete is under way") {
    sheet.read(0, kAbsent, 24, 26);
    sheet.read_back(0, kAbsent, 100, 110);
  }
  SECTION("a delete that certainly failed is none") {
    sheet.write(0, 2, 40, 50);
    Attempt& refused = sheet.remove(0, 91, 60, 70);
    refused.outcome = refused.operation_outcome = Outcome::kFailed;
    sheet.read_back(0, 2, 100, 110);
  }
  const CheckerReport report = sheet.judge();
  CHECK((report.verdict == CheckVerdict::kFail) == !lost.empty());
  CHECK(report.counts.at("resurrected") == 0);
  if (!lost.empty()) CHECK(report.examples.at(0).text == lost);
}

TEST_CASE("linearizability: a delete makes a register empty") {
  CheckerSheet sheet = deleted("linearizability");
  SECTION("reads find nothing") {
    sheet.read(0, kAbsent, 40, 50);
    CHECK(sheet.judge().verdict == CheckVerdict::kPass);
  }
  SECTION("reads find what was deleted") {
    sheet.read(0, 1, 40, 50);
    CHECK(sheet.judge().verdict == CheckVerdict::kFail);
  }
}
