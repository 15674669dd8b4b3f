#include "harness/analysis/machine.h"

#include <catch2/catch.hpp>

using namespace squall;
using namespace std::chrono_literals;

namespace {

/// Two processors.
TimedEvent processors(Nanoseconds at, Nanoseconds busy, Nanoseconds stolen, Nanoseconds of_run) {
  return {at, ResourcesSampled{{}, 2 * at + 1h, busy, stolen, of_run}};
}

TimedEvent slept(Nanoseconds at, std::vector<Nanoseconds> late) {
  return {at, MachineSampled{std::move(late)}};
}

}  // namespace

TEST_CASE("the machine is looked at from the first phase to the end of the load") {
  const std::vector<TimedEvent> events{
      slept(1s, {900ms}),  // The nodes start.
      processors(1s, 1s, 0s, 1s),
      {2s, PhaseStarted{}},
      processors(2s, 10s, 1s, 5s),
      slept(3s, {1ms, 2ms}),
      slept(5s, {3ms, -1us}),
      {6s, LoadEnded{}},
      processors(6s, 14s, 1400ms, 7s),
      slept(7s, {800ms}),
      processors(7s, 16s, 3s, 7s),
  };
  const MachineReport machine = machine_report(events);
  CHECK(machine.late_wakeup_ms.count == 4);
  CHECK(machine.late_wakeup_ms.max == 3);
  REQUIRE(machine.busy_share);
  CHECK(*machine.busy_share == Approx(0.5));
  REQUIRE(machine.stolen_share);
  CHECK(*machine.stolen_share == Approx(0.05));
  REQUIRE(machine.others_share);
  CHECK(*machine.others_share == Approx(0.05 + 0.25));
}

TEST_CASE("a stretch is seen by the samples around it, as far as there are any") {
  const ProcessorTimes times(
      {processors(1s, 0s, 0s, 0s), processors(2s, 1s, 0s, 1s), processors(3s, 3s, 0s, 2s)});
  CHECK(times.between(2s, 3s)->others == Approx(0.5));
  CHECK(times.between(2100ms, 2200ms)->others == Approx(0.5));
  CHECK(times.between(1500ms, 2500ms)->busy == Approx(0.75));
  CHECK(times.between(0s, 9s)->others == Approx(0.25));
  CHECK_FALSE(times.between(3s, 9s));
}

TEST_CASE("the run cannot have had more than all") {
  const ProcessorTimes times({processors(1s, 1s, 0s, 3s), processors(2s, 2s, 0s, 5s)});
  CHECK(times.between(1s, 2s)->others == 0);
  const ProcessorTimes lost({processors(1s, 1s, 0s, 3s), processors(2s, 2s, 0s, 1s)});
  CHECK(lost.between(1s, 2s)->others == Approx(0.5));
}

TEST_CASE("what was not seen is not said") {
  CHECK(machine_report({}).late_wakeup_ms.count == 0);
  const MachineReport once = machine_report(
      {{1s, PhaseStarted{}}, slept(2s, {1ms}), processors(2s, 1s, 0s, 1s), {3s, LoadEnded{}}});
  CHECK(once.late_wakeup_ms.count == 1);
  CHECK_FALSE(once.busy_share);
  CHECK_FALSE(once.others_share);
  CHECK_FALSE(ProcessorTimes({{1s, ResourcesSampled{}}, {2s, ResourcesSampled{}}}).between(1s, 2s));
}
