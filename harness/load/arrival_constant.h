// Evenly spaced iterations, 1/rate apart, the first one at time 0.
#pragma once

#include <memory>

#include "harness/load/arrival.h"

namespace squall::constant {

std::unique_ptr<ArrivalProcess> make(const Load& load, Random random);

}  // namespace squall::constant
