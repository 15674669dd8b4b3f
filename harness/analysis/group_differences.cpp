#include <algorithm>
#include <functional>

#include "harness/analysis/comparison.h"
#include "harness/core/text.h"

namespace squall {
namespace {

using Trait = std::function<std::string(const RunSummary&)>;

// The values that the runs of a group have, in the order in which they first appear.
std::vector<std::string> values_of(const RunGroup& group, const Trait& trait) {
  std::vector<std::string> values;
  for (const RunSummary& run : group.runs) {
    if (!run.left_out.empty()) continue;
    std::string value = trait(run);
    if (value.empty()) value = "none";
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  }
  return values;
}

}  // namespace

std::vector<Difference> differences_of(const RunGroup& base, const RunGroup& head) {
  std::vector<Difference> found;
  const auto look = [&](Mismatch kind, std::string_view trait_name, const Trait& trait) {
    const std::vector<std::string> before = values_of(base, trait), after = values_of(head, trait);
    if (before.empty() || after.empty()) return;
    if (before.size() == 1 && before == after) return;
    found.push_back({kind, std::string(trait_name), join_names(before), join_names(after)});
  };
  look(Mismatch::kScenario, "the title", [](const RunSummary& run) { return run.title; });
  look(Mismatch::kScenario, "the scenario's hash",
       [](const RunSummary& run) { return run.scenario_hash; });
  look(Mismatch::kScenario, "the faults that went in",
       [](const RunSummary& run) { return join_names(run.faults); });
  look(Mismatch::kFlavour, "the topology", [](const RunSummary& run) { return run.topology; });
  look(Mismatch::kFlavour, "the flavour", [](const RunSummary& run) { return run.flavour; });
  look(Mismatch::kHost, "the operating system", [](const RunSummary& run) { return run.host.os; });
  look(Mismatch::kHost, "the processor", [](const RunSummary& run) { return run.host.cpu; });
  look(Mismatch::kHost, "the cores",
       [](const RunSummary& run) { return std::to_string(run.host.cores); });
  return found;
}

}  // namespace squall
