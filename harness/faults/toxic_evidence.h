// The proof that a toxic took effect on a leg: what a request through it lives through, beside one
// that goes to the node directly, and what passed there meanwhile.
#pragma once

#include <stop_token>

#include "harness/faults/fault.h"
#include "harness/model/scenario.h"
#include "harness/proxy/kinds.h"
#include "harness/topology/legs.h"

namespace squall {

/// Takes up to about a second, and as long as the toxic delays an answer.
FaultProof toxic_evidence(const FaultSpec& spec, const ToxicPlan& plan, int toxic, const Leg& leg,
                          const Proxy& proxy, const std::stop_token& stop);

}  // namespace squall
