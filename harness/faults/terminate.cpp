#include "harness/faults/terminate.h"

#include <csignal>

namespace squall::terminate {

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system) {
  const auto patience = spec.options.get_or<Nanoseconds>("patience", std::chrono::seconds(5));
  return end_nodes(spec, SIGTERM, patience, std::move(nodes), system);
}

}  // namespace squall::terminate
