// What the harness expects to find when it reads keys back after the load.
#include "harness/run/read_backs.h"

#include <catch2/catch.hpp>
#include <optional>
#include <vector>

using namespace squall;

namespace {

constexpr std::uint8_t kWrite = 0, kDelete = 1, kRead = 2;

struct Change {
  std::uint8_t step = kWrite;
  Outcome outcome = Outcome::kOk;
};

}  // namespace

TEST_CASE("a key's newest change tells what there should be of it") {
  using Left = WrittenKeys::Left;
  constexpr Outcome kOk = Outcome::kOk, kUnknown = Outcome::kIndeterminate;
  struct Row {
    std::vector<Change> changes;
    std::optional<Left> left;
  };
  const Row row = GENERATE(values<Row>({
      {{{kWrite, kOk}}, Left::kValue},
      {{{kWrite, kOk}, {kDelete, kOk}}, Left::kNothing},
      {{{kDelete, kOk}, {kWrite, kOk}}, Left::kValue},
      {{{kWrite, kUnknown}}, Left::kEither},
      {{{kWrite, kOk}, {kWrite, kUnknown}}, Left::kValue},
      {{{kWrite, kOk}, {kDelete, kUnknown}}, Left::kEither},
      {{{kDelete, kOk}, {kWrite, kUnknown}}, Left::kEither},
      {{{kWrite, kOk}, {kDelete, Outcome::kFailed}}, Left::kValue},
      {{{kDelete, kOk}, {kRead, kOk}}, Left::kNothing},
      {{{kRead, kOk}}, std::nullopt},
  }));
  Topology topology;
  Workload& workload = topology.workloads.emplace_back();
  workload.name = "tidy";
  for (const LedgerUse use : {LedgerUse::kWrite, LedgerUse::kDelete, LedgerUse::kRead}) {
    workload.steps.emplace_back().ledger = use;
  }
  Scenario scenario;
  scenario.loads.emplace_back().workload = "tidy";
  scenario.read_backs.emplace_back();
  WrittenKeys written(scenario, topology);
  for (const Change& change : row.changes) {
    Attempt attempt;
    attempt.key_hash = 7;
    attempt.step = change.step;
    attempt.outcome = change.outcome;
    written.add({&attempt, 1});
  }
  CHECK(written.of(0).size() == (row.left ? 1 : 0));
  if (row.left) CHECK(written.of(0).at(7) == *row.left);
}
