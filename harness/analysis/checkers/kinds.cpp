#include "harness/analysis/checkers/kinds.h"

#include <array>

#include "harness/analysis/checkers/at_most_one.h"
#include "harness/analysis/checkers/convergence.h"
#include "harness/analysis/checkers/durability.h"
#include "harness/analysis/checkers/exactly_once.h"
#include "harness/analysis/checkers/linearizability.h"
#include "harness/analysis/checkers/session_survival.h"
#include "harness/analysis/checkers/staleness.h"

namespace squall {
namespace {

constexpr std::string_view kAfter = "after", kDuring = "during";

constexpr Kind of_ledger(Kind kind, std::string_view reads) {
  kind.ledger = true;
  kind.reads = reads;
  return kind;
}

constexpr Kind knows_deletes(Kind kind) {
  kind.deletes = true;
  return kind;
}

constexpr Kind of_each_node(Kind kind) {
  kind.each_node = true;
  return kind;
}

constexpr auto kTable = std::to_array<Kind>({
    [] {
      Kind kind = knows_deletes(of_ledger(
          {"durability", "What was acknowledged is there at the end.", durability::kOptions},
          kAfter));
      kind.losses = true;
      return kind;
    }(),
    knows_deletes(of_ledger(
        {"staleness", "Reads find what was acknowledged before they began.", staleness::kOptions},
        "")),
    knows_deletes(of_each_node(of_ledger(
        {"convergence", "All copies agree again after the last healing.", convergence::kOptions},
        "during after"))),
    of_ledger({"exactly_once", "Each acknowledged operation took effect once, counted at the end.",
               exactly_once::kOptions},
              kAfter),
    knows_deletes(of_ledger(
        {"linearizability", "Each key behaves as one register that all clients share (bounded).",
         linearizability::kOptions},
        "")),
    {"session_survival", "Sessions that were opened before the fault work after it.",
     session_survival::kOptions},
    of_each_node([] {
      Kind kind{"at_most_one", "Two nodes never hold a role, such as leader, at the same time.",
                at_most_one::kOptions};
      kind.reads = kDuring;
      kind.logs = true;
      return kind;
    }()),
});

using Maker = std::unique_ptr<Checker> (*)(const CheckerScope&);
constexpr std::array<Maker, kTable.size()> kMakers{
    durability::make,      staleness::make,        convergence::make, exactly_once::make,
    linearizability::make, session_survival::make, at_most_one::make};

}  // namespace

constexpr std::span<const Kind> kCheckerKinds = kTable;

std::unique_ptr<Checker> make_checker(const CheckerSpec& spec, const CheckerScope& scope) {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (kTable.at(i).name == spec.kind) return kMakers.at(i)(scope);
  }
  return nullptr;
}

}  // namespace squall
