// A process that the reaper started for us, held by pidfd: a pid that is used again is never hit.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "harness/core/error.h"
#include "harness/core/fd.h"
#include "harness/core/time.h"
#include "harness/model/undo.h"

namespace squall {

struct ExitStatus {
  int code = 0;
  int signal = 0;  ///< > 0: ended by it, and `code` means nothing.
};

/// "exit code 1", "signal 9 (Killed)"
std::string describe(ExitStatus status);

/// Thread-safe.
class Child {
 public:
  Child(ProcessIdentity identity, Fd pidfd) : identity_(identity), pidfd_(std::move(pidfd)) {}

  const ProcessIdentity& identity() const { return identity_; }
  std::int64_t pid() const { return identity_.pid; }

  /// Asks the kernel, so it is true from the moment of death on.
  bool exited() const;
  /// How it ended, once the reaper has said so.
  std::optional<ExitStatus> exit_status() const;
  /// The same, waited for: it follows the death by a moment. For a child that has exited.
  ExitStatus wait_status() const;
  /// True if it ended within `duration`.
  bool wait_exit(Nanoseconds duration) const;
  /// The same, until `deadline`, unless `stop` is requested before.
  bool wait_exit(SteadyTime deadline, const std::stop_token& stop) const;
  Result<void> signal(int number) const;

  void set_exit(ExitStatus status);  ///< By the reaper's connection.

 private:
  const ProcessIdentity identity_;
  const Fd pidfd_;
  mutable std::mutex mutex_;
  mutable std::condition_variable reported_;
  std::optional<ExitStatus> exit_;
};

}  // namespace squall
