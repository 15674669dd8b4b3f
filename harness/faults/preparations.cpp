#include "harness/faults/preparations.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "harness/faults/clock.h"
#include "harness/faults/cpu.h"
#include "harness/faults/disk_full.h"
#include "harness/faults/disk_slow.h"
#include "harness/faults/netem.h"
#include "harness/topology/cgroup.h"
#include "harness/topology/slow_disk.h"

namespace squall {
namespace {

struct Preparing {
  std::string_view kind;
  Result<NodePreparation> (*of)(const FaultSpec& fault);
  bool must = true;  ///< Else it only asks what the machine allows.
};

constexpr auto kPreparing = std::to_array<Preparing>({
    {"clock", clock_fault::preparation},
    {"cpu", cpu::preparation, false},
    {"disk_full", disk_full::preparation},
    {"disk_slow", disk_slow::preparation},
});

Result<NodePreparation> preparation_of(const FaultSpec& fault) {
  for (const Preparing& one : kPreparing) {
    if (one.kind == fault.kind) return one.of(fault);
  }
  return NodePreparation{};
}

bool is_on(const FaultSpec& fault, const Service& service) {
  return fault.enabled && fault.target.substr(0, fault.target.find('[')) == service.name;
}

}  // namespace

Result<NodePreparation> preparation_for(const Service& service, const Scenario& scenario) {
  NodePreparation all;
  for (const Phase& phase : scenario.phases) {
    for (const FaultSpec& fault : phase.faults) {
      if (!is_on(fault, service)) continue;
      auto one = preparation_of(fault);
      if (!one) return tl::unexpected(one.error());
      all.slow_disk |= one->slow_disk;
      all.disk_bytes = std::max(all.disk_bytes, one->disk_bytes);
      if (all.env.empty()) all.env = std::move(one->env);
    }
  }
  return all;
}

std::vector<std::string> kinds_that_need_preparation() {
  std::vector<std::string> kinds;
  for (const Preparing& one : kPreparing) {
    if (one.must) kinds.emplace_back(one.kind);
  }
  return kinds;
}

bool needs_preparation(std::string_view kind) {
  return std::any_of(kPreparing.begin(), kPreparing.end(),
                     [&](const Preparing& one) { return one.must && one.kind == kind; });
}

std::vector<FaultNeed> fault_needs() {
  const auto library = clock_fault::find_library();
  const bool root = ::geteuid() == 0;
  const auto groups = find_cpu_groups();
  const auto slow = may_mount_slow_disk();
  return {{"cpu", true,
           groups ? "by a quota (" + std::string(groups->version) + ")"
                  : "by signals: " + groups.error().message},
          {"clock", library.has_value(),
           library ? library->string() : "install Debian's package libfaketime"},
          {"disk_full", root, root ? "root may mount" : "only root may mount"},
          {"disk_slow", slow.has_value(), slow ? "/dev/fuse" : slow.error().message},
          {"netem", false,
           std::string(kernel_has_netem() ? "this kernel has it, Squall does not use it"
                                          : "this kernel has none") +
               ": latency, bandwidth, slicer and corrupt of a link do without"}};
}

}  // namespace squall
