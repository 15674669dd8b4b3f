// Which failures are kept as examples.
#include "harness/load/recorder.h"

#include <catch2/catch.hpp>

#include "tests/unit/load/engine_fixture.h"

using namespace squall;

TEST_CASE("five examples of each failure, also of a read that has its number in the whole run") {
  EventLoop loop;
  Records records;
  const LoadSetup setup;  // Of fewer loads than the run has.
  Recorder recorder(loop, setup, records, records);
  Attempt attempt;
  attempt.error = ErrorClass::kConnectRefused;
  for (const int load : {6, 2, 255}) {
    attempt.load = static_cast<std::uint8_t>(load);
    for (int i = 0; i < 7; ++i) CHECK(recorder.wants_example(attempt) == (i < 5));
  }
}
