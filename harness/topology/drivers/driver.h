// The seam between a topology and the ways to run its nodes.
#pragma once

#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/model/undo.h"
#include "harness/topology/node.h"
#include "harness/topology/reaper.h"
#include "harness/topology/references.h"

namespace squall {

/// What every driver is given; outlives it.
struct DriverContext {
  const Placement& placement;
  Reaper& reaper;
};

/// Used by several threads at once, for different nodes.
class Driver {
 public:
  virtual ~Driver() = default;

  /// Gives a node its address, ports and folders. Nothing is started yet.
  virtual Result<void> place(Node& node) = 0;

  /// Starts the node and sets its child; it need not be ready on return.
  virtual Result<void> launch(Node& node) = 0;

  /// Whether it is the node itself that answers, and nobody in its name. Called once it is ready.
  virtual Result<void> check(const Node& node) = 0;

  /// What lives and dies with the node, its own process first.
  virtual std::vector<ProcessIdentity> processes(const Node& node) = 0;

  /// Ends the node and everything that it started; returns when it is gone or cannot be ended.
  virtual void end(Node& node) = 0;
};

}  // namespace squall
