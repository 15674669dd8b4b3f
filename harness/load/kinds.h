// The table of arrival processes.
#pragma once

#include <span>

#include "harness/load/arrival.h"
#include "harness/model/kind.h"

namespace squall {

/// Names, summaries and option schemas, for the parser and `squall kinds`.
extern const std::span<const Kind> kArrivalKinds;

/// The arrival process of an open load, drawing from `random`; the error names the kinds there
/// are. `load.rate_per_s` must be positive (replay: the offsets must be there).
Result<std::unique_ptr<ArrivalProcess>> make_arrival(const Load& load, Random random);

}  // namespace squall
