// What is done for each iteration allocates nothing once the buffers have grown.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "harness/load/flow.h"

namespace {

thread_local std::size_t allocations = 0;

}  // namespace

// Counts, and is otherwise the usual one. For the whole test program. Not inline, or g++ would see
// memory of `new` that is given back by free().
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace squall {

TEST_CASE("drawing a flow, and finding what it left undone, allocates nothing", "[flow]") {
  Workload workload{"w", "", "", std::vector<Step>(6)};
  workload.steps[0].weight = 1;
  workload.steps[1].weight = 2;
  workload.steps[3].repeat = 3;
  workload.steps[4].when = StepCondition();
  workload.steps[4].when->share = 0.5;
  const auto flow = Flow::compile(workload, {});
  REQUIRE(flow);
  Random random(1);
  Flow::Course course;
  flow->draw(random, course);

  std::size_t unreached = 0;
  const auto count = [&](std::size_t) { ++unreached; };
  const std::size_t before = allocations;
  for (int i = 0; i < 100; ++i) {
    flow->draw(random, course);
    flow->for_each_unreached(std::nullopt, course, count);
    flow->for_each_unreached(2, course, count);
  }
  const std::size_t made = allocations - before;
  CHECK(made == 0);
  CHECK(unreached > 600);
}

}  // namespace squall
