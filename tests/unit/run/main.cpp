// The tests' own main: a program that starts a reaper or a slow disk must also be able
// to be one.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "harness/topology/pass_through.h"
#include "harness/topology/reaper.h"

int main(int argc, char** argv) {
  if (const auto code = squall::run_as_reaper(argc, argv)) return *code;
  if (const auto code = squall::run_as_slow_disk(argc, argv)) return *code;
  return Catch::Session().run(argc, argv);
}
