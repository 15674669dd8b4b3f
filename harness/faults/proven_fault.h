// A fault whose author says what shows that it took effect.
#pragma once

#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall {

/// `fault`, with the probe's sample on each node besides its own evidence. The probe is sampled at
/// once as well: what is to be seen already proves nothing.
std::unique_ptr<Fault> with_proof(std::unique_ptr<Fault> fault, const ProofSpec& proof,
                                  const std::vector<Node*>& nodes, const System& system);

}  // namespace squall
