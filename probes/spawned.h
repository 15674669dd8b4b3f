// Runs a short command to its end, or ends it and all that it started.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/time.h"

namespace squall {

struct SpawnedCommand {
  std::vector<std::string> argv;  ///< Looked for on the PATH; a path is relative to `folder`.
  std::string folder;             ///< It is run there.
  std::string run_dir;            ///< Marks it as the run's; empty: it is of none.
};

struct CommandEnd {
  bool ended = false;  ///< By itself, in time.
  int code = 0;
  int signal = 0;      ///< > 0: ended by it, and `code` means nothing.
  std::string output;  ///< Up to kMostOutput bytes; the rest is read and thrown away.
  std::string errors;  ///< What it wrote to its standard error, up to 4 KiB.
};

inline constexpr std::size_t kMostOutput = std::size_t{1} << 20;

/// Returns once it has ended, or `timeout` is over, or a stop is requested; what is left of its
/// process group then is killed. It also dies with the calling thread. The error: it cannot be
/// started.
Result<CommandEnd> run_command(const SpawnedCommand& command, Nanoseconds timeout,
                               const std::stop_token& stop);

}  // namespace squall
