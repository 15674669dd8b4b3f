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

  /// Of one wake-up.
  void note(Nanoseconds late) {
    usual_ = std::clamp(late > usual_ ? usual_ + kUp : usual_ - kDown, Nanoseconds(0), kMost);
  }

  /// About what 97 of 100 wake-ups do not exceed: there, as many steps up as down balance. What is
  /// rarer (somebody else had the processor) is not made good by being awake early.
  Nanoseconds usual() const { return usual_; }

 private:
  static constexpr Nanoseconds kUp{8000};
  static constexpr Nanoseconds kDown{250};

  Nanoseconds usual_{};
};

}  // namespace squall
