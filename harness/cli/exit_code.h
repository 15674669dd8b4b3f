// Exit codes, a contract with CI. The first that applies, from the top.
#pragma once

#include "harness/run/interrupt.h"

namespace squall::exit_code {

inline constexpr int kUsage = 64;        ///< Bad arguments or a bad file; nothing was started.
inline constexpr int kInternal = 70;     ///< Our own error, or the records could not be written.
inline constexpr int kNotStarted = 4;    ///< The topology did not start, or a start hypothesis
                                         ///< was not met; no gate was judged.
inline constexpr int kFailed = 1;        ///< A gate, hypothesis, checker or comparison failed.
inline constexpr int kResidue = 5;       ///< Cleanup left something behind.
inline constexpr int kInconclusive = 2;  ///< No samples, no evidence, aborted.
inline constexpr int kPass = 0;
inline constexpr int kSignalBase = 128;  ///< Interrupted: 130 for SIGINT, 143 for SIGTERM.

/// kPass while nothing was interrupted. Without a signal it was a run that lost its reaper.
int of_interrupt(const Interrupt& interrupt);

/// Of two results, the code that stands first in the contract.
int first_that_applies(int a, int b);

}  // namespace squall::exit_code
