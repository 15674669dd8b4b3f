// Requests with and without a delay on their way, in turn, and whether they show it.
#pragma once

#include <vector>

#include "harness/core/time.h"

namespace squall {

/// Where the delay is always the same, the shortest request on each way speaks for it: a server
/// that is slow now and then proves nothing. Where it is drawn anew, one short request says nothing
/// against it, so the middle ones speak (the median, of an even number the lower one).
class DelayPairs {
 public:
  /// A request is delayed in `directions` (1 or 2), each time by `delay`, give or take `jitter`.
  DelayPairs(Nanoseconds delay, Nanoseconds jitter, int directions);

  void add(Nanoseconds direct, Nanoseconds delayed);

  bool wants_more() const;
  bool proven() const;
  Nanoseconds direct() const { return speaking(direct_); }  ///< After one pair at the least.
  Nanoseconds delayed() const { return speaking(delayed_); }

 private:
  Nanoseconds speaking(std::vector<Nanoseconds> all) const;

  Nanoseconds least_;
  bool drawn_;
  std::vector<Nanoseconds> direct_, delayed_;
};

}  // namespace squall
