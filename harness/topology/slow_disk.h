// A disk of a node's own that can be made slow while it is in use: its folder is covered by a file
// system that hands everything on (pass_through.h).
#pragma once

#include <filesystem>
#include <memory>

#include "harness/core/error.h"
#include "harness/core/fd.h"
#include "harness/topology/disk_delay.h"
#include "harness/topology/reaper.h"

namespace squall {

/// Whether this machine has what it takes; the error says what is lacking, and who may.
Result<void> may_mount_slow_disk();

class SlowDisk {
 public:
  struct Place {
    std::filesystem::path folder;   ///< Is made if it is missing.
    std::filesystem::path control;  ///< A file for a moment, outside of the folder.
    std::filesystem::path log;      ///< Of the server.
    std::string mark;               ///< "SQUALL_RUN=…"
  };

  /// Covers the folder; without a delay, for now. To be unmounted by unmount_disk.
  static Result<std::shared_ptr<SlowDisk>> mount(const Place& place, Reaper& reaper);

  DiskDelay& delay() { return *delay_; }
  const Child& server() const { return *server_; }
  /// The folder that is covered, as this process can reach it.
  std::filesystem::path beneath() const;

 private:
  SlowDisk(SharedDelay delay, Fd beneath, std::shared_ptr<Child> server)
      : delay_(std::move(delay)), beneath_(std::move(beneath)), server_(std::move(server)) {}

  const SharedDelay delay_;
  const Fd beneath_;
  const std::shared_ptr<Child> server_;
};

}  // namespace squall
