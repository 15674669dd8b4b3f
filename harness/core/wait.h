// Waiting that a stop request cuts short.
#pragma once

#include <stop_token>

#include "harness/core/time.h"

namespace squall {

/// Sleeps until `time` or until a stop is requested. True if the time was reached.
bool wait_until(std::stop_token stop, SteadyTime time);

inline bool wait_for(std::stop_token stop, Nanoseconds duration) {
  return wait_until(std::move(stop), steady_now() + duration);
}

}  // namespace squall
