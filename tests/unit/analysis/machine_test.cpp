#include "harness/analysis/machine.h"

#include <catch2/catch.hpp>

using namespace squall;
using namespace std::chrono_literals;

namespace {

TimedEvent sampled(Nanoseconds at, std::vector<Nanoseconds> late, Nanoseconds busy,
                   Nanoseconds stolen) {
  return {at, MachineSampled{std::move(late), 2 * at + 1h, busy, stolen}};
}

}  // namespace

TEST_CASE("the machine is looked at from the first phase to the end of the load") {
  const std::vector<TimedEvent> events{
      sampled(1s, {900ms}, 1s, 0s),  // The nodes start.
      {2s, PhaseStarted{}},
      sampled(3s, {1ms, 2ms}, 10s, 1s),
      sampled(5s, {3ms, -1us}, 12s, 1200ms),
      {6s, LoadEnded{}},
      sampled(7s, {800ms}, 19s, 3s),
  };
  const MachineReport machine = machine_report(events);
  CHECK(machine.late_wakeup_ms.count == 4);
  CHECK(machine.late_wakeup_ms.max == 3);
  REQUIRE(machine.busy_share);
  CHECK(*machine.busy_share == Approx(0.5));
  REQUIRE(machine.stolen_share);
  CHECK(*machine.stolen_share == Approx(0.05));
}

TEST_CASE("what was not seen is not said") {
  CHECK(machine_report({}).late_wakeup_ms.count == 0);
  const MachineReport once = machine_report({{1s, PhaseStarted{}}, sampled(2s, {1ms}, 1s, 0s)});
  CHECK(once.late_wakeup_ms.count == 1);
  CHECK_FALSE(once.busy_share);
  CHECK_FALSE(once.stolen_share);
}
