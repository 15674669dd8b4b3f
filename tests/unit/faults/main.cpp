// The tests' own main: a program that starts a reaper must also be able to be one.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "harness/topology/reaper.h"

int main(int argc, char** argv) {
  if (const auto code = squall::run_as_reaper(argc, argv)) return *code;
  return Catch::Session().run(argc, argv);
}
