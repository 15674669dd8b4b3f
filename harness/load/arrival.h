// Arrival processes of the open model: when iterations are due, whatever the system does.
//
// An arrival process is a pure stream of its seed; it never reads a clock. Time 0 is the start of
// the first phase that the load runs in (of the load engine, where it runs in all), and time goes
// on from there, also through phases that it does not run in: stages mean what they say where a
// load is limited to phases, and the length of one phase does not move the arrivals of the next.
#pragma once

#include <memory>
#include <optional>

#include "harness/core/error.h"
#include "harness/core/random.h"
#include "harness/core/time.h"
#include "harness/model/scenario.h"

namespace squall {

class ArrivalProcess {
 public:
  virtual ~ArrivalProcess() = default;

  /// The next intended start, never before the one returned last; nothing once they have run out.
  virtual std::optional<Nanoseconds> next() = 0;
};

}  // namespace squall
