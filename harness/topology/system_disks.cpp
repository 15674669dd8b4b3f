// System: the disks of nodes' own, which faults fill or slow down.
#include <fmt/format.h>

#include <algorithm>

#include "harness/topology/cleanup.h"
#include "harness/topology/disk.h"
#include "harness/topology/slow_disk.h"
#include "harness/topology/system_parts.h"

namespace squall {

// Once: what the node keeps on them must outlive a restart. The slow one covers the small one.
Result<void> System::Parts::make_disks(Node& node) {
  const bool own = node.prepared.disk_bytes > 0;
  const bool slow = node.prepared.slow_disk;
  if ((!own && !slow) || node.dir.empty()) return {};  // Without a folder it is not run by us.
  {
    const std::scoped_lock lock(mutex_);
    if (std::find(disks_.begin(), disks_.end(), node.dir) != disks_.end()) return {};
    disks_.push_back(node.dir);
  }
  UndoAction action{UndoAction::Kind::kUnmount};
  action.folder = node.dir.string();
  const auto added = ledger_->add({"", {std::move(action)}}, Ledger::Survives::kHarness);
  if (!added) return tl::unexpected(added.error());
  if (own) {
    if (auto mounted = mount_disk(node.dir, node.prepared.disk_bytes); !mounted) return mounted;
  }
  return slow ? make_slow_disk(node) : Result<void>();
}

Result<void> System::Parts::make_slow_disk(Node& node) {
  const std::string name = node.dir.filename().string();
  auto disk =
      SlowDisk::mount({node.dir, settings_.run_dir / "work" / fmt::format(".delay-{}", name),
                       settings_.run_dir / "logs" / fmt::format("disk-{}.log", name),
                       fmt::format("{}={}", kRunMark, settings_.run_dir.string())},
                      *reaper_);
  if (!disk) return tl::unexpected(disk.error());
  node.set_slow_disk(*disk);
  const Undo undo{"", {{UndoAction::Kind::kEnd, (*disk)->server().identity(), {}}}};
  const auto added = ledger_->add(undo, Ledger::Survives::kHarness);
  return added ? Result<void>() : tl::unexpected(added.error());
}

// After the nodes and before the servers of slow disks, so that what was written comes through.
void System::Parts::unmount_disks() {
  // From here on, the end of a server is no surprise.
  for (const auto& node : placement_.nodes) node->set_slow_disk(nullptr);
  for (const auto& disk : disks_) {
    if (std::string left = unmount_disk(disk); !left.empty()) residue_.push_back(std::move(left));
  }
}

}  // namespace squall
