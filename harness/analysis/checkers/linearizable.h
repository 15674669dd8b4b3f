// Whether a history of operations on one register is linearizable: whether each operation can be
// given a moment between its call and its return, such that reads find what was written last.
//
// The search of Wing and Gong, with the memory of visited configurations of Lowe ("Testing for
// linearizability", 2017): an operation that may come next is taken, the rest is searched, and it
// is put back if that fails. It is exponential in how many operations overlap, so it is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/time.h"

namespace squall {

struct RegisterOperation {
  enum class Kind : std::uint8_t { kRead, kWrite, kCompareAndSet };
  static constexpr Nanoseconds kNever = Nanoseconds::max();

  Kind kind = Kind::kRead;
  Nanoseconds called{};
  Nanoseconds returned = kNever;  ///< kNever: it may have taken effect at any later time, or not.
  std::uint64_t value = 0;        ///< Read: what was found; write: what was written.
  std::uint64_t expected = 0;     ///< Compare-and-set: what had to be there for `value` to be set.
  bool succeeded = true;          ///< Compare-and-set: what it returned.
};

enum class Linearizable { kYes, kNo, kUnknown };

struct LinearizabilityBounds {
  std::size_t operations = 2000;
  std::size_t configurations = 200'000;
};

struct LinearizabilityResult {
  Linearizable verdict = Linearizable::kUnknown;
  /// kNo: the first operation, by its return, that no order could place; an index.
  std::optional<std::size_t> culprit = std::nullopt;
};

/// `initial`: the value before all; none: not known, the first read tells it.
LinearizabilityResult check_linearizable(const std::vector<RegisterOperation>& operations,
                                         std::optional<std::uint64_t> initial,
                                         const LinearizabilityBounds& bounds = {});

}  // namespace squall
