// What nodes have to be started with, because a fault could not be put on them later.
#pragma once

#include "harness/model/scenario.h"
#include "harness/topology/node.h"

namespace squall {

/// For the nodes of `service`: what the scenario's faults on them need. The error says what this
/// machine lacks for which fault.
Result<NodePreparation> preparation_for(const Service& service, const Scenario& scenario);

}  // namespace squall
