// Who held a role, by what the nodes' logs say: from a line that tells that a node gained it to one
// that tells that it lost it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/event.h"

namespace squall {

/// What is sure: between two looks a line may have been written at any time. So it is held from the
/// look that found that it was gained to the look before the one that found that it was lost; and
/// it ends a moment before the node was seen to have ended or to stand still.
struct RoleLogs {
  struct Held {
    std::string node;
    Nanoseconds from{}, until{};
  };

  std::vector<Held> held;
  std::uint64_t lines = 0;   ///< That were looked at.
  std::uint64_t gained = 0;  ///< That told of a gain.
  std::size_t read = 0;      ///< Logs that could be read to the end.
  std::string problem;       ///< Why one could not; the first.
};

/// `events` of nodes and roles, in order; those of other checkers are passed over.
RoleLogs read_role_logs(const std::vector<TimedEvent>& events, const std::string& checker);

}  // namespace squall
