#include "harness/core/machine_usage.h"

#include <catch2/catch.hpp>

using namespace squall;
using namespace std::chrono_literals;

TEST_CASE("what processors did is read from the first line of /proc/stat") {
  //                             user nice system idle iowait irq softirq steal guest guest_nice
  const auto usage =
      machine_usage("cpu  100 10 50 1000 40 3 7 20 60 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n");
  REQUIRE(usage);
  CHECK(usage->busy == 1700ms);
  CHECK(usage->stolen == 200ms);
  CHECK(usage->all == 12'300ms);
}

TEST_CASE("a line that is something else, or too short, is not understood") {
  CHECK_FALSE(machine_usage(""));
  CHECK_FALSE(machine_usage("cpu0 100 10 50 1000 40 3 7 20 0 0\n"));
  CHECK_FALSE(machine_usage("cpu  100 10 50 1000\nintr 5\n"));
}

TEST_CASE("this machine's processors do something") {
  const auto usage = machine_usage();
  REQUIRE(usage);
  CHECK(usage->busy > 0ms);
  CHECK(usage->all > usage->busy);
}
