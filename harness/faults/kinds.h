// The table of faults.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall {

extern const std::span<const Kind> kFaultKinds;

/// The fault of `spec` on `targets`, which are names of nodes ("couchdb[0]"), or for a
/// toxic of links and legs ("client->web"). The error says which
/// target there is not, or that the driver cannot do this to its nodes. `system` must outlive it.
Result<std::unique_ptr<Fault>> make_fault(const FaultSpec& spec,
                                          const std::vector<std::string>& targets, System& system);

}  // namespace squall
