#include "harness/faults/kill.h"

#include <csignal>

namespace squall::kill {

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system) {
  return end_nodes(spec, SIGKILL, std::chrono::seconds(1), std::move(nodes), system);
}

}  // namespace squall::kill
