// A toxic as a fault: put into every leg of its target, and taken out again.
//
// It lives in the harness's own proxy, so it ends with the harness in any case: there is nothing to
// undo afterwards.
#pragma once

#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/scenario.h"
#include "harness/proxy/kinds.h"
#include "harness/topology/legs.h"

namespace squall {

/// `legs` (not empty) and `proxy` must outlive it.
std::unique_ptr<Fault> make_toxic_fault(const FaultSpec& spec, ToxicPlan plan,
                                        std::vector<const Leg*> legs, Proxy& proxy);

}  // namespace squall
