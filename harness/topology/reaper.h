// The reaper: a small process of the same binary that is the parent of everything a run starts.
//
// It sits in a session of its own and ignores the terminal's signals. When its socket closes,
// because the harness died in whatever way, it ends every descendant (it is their subreaper, so
// none can slip away by daemonising), undoes the ledger, masks the logs, writes <run>/cleanup.json
// and exits. If the reaper itself is killed, the kernel kills the nodes (PR_SET_PDEATHSIG) and the
// harness is told through `on_lost`.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/topology/child.h"

namespace squall {

/// To be called first thing in main. If this process was started as the reaper, it serves until
/// the end and returns its exit code; else nullopt.
std::optional<int> run_as_reaper(int argc, char** argv);

struct SpawnRequest {
  std::vector<std::string> argv;  ///< argv[0] is the path of the program.
  std::vector<std::string> env;   ///< "NAME=value"; all of it, nothing is inherited.
  std::filesystem::path cwd;
  std::filesystem::path log;  ///< stdout and stderr are appended here.
};

struct ReaperSettings {
  std::filesystem::path run_dir;     ///< Canonical; holds the ledger.
  std::vector<std::string> secrets;  ///< Masked in <run>/logs if the harness dies.
  int lock = -1;                     ///< A descriptor that the reaper keeps open to the end.
  std::function<void(const Child&)> on_exit;  ///< From the reader thread; must not block.
  std::function<void()> on_lost;              ///< The reaper died: everything was ended.
};

/// The harness's end. Thread-safe.
class Reaper {
 public:
  static Result<std::unique_ptr<Reaper>> start(ReaperSettings settings);
  ~Reaper();  ///< As shutdown().

  /// Starts a process in a session of its own. On return the program was executed; a program that
  /// could not be is an error that says why.
  Result<std::shared_ptr<Child>> spawn(const SpawnRequest& request);

  /// Ends whatever is left; returns what could not be ended. Nothing can be started afterwards.
  std::vector<std::string> shutdown();

  std::int64_t pid() const;

 private:
  class Connection;
  explicit Reaper(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace squall
