// Attempts as a load engine would record them: drawn, not measured.
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "harness/core/random.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"

namespace squall {

struct SampleFault {
  Nanoseconds injected, healed;
};
inline constexpr SampleFault kKilled{std::chrono::seconds(200), std::chrono::seconds(260)};
inline constexpr SampleFault kHangs{std::chrono::seconds(380), std::chrono::seconds(410)};

/// Two loads over 600 s: of load 0 each iteration has three steps, of load 1, twice as frequent,
/// one. Half of what is due while a node is killed is refused at once, half of what is due while
/// one hangs times out; failures are retried up to three times. In the order of their ends.
class SampleAttempts {
 public:
  /// `count` is about how many there are in all; beyond the last, they go on at the same rate.
  SampleAttempts(std::uint64_t count, std::uint64_t seed);

  Attempt next();

 private:
  struct LaterEnd {
    bool operator()(const Attempt& a, const Attempt& b) const {
      return a.intended + a.end > b.intended + b.end;
    }
  };

  void add_iteration();
  /// The attempts of one operation; the outcome, and when it ended.
  Outcome add_operation(Attempt blank, Nanoseconds& due);
  void try_once(Attempt& attempt, Nanoseconds begun);
  Nanoseconds latency();

  Random random_;
  double mean_gap_ns_;
  double due_ns_ = 0;
  std::uint32_t iterations_[2] = {0, 0};
  std::priority_queue<Attempt, std::vector<Attempt>, LaterEnd> pending_;
};

}  // namespace squall
