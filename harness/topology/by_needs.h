// The order in which services start and end: each after those that it needs.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "harness/model/topology.h"
#include "harness/topology/node.h"
#include "harness/topology/start_failure.h"

namespace squall {

/// Runs `start` for every service, each in a thread of its own once those that it needs are done.
/// The first failure stops the others (their `stop` is requested) and is the result.
Started start_by_needs(
    const std::vector<Service>& services, const std::stop_token& stop,
    const std::function<Started(const Service& service, std::stop_token stop)>& start);

/// Runs `act` for every node, each in a thread of its own; the first failure stops the others.
tl::expected<void, NodeFailure> for_each_node(
    const std::vector<Node*>& nodes, const std::stop_token& stop,
    const std::function<Result<void>(Node& node, std::stop_token stop)>& act);

/// The services in groups that can end together: first those that nobody needs.
std::vector<std::vector<const Service*>> end_order(const std::vector<Service>& services);

}  // namespace squall
