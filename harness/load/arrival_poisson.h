// Independent users: exponential gaps with mean 1/rate.
#pragma once

#include <memory>

#include "harness/load/arrival.h"

namespace squall::poisson {

std::unique_ptr<ArrivalProcess> make(const Load& load, Random random);

}  // namespace squall::poisson
