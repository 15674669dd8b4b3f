// What load balancers saw: who detected a fault, and how each of their servers stood.
#pragma once

#include <vector>

#include "harness/model/event.h"
#include "harness/model/report.h"

namespace squall {

/// A balancer's view, and when it changed.
struct TimedBackendChange {
  Nanoseconds at{};
  BackendChanged change;
};

/// The first moment at or after `injected`, and before `end`, at which a balancer saw a server down
/// that stands for one of the fault's nodes (of a link: those at its end); one for each server.
std::vector<DetectionReport> detections(const FaultReport& fault, Nanoseconds injected,
                                        Nanoseconds end,
                                        const std::vector<TimedBackendChange>& changes);

/// How long each balancer saw each of its servers in each state.
std::vector<BackendSpan> backend_spans(const std::vector<TimedEvent>& events, Nanoseconds end);

/// How long the circuit breaker of each address stood how, from its first change on.
std::vector<BreakerSpan> breaker_spans(const std::vector<TimedEvent>& events, Nanoseconds end);

}  // namespace squall
