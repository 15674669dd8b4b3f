#include "harness/topology/reaper.h"

// Stubs, until the reaper stands.
namespace squall {

std::optional<int> run_as_reaper(int, char**) { return std::nullopt; }

}  // namespace squall
