#include "harness/faults/busy_process.h"

#include <csignal>

namespace squall {
namespace {

constexpr Nanoseconds kEndsWithin = std::chrono::seconds(1);

}  // namespace

Result<BusyProcess> BusyProcess::start(System& system, const std::string& name) {
  auto child = system.execute(name, {"nice", "-n", "19", "sh", "-c", "while :; do :; done"});
  if (!child) return tl::unexpected(child.error());
  return BusyProcess(std::move(*child));
}

BusyProcess::~BusyProcess() {
  if (child_ == nullptr) return;  // Moved from.
  (void)child_->signal(SIGKILL);
  child_->wait_exit(kEndsWithin);
}

}  // namespace squall
