#include "harness/faults/kinds.h"

#include <fmt/format.h>

#include <array>

#include "harness/faults/kill.h"
#include "harness/faults/stop.h"
#include "harness/faults/terminate.h"
#include "harness/faults/toxic_fault.h"

namespace squall {
namespace {

constexpr std::array<Kind, 3> kTable{{
    {"kill", "The node's processes die at once (SIGKILL), as in a crash.", kill::kOptions},
    {"terminate", "The node is asked to end (SIGTERM), as in a deployment.", terminate::kOptions},
    {"stop", "The node hangs (SIGSTOP): connections open, and nothing answers.", stop::kOptions},
}};

}  // namespace

constexpr std::span<const Kind> kFaultKinds = kTable;

namespace {

Result<std::unique_ptr<Fault>> toxic_on(const FaultSpec& spec, ToxicPlan plan,
                                        const std::vector<std::string>& targets, System& system) {
  std::vector<const Leg*> legs;
  for (const std::string& target : targets) {
    const auto found = system.legs().of(target);
    if (found.empty()) return fail(fmt::format("{} does not run through the proxy", target));
    legs.insert(legs.end(), found.begin(), found.end());
  }
  return make_toxic_fault(spec, std::move(plan), std::move(legs), system.legs().proxy());
}

}  // namespace

Result<std::unique_ptr<Fault>> make_fault(const FaultSpec& spec,
                                          const std::vector<std::string>& targets, System& system) {
  if (auto toxic = plan_toxic(spec.kind, spec.options)) {
    return toxic_on(spec, std::move(*toxic), targets, system);
  }
  std::vector<Node*> nodes;
  for (const std::string& target : targets) {
    Node* const node = system.find_node(target);
    if (node == nullptr) return fail(fmt::format("there is no node '{}'", target));
    if (node->child() == nullptr) {
      return fail(fmt::format("{} is not run by this harness (driver '{}'), so it cannot {} it",
                              node->name, node->service.driver, spec.kind));
    }
    nodes.push_back(node);
  }
  if (nodes.empty()) return fail(fmt::format("the fault '{}' has no node to act on", spec.name));
  if (spec.kind == "kill") return kill::make(spec, std::move(nodes), system);
  if (spec.kind == "terminate") return terminate::make(spec, std::move(nodes), system);
  if (spec.kind == "stop") return stop::make(spec, std::move(nodes), system);
  return fail(fmt::format("no fault is called '{}'", spec.kind));
}

}  // namespace squall
