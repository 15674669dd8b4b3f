// What nodes have to be started with, because a fault could not be put on them later.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/scenario.h"
#include "harness/topology/node.h"

namespace squall {

/// For the nodes of `service`: what the scenario's faults on them need. The error says what this
/// machine lacks for which fault.
Result<NodePreparation> preparation_for(const Service& service, const Scenario& scenario);

/// The kinds of faults for which nodes must be started with something.
std::vector<std::string> kinds_that_need_preparation();

/// Whether nodes must be started with something, or a fault of this kind cannot be put on them.
bool needs_preparation(std::string_view kind);

/// What a kind of fault needs of the machine.
struct FaultNeed {
  std::string kind;
  bool met = false;
  std::string what;  ///< Where it is, or how to get it.
};

/// Of the kinds that do not work everywhere, and of netem, which is none of them.
std::vector<FaultNeed> fault_needs();

}  // namespace squall
