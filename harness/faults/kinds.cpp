#include "harness/faults/kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/faults/clock.h"
#include "harness/faults/cpu.h"
#include "harness/faults/disk_full.h"
#include "harness/faults/disk_slow.h"
#include "harness/faults/exec.h"
#include "harness/faults/http.h"
#include "harness/faults/kill.h"
#include "harness/faults/load_balancer.h"
#include "harness/faults/proven_fault.h"
#include "harness/faults/replace.h"
#include "harness/faults/resource_limit.h"
#include "harness/faults/restart.h"
#include "harness/faults/stop.h"
#include "harness/faults/terminate.h"
#include "harness/faults/toxic_fault.h"

namespace squall {
namespace {

using Maker = Result<std::unique_ptr<Fault>> (*)(const FaultSpec& spec, std::vector<Node*> nodes,
                                                 System& system);

// Makers that cannot fail, and those that can, look the same here.
template <auto kMake>
Result<std::unique_ptr<Fault>> make_by(const FaultSpec& spec, std::vector<Node*> nodes,
                                       System& system) {
  return kMake(spec, std::move(nodes), system);
}

// It acts on a process that the run has started.
constexpr Kind of_processes(Kind kind) {
  kind.needs_process = true;
  return kind;
}

// What it does only the author knows.
constexpr Kind of_the_author(Kind kind) {
  kind.needs_proof = true;
  return kind;
}

constexpr auto kTable = std::to_array<Kind>({
    of_processes(
        {"kill", "The node's processes die at once (SIGKILL), as in a crash.", kill::kOptions}),
    of_processes({"terminate", "The node is asked to end (SIGTERM), as in a deployment.",
                  terminate::kOptions}),
    of_processes({"restart", "The node ends and is started again, once or as in a crash loop.",
                  restart::kOptions}),
    of_processes({"stop", "The node hangs (SIGSTOP): connections open, and nothing answers.",
                  stop::kOptions}),
    of_processes({"cpu",
                  "The node gets only a share of the time (a quota; else SIGSTOP and SIGCONT in "
                  "turn).",
                  cpu::kOptions}),
    of_processes({"files",
                  "The node may open no more files and connections (a limit on its descriptors).",
                  files::kOptions}),
    of_processes(
        {"memory", "The node gets no more memory (a limit on its data).", memory::kOptions}),
    of_processes({"clock", "The node's clock is wrong (libfaketime); its monotonic clock is not.",
                  clock_fault::kOptions, clock_fault::mistake}),
    of_processes({"disk_full",
                  "The node's folder has no room left (a small disk, filled up; only for root).",
                  disk_full::kOptions}),
    of_processes({"disk_slow",
                  "What the node writes to its folder takes longer (a file system of ours, FUSE).",
                  disk_slow::kOptions, disk_slow::mistake}),
    of_processes(
        of_the_author({"replace", "The node runs in another version, configuration or environment.",
                       replace::kOptions})),
    of_the_author({"http",
                   "A request to the node, and one that undoes it: maintenance modes, settings.",
                   http_fault::kOptions}),
    of_the_author({"exec", "A command, and one that undoes it.", exec::kOptions, exec::mistake}),
    of_processes({"load_balancer",
                  "HAProxy takes a server out of its rotation, or gives it another weight.",
                  load_balancer::kOptions}),
});

// In the order of kTable.
constexpr auto kMakers = std::to_array<Maker>({
    make_by<kill::make>,
    make_by<terminate::make>,
    make_by<restart::make>,
    make_by<stop::make>,
    make_by<cpu::make>,
    make_by<files::make>,
    make_by<memory::make>,
    make_by<clock_fault::make>,
    make_by<disk_full::make>,
    make_by<disk_slow::make>,
    make_by<replace::make>,
    make_by<http_fault::make>,
    make_by<exec::make>,
    make_by<load_balancer::make>,
});
static_assert(kMakers.size() == kTable.size());

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

Result<std::unique_ptr<Fault>> make_unproven(const FaultSpec& spec,
                                             const std::vector<std::string>& targets,
                                             std::vector<Node*>& nodes, System& system) {
  if (auto toxic = plan_toxic(spec.kind, spec.options)) {
    return toxic_on(spec, std::move(*toxic), targets, system);
  }
  const auto kind = std::find_if(kTable.begin(), kTable.end(),
                                 [&](const Kind& known) { return known.name == spec.kind; });
  if (kind == kTable.end()) return fail(fmt::format("no fault is called '{}'", spec.kind));
  const Maker make = kMakers.at(static_cast<std::size_t>(kind - kTable.begin()));
  for (const std::string& target : targets) {
    Node* const node = system.find_node(target);
    if (node == nullptr) return fail(fmt::format("there is no node '{}'", target));
    if (kind->needs_process && node->child() == nullptr) {
      return fail(fmt::format("{} is not run by this harness (driver '{}'), so it cannot {} it",
                              node->name, node->service.driver, spec.kind));
    }
    nodes.push_back(node);
  }
  if (nodes.empty()) return fail(fmt::format("the fault '{}' has no node to act on", spec.name));
  return make(spec, nodes, system);
}

}  // namespace

Result<std::unique_ptr<Fault>> make_fault(const FaultSpec& spec,
                                          const std::vector<std::string>& targets, System& system) {
  std::vector<Node*> nodes;
  auto fault = make_unproven(spec, targets, nodes, system);
  if (!fault || !spec.proof) return fault;
  return with_proof(std::move(*fault), *spec.proof, nodes, system);
}

}  // namespace squall
