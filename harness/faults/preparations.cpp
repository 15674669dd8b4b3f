#include "harness/faults/preparations.h"

#include <unistd.h>

#include <algorithm>

#include "harness/faults/clock.h"
#include "harness/faults/cpu.h"
#include "harness/faults/disk_full.h"
#include "harness/faults/disk_slow.h"
#include "harness/faults/netem.h"
#include "harness/topology/cgroup.h"
#include "harness/topology/slow_disk.h"

namespace squall {
namespace {

Result<NodePreparation> preparation_of(const FaultSpec& fault) {
  if (fault.kind == "clock") return clock_fault::preparation(fault);
  if (fault.kind == "cpu") return cpu::preparation(fault);
  if (fault.kind == "disk_full") return disk_full::preparation(fault);
  if (fault.kind == "disk_slow") return disk_slow::preparation(fault);
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

bool needs_preparation(std::string_view kind) {
  return kind == "clock" || kind == "disk_full" || kind == "disk_slow";
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
