// How to undo a fault, as data: what the harness, the reaper and `squall cleanup` need, and all
// that they need. It is on disk before the fault goes in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace squall {

/// A process, told apart from a later one with the same pid by its start time.
struct ProcessIdentity {
  std::int64_t pid = 0;
  std::uint64_t start_ticks = 0;  ///< Field 22 of /proc/PID/stat.
  bool operator==(const ProcessIdentity&) const = default;
};

struct UndoAction {
  enum class Kind {
    kContinue,  ///< SIGCONT to the process.
    kEnd,       ///< SIGKILL to the process (and what descends from it).
    kRemove,    ///< The folder and all that it holds.
  };

  Kind kind = Kind::kContinue;
  ProcessIdentity process = {};
  std::string folder = {};  ///< kRemove: absolute.
};

struct Undo {
  std::string fault;  ///< Its name; "" for the nodes themselves.
  std::vector<UndoAction> actions;
};

}  // namespace squall
