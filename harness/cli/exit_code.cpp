#include "harness/cli/exit_code.h"

#include <algorithm>
#include <csignal>

namespace squall::exit_code {

int of_interrupt(const Interrupt& interrupt) {
  if (!interrupt.token().stop_requested()) return kPass;
  return interrupt.signal() == 0 ? kInternal : kSignalBase + interrupt.signal();
}

int first_that_applies(int a, int b) {
  constexpr int kOrder[] = {kUsage,
                            kInternal,
                            kNotStarted,
                            kFailed,
                            kResidue,
                            kSignalBase + SIGINT,
                            kSignalBase + SIGTERM,
                            kInconclusive};
  for (const int code : kOrder) {
    if (a == code || b == code) return code;
  }
  return std::max(a, b);
}

}  // namespace squall::exit_code
