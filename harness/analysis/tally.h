// The one accumulator behind every figure, and the value of every metric over it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "harness/core/histogram.h"
#include "harness/core/sparse_histogram.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"
#include "harness/model/expression.h"

namespace squall {

/// Which latencies a tally keeps.
struct Wants {
  bool response = false;  ///< End - due of operations that were tried (not dropped), ok or not.
  bool service = false;   ///< End - sent of attempts that were sent.
  bool late = false;      ///< Begun - due of first attempts of first steps.

  static Wants all() { return {true, true, true}; }
  Wants operator|(const Wants& other) const {
    return {response || other.response, service || other.service, late || other.late};
  }
};

/// What the percentiles in `condition` need.
Wants wants_of(const Condition& condition);

/// An attempt that brought a whole answer, of whatever kind; what throughput counts.
bool answered(const Attempt& attempt);

/// Counts over a set of attempts and the operations that they end. Latencies in nanoseconds.
struct Counts {
  std::uint64_t iterations = 0;  ///< That began: first steps that were not dropped.
  std::uint64_t operations = 0;  ///< That were due.
  std::uint64_t ok = 0, failed = 0, indeterminate = 0, dropped = 0;
  std::uint64_t attempts = 0, retries = 0, hedges = 0, timeouts = 0, answers = 0;
  std::uint64_t generator_drops = 0;  ///< Iterations that the harness itself did not start.
  std::array<std::uint64_t, kErrorClasses> attempt_errors{};    ///< And drops, by reason.
  std::array<std::uint64_t, kErrorClasses> operation_errors{};  ///< Of operations not ok.

  void add(const Attempt& attempt);
  void merge(const Counts& other);
};

template <typename LatencyHistogram>
struct BasicTally : Counts {
  LatencyHistogram response, service, late;

  void add(const Attempt& attempt, const Wants& wants);
  /// Only how late it was begun.
  void add_start(const Attempt& attempt, const Wants& wants);
  template <typename Other>
  void merge(const BasicTally<Other>& other);

  /// The value over `length` of time, in base units; none where there is nothing to compute it
  /// from (no samples, or a metric of faults). The metric's scope and window are the caller's.
  std::optional<double> value(const MetricUse& use, Nanoseconds length) const;
};

using Tally = BasicTally<Histogram>;              ///< Few of them: phases and steps.
using WindowTally = BasicTally<SparseHistogram>;  ///< Many: windows.
extern template struct BasicTally<Histogram>;
extern template struct BasicTally<SparseHistogram>;

}  // namespace squall
