#include "harness/journal/read_ahead.h"

#include <atomic>
#include <catch2/catch.hpp>

using namespace squall;

namespace {

/// `blocks` blocks of `size` attempts, numbered in order.
ReadAhead::Source numbered(std::uint32_t blocks, std::uint32_t size) {
  return [blocks, size, block = std::uint32_t{0}](std::vector<Attempt>& to) mutable {
    if (block == blocks) return false;
    for (std::uint32_t i = 0; i < size; ++i) {
      to.emplace_back().iteration = block * size + i;
    }
    ++block;
    return true;
  };
}

}  // namespace

TEST_CASE("what is read ahead comes whole and in order") {
  for (const std::uint32_t size : {1U, 7U, 5000U}) {
    CAPTURE(size);
    const std::uint32_t blocks = 60'000 / size;
    ReadAhead ahead(numbered(blocks, size));
    std::uint32_t next = 0;
    bool in_order = true;
    for (auto batch = ahead.next(); !batch.empty(); batch = ahead.next()) {
      for (const Attempt& attempt : batch) in_order = in_order && attempt.iteration == next++;
    }
    CHECK(in_order);
    CHECK(next == blocks * size);
    CHECK(ahead.next().empty());
  }
}

TEST_CASE("nothing to read is the end at once") { CHECK(ReadAhead(numbered(0, 1)).next().empty()); }

TEST_CASE("a reader that has enough may leave") {
  std::atomic<int> asked{0};
  {
    ReadAhead ahead([&asked](std::vector<Attempt>& to) {
      ++asked;
      to.resize(to.size() + 5000);
      return true;  // For ever.
    });
    CHECK(ahead.next().size() == 5000);
  }
  CHECK(asked >= 1);
}
