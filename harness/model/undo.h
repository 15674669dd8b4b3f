// How to undo a fault, as data: what the harness, the reaper and `squall cleanup` need, and all
// that they need. It is on disk before the fault goes in.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/process_identity.h"

namespace squall {

/// A request that is complete: nothing in it has to be looked up any more.
struct UndoCall {
  std::string method, url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct UndoAction {
  enum class Kind {
    kContinue,  ///< SIGCONT to the process.
    kEnd,       ///< SIGKILL to the process (and what descends from it).
    kRemove,    ///< The folder and all that it holds.
    kCall,      ///< The request, unless `process` is named and gone, and what it undoes with it.
    kRun,       ///< The command, in the folder.
    kUnmount,   ///< What is mounted on the folder, if anything is.
    kUngroup,   ///< The group of processes (cgroup) that the folder is; they go to `home`.
  };

  Kind kind = Kind::kContinue;
  ProcessIdentity process = {};
  std::string folder = {};            ///< kRemove, kRun, kUnmount, kUngroup: absolute.
  UndoCall call = {};                 ///< kCall
  std::vector<std::string> run = {};  ///< kRun: argv; the first is a path.
  std::string home = {};              ///< kUngroup: a group as well.
};

struct Undo {
  std::string fault;  ///< Its name, or that of a preparation; "" for the nodes themselves.
  std::vector<UndoAction> actions;
};

}  // namespace squall
