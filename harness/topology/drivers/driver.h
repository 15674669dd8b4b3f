// The seam between a topology and the ways to run its nodes.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/model/topology.h"
#include "harness/topology/node.h"
#include "harness/topology/reaper.h"

namespace squall {

/// What every driver is given; outlives it.
struct DriverContext {
  const Topology& topology;
  const std::filesystem::path& run_dir;
  Reaper& reaper;
};

class Driver {
 public:
  virtual ~Driver() = default;

  /// Gives a node its address, ports and folders. Nothing is started yet.
  virtual Result<void> place(Node& node) = 0;

  /// Starts the node; it need not be ready on return. `lookup` knows all that the node may name.
  virtual Result<void> launch(Node& node, const Template::Lookup& lookup) = 0;

  /// Whether the node answers by itself, and nobody else in its name. Called once it is ready.
  virtual Result<void> check(const Node& node) = 0;

  /// Ends the node and everything that it started; returns when it is gone or cannot be ended.
  virtual void end(Node& node) = 0;
};

}  // namespace squall
