// The set-up calls of a service, once its nodes are ready.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "harness/core/error.h"
#include "harness/model/event.h"
#include "harness/topology/references.h"

namespace squall {

/// Sends the calls in the order of the file; each is retried until its answer is as expected, for
/// its `retry_for`. Ends at the first that never is, or whose node has died.
tl::expected<void, NodeFailure> set_up(const Placement& placement, const Service& service,
                                       EventSink& events, std::stop_token stop);

}  // namespace squall
