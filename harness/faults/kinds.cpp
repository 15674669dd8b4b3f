#include "harness/faults/kinds.h"

#include <array>

namespace squall {
namespace {

constexpr std::array<std::string_view, 2> kKillHeals{"restart", "none"};
constexpr std::array<Option, 1> kKillOptions{{
    {.name = "heal",
     .summary = "What ends the fault: the node is started again, or stays dead.",
     .fallback = "restart",
     .choices = kKillHeals},
}};

constexpr std::array<std::string_view, 2> kStopHeals{"continue", "none"};
constexpr std::array<Option, 1> kStopOptions{{
    {.name = "heal",
     .summary = "What ends the fault: the node goes on, or stays stopped.",
     .fallback = "continue",
     .choices = kStopHeals},
}};

constexpr std::array<Kind, 2> kTable{{
    {"kill", "The node's processes die at once (SIGKILL), as in a crash.", kKillOptions},
    {"stop", "The node hangs (SIGSTOP): connections open, and nothing answers.", kStopOptions},
}};

}  // namespace

constexpr std::span<const Kind> kFaultKinds = kTable;

Result<std::unique_ptr<Fault>> make_fault(const FaultSpec&, const std::vector<std::string>&,
                                          System&) {
  return fail("not built yet");
}

}  // namespace squall
