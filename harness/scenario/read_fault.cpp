// One [[phase.fault]], but for its times: its options and its proof.
#include <fmt/format.h>

#include "harness/scenario/read.h"
#include "harness/scenario/target.h"

namespace squall {
namespace {

void read_proof(const Section& section, const ScenarioScope& scope, FaultSpec& fault) {
  const auto target = parse_target(fault.target);
  ReferenceScope names;
  if (target && !target->is_link()) names.node = scope.topology.find_service(target->service);
  scope.references.check(section, names);
  const Kind* const kind = find_kind(section.context().kinds.faults, fault.kind);
  const auto proof = section.table("proof");
  if (!proof) {
    if (kind == nullptr || !kind->needs_proof || section.has("proof")) return;
    return section.error("kind",
                         fmt::format("{} lacks [phase.fault.proof]: only you know what '{}' does",
                                     section.label(), fault.kind),
                         "write proof = { url = \"{node.url}/…\", expect = { … } }");
  }
  scope.references.check(*proof, names);
  fault.proof = ProofSpec{read_probe(*proof), proof->duration("within")};
  fault.proof->probe.timeout = proof->duration("timeout");
  forbid_baseline_test(*proof);
  check_probe_node(*proof, fault.proof->probe, scope, names.node != nullptr);
}

void check_options(const Section& section, const FaultSpec& fault) {
  const KindTables& kinds = section.context().kinds;
  const std::string name = section.text("kind");
  const Kind* const toxic = find_kind(kinds.toxics, name);
  const Kind* const kind = toxic != nullptr ? toxic : find_kind(kinds.faults, name);
  if (kind == nullptr || kind->mistake == nullptr) return;
  auto found = kind->mistake(fault.options);
  if (found && !(found->proof_helps && fault.proof)) {
    section.error(found->option, std::move(found->what), std::move(found->hint));
  }
}

}  // namespace

FaultSpec read_fault(const Section& section, const ScenarioScope& scope, const Limits& limits) {
  FaultSpec fault;
  fault.name = section.text("name");
  fault.kind = section.text("kind");
  fault.target = section.text("target");
  fault.at = section.duration("at");
  fault.duration = section.given_duration("for");
  fault.enabled = section.flag("enabled");
  fault.options = section.kind_options();
  read_proof(section, scope, fault);
  check_options(section, fault);
  check_target(section, fault, scope, limits);
  return fault;
}

}  // namespace squall
