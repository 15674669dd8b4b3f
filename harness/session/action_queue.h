// Actions on their way from whoever asks to the session's loop.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "harness/core/time.h"
#include "harness/session/actions.h"

namespace squall {

/// Bounded, and closed before the first phase and after the last: what is asked then is refused at
/// once. Thread-safe.
class ActionQueue {
 public:
  static constexpr std::size_t kMost = 256;

  void open();
  /// From now on everything is refused with this reason, also what waits.
  void close(const std::string& reason);

  void push(AskedAction asked);
  std::optional<AskedAction> pop();
  /// Returns when there is something, at `time`, or when a stop is requested.
  void wait_until(std::stop_token stop, SteadyTime time);

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<AskedAction> asked_;
  bool open_ = false;
  std::string reason_ = "the system is being started: wait until the first phase begins";
};

}  // namespace squall
