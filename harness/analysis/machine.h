// How exactly the machine kept time while there was load, and who had its processors.
#pragma once

#include <optional>
#include <vector>

#include "harness/model/event.h"
#include "harness/model/report.h"

namespace squall {

/// Of the time of all processors together, from 0 to 1.
struct ProcessorShares {
  double busy = 0;    ///< With anything.
  double stolen = 0;  ///< Wanted, but the host of this virtual machine gave it to others.
  double others = 0;  ///< `stolen`, and what programs had that are not of the run.
};

/// What the processors did, by the samples of a run.
class ProcessorTimes {
 public:
  ProcessorTimes() = default;
  explicit ProcessorTimes(const std::vector<TimedEvent>& events);

  /// By time; other events than samples of the machine are passed over.
  void add(const TimedEvent& event);

  /// From the last sample before `start` to the first after `end`, or as near as there is one.
  /// nullopt: nobody looked.
  std::optional<ProcessorShares> between(Nanoseconds start, Nanoseconds end) const;

 private:
  struct Sample {
    Nanoseconds at{}, all{}, busy{}, stolen{}, of_run{};
  };
  std::vector<Sample> samples_;  ///< By time.
};

/// From the first phase to the end of the load. Empty when nobody looked.
MachineReport machine_report(const std::vector<TimedEvent>& events);

}  // namespace squall
