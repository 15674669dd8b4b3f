// How late this machine wakes up those who asked to be woken up at a time.
//
// Idle processors take their time to come back: some 5 us on bare metal, 100 us and more in a
// virtual machine that has to be scheduled itself. Who knows that can ask to be woken up earlier.
#pragma once

#include <algorithm>

#include "harness/core/time.h"

namespace squall {

class Lateness {
 public:
  static constexpr Nanoseconds kMost = std::chrono::microseconds(250);
  static constexpr Nanoseconds kMostRare = std::chrono::milliseconds(3);
  static constexpr int kShare = 20;

  /// Of one wake-up.
  void note(Nanoseconds late) {
    usual_ = std::clamp(late > usual_ ? usual_ + kUp : usual_ - kDown, Nanoseconds(0), kMost);
    rare_ += late > rare_ ? (late - rare_) / 2 : -rare_ / 128;
    rare_ = std::min(rare_, kMostRare);
  }

  /// About what 97 of 100 wake-ups do not exceed: there, as many steps up as down balance.
  Nanoseconds usual() const { return usual_; }

  /// How much earlier to ask for a wake-up that is wanted in `wait`: the usual lateness; and what
  /// is rarer (somebody else had the processor) as far as that is a twentieth of the wait, so that
  /// few wake-ups are all in time and many cost no processor.
  Nanoseconds ahead(Nanoseconds wait) const {
    return std::max(usual_, std::min(rare_, wait / kShare));
  }

 private:
  static constexpr Nanoseconds kUp{8000};
  static constexpr Nanoseconds kDown{250};

  Nanoseconds usual_{};
  Nanoseconds rare_{};  ///< Half way to each later one; halved by some hundred that are not.
};

}  // namespace squall
