// The search for an order, held against published histories and against trying every order.
#include "harness/analysis/checkers/linearizable.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "harness/core/random.h"
#include "tests/unit/analysis/checker_sheet.h"

using namespace squall;

namespace {

using What = RegisterOperation::Kind;
using Operations = std::vector<RegisterOperation>;

RegisterOperation found(std::uint64_t value, int called, int returned) {
  return {What::kRead, ms(called), ms(returned), value};
}
RegisterOperation wrote(std::uint64_t value, int called, int returned) {
  return {What::kWrite, ms(called), ms(returned), value};
}
RegisterOperation swapped(std::uint64_t from, std::uint64_t to, bool succeeded, int called,
                          int returned) {
  return {What::kCompareAndSet, ms(called), ms(returned), to, from, succeeded};
}
RegisterOperation open(RegisterOperation operation) {
  operation.returned = RegisterOperation::kNever;
  return operation;
}

Linearizable verdict(const Operations& operations, std::optional<std::uint64_t> initial = 0) {
  return check_linearizable(operations, initial).verdict;
}

constexpr Linearizable kYes = Linearizable::kYes, kNo = Linearizable::kNo;

/// One order of all operations, each without a return left out or not: does it explain them?
bool explains(const Operations& operations, const std::vector<std::size_t>& order,
              std::uint64_t value) {
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      if (operations[order[j]].returned < operations[order[i]].called) return false;
    }
    const RegisterOperation& next = operations[order[i]];
    if (next.kind == What::kRead && next.value != value) return false;
    if (next.kind == What::kCompareAndSet && next.succeeded != (value == next.expected))
      return false;
    if (next.kind == What::kWrite || (next.kind == What::kCompareAndSet && next.succeeded)) {
      value = next.value;
    }
  }
  return true;
}

Linearizable by_every_order(const Operations& operations) {
  std::vector<std::size_t> open_ones, closed;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    (operations[i].returned == RegisterOperation::kNever ? open_ones : closed).push_back(i);
  }
  for (std::size_t chosen = 0; chosen < std::size_t{1} << open_ones.size(); ++chosen) {
    std::vector<std::size_t> order = closed;
    for (std::size_t i = 0; i < open_ones.size(); ++i) {
      if ((chosen >> i & 1U) != 0) order.push_back(open_ones[i]);
    }
    std::sort(order.begin(), order.end());
    do {
      if (explains(operations, order, 0)) return kYes;
    } while (std::next_permutation(order.begin(), order.end()));
  }
  return kNo;
}

}  // namespace

TEST_CASE("the register histories of Porcupine's tests") {
  // put(100) while get() -> 100 and get() -> 0 overlap it; the reads overlap each other.
  CHECK(verdict({wrote(100, 0, 100), found(100, 25, 75), found(0, 30, 60)}) == kYes);
  // After a read of the new value none may find the old one.
  CHECK(verdict({wrote(200, 0, 100), found(200, 10, 30), found(0, 40, 90)}) == kNo);
}

TEST_CASE("Lamport's regular register that is not atomic: new value, then old") {
  CHECK(verdict({wrote(1, 0, 10), wrote(2, 20, 60), found(2, 25, 35), found(1, 40, 50)}) == kNo);
  CHECK(verdict({wrote(1, 0, 10), wrote(2, 20, 60), found(1, 25, 35), found(2, 40, 50)}) == kYes);
}

TEST_CASE("the examples of Herlihy and Wing for a register") {
  // A reads 0 after B's write of 1 had returned; and the same with overlapping calls.
  CHECK(verdict({wrote(0, 0, 10), wrote(1, 20, 30), found(0, 40, 50)}) == kNo);
  CHECK(verdict({wrote(0, 0, 10), wrote(1, 20, 45), found(0, 40, 50)}) == kYes);
}

TEST_CASE("compare-and-set, as Knossos and Jepsen's etcd test use it") {
  CHECK(verdict({wrote(1, 0, 10), swapped(1, 2, true, 20, 30), found(2, 40, 50)}) == kYes);
  CHECK(verdict({wrote(1, 0, 10), swapped(1, 2, true, 20, 30), found(1, 40, 50)}) == kNo);
  // Two that overlap cannot both succeed from the same value.
  CHECK(verdict({wrote(1, 0, 10), swapped(1, 2, true, 20, 40), swapped(1, 3, true, 25, 45)}) ==
        kNo);
  CHECK(verdict({wrote(1, 0, 10), swapped(1, 2, true, 20, 40), swapped(1, 3, false, 25, 45)}) ==
        kYes);
  CHECK(verdict({wrote(1, 0, 10), swapped(1, 2, true, 20, 40), swapped(2, 3, true, 25, 45)}) ==
        kYes);
  // One that failed though its value was there all the time.
  CHECK(verdict({wrote(1, 0, 10), swapped(1, 2, false, 20, 30), found(1, 40, 50)}) == kNo);
  // One without an answer may have taken effect, late, or never.
  CHECK(verdict({wrote(1, 0, 10), open(swapped(1, 2, true, 20, 30)), found(1, 40, 50),
                 found(2, 60, 70)}) == kYes);
  CHECK(verdict({wrote(1, 0, 10), open(swapped(1, 2, true, 20, 30)), found(2, 40, 50),
                 found(1, 60, 70)}) == kNo);
}

TEST_CASE("a write without an answer may take effect at any later time, or never") {
  CHECK(verdict({open(wrote(5, 0, 0)), found(0, 10, 20), found(5, 30, 40)}) == kYes);
  CHECK(verdict({open(wrote(5, 0, 0)), found(5, 10, 20), found(0, 30, 40)}) == kNo);
  CHECK(verdict({found(5, 10, 20), open(wrote(5, 30, 0))}) == kNo);
}

TEST_CASE("the value before all is told by the first read, where it is not known") {
  CHECK(verdict({found(7, 0, 10), wrote(1, 20, 30), found(1, 40, 50)}, std::nullopt) == kYes);
  CHECK(verdict({found(7, 0, 10), found(8, 20, 30)}, std::nullopt) == kNo);
}

TEST_CASE("the first operation that cannot be placed is named") {
  const LinearizabilityResult result = check_linearizable(
      {wrote(1, 0, 10), found(1, 20, 30), found(0, 40, 50), found(1, 60, 70)}, 0);
  CHECK(result.verdict == kNo);
  CHECK(result.culprit == 2);
}

TEST_CASE("an empty history has an order; one beyond the bounds is unknown") {
  CHECK(verdict({}) == kYes);
  CHECK(check_linearizable(Operations(11), 0, {10, 1000}).verdict == Linearizable::kUnknown);
  // Thirty writes at once, and a read that finds none of them.
  Operations many;
  for (int i = 1; i <= 30; ++i) many.push_back(wrote(static_cast<std::uint64_t>(i), 0, 100));
  many.push_back(found(99, 200, 210));
  CHECK(check_linearizable(many, 0, {2000, 1000}).verdict == Linearizable::kUnknown);
}

TEST_CASE("small random histories: the same as trying every order") {
  Random random(20261128);
  int valid = 0, invalid = 0;
  for (int round = 0; round < 3000; ++round) {
    Operations operations;
    const std::size_t count = 2 + random.below(4);
    for (std::size_t i = 0; i < count; ++i) {
      RegisterOperation operation;
      operation.kind = static_cast<What>(random.below(3));
      operation.called = ms(static_cast<int>(random.below(20)) * 2);
      operation.returned = operation.called + ms(1 + static_cast<int>(random.below(15)) * 2);
      operation.value = random.below(3);
      operation.expected = random.below(3);
      operation.succeeded = random.below(2) == 0;
      const bool may_be_open = operation.kind != What::kRead;
      if (may_be_open && random.below(4) == 0) {
        operation.succeeded = true;
        operation = open(operation);
      }
      operations.push_back(operation);
    }
    const Linearizable expected = by_every_order(operations);
    CHECK(verdict(operations) == expected);
    ++(expected == kYes ? valid : invalid);
  }
  CHECK(valid > 300);
  CHECK(invalid > 300);
}

TEST_CASE("linearizability: keys are judged one by one") {
  CheckerSheet sheet("linearizability");
  sheet.write(0, 1, 0, 10);
  sheet.write(0, 2, 20, 60);
  sheet.write(1, 5, 0, 10);
  sheet.read(1, 5, 20, 30);
  sheet.read(0, 2, 25, 35);
  SECTION("sound") {
    sheet.read(0, 2, 40, 50);
    CHECK(sheet.judge().verdict == CheckVerdict::kPass);
    CHECK(sheet.judge().counts.at("keys") == 2);
  }
  SECTION("not sound") {
    sheet.read(0, 1, 40, 50);
    const CheckerReport report = sheet.judge();
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("violations") == 1);
    CHECK(
        report.examples.at(0).text ==
        "key k-0: no order of its operations explains a read that lasted from 0.040 s to 0.050 s");
  }
  SECTION("too long") {
    sheet.limit("operations", Value{std::int64_t{2}});
    const CheckerReport report = sheet.judge();
    CHECK(report.verdict == CheckVerdict::kInconclusive);
    CHECK(report.reason.ends_with("is too long to be judged"));
  }
}
