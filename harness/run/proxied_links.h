// Which links of a run go through the fault proxy.
#pragma once

#include <string>
#include <vector>

#include "harness/model/scenario.h"

namespace squall {

/// The names of the links that are always proxied, and of those that a fault of the scenario is
/// aimed at. A control run without faults has them too: it differs in nothing but the faults.
std::vector<std::string> proxied_links(const Scenario& scenario, const Topology& topology);

/// The names of all links that can go through it.
std::vector<std::string> links_that_can_be_proxied(const Topology& topology);

}  // namespace squall
