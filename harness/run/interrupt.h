// SIGINT, SIGTERM and SIGHUP as a stop request.
#pragma once

#include <atomic>
#include <functional>
#include <stop_token>
#include <thread>

namespace squall {

/// While it lives, the first signal requests a stop (the run heals, reports and ends with 128 plus
/// the signal), and the third ends the process at once: the reaper then cleans up. `on_signal` is
/// told of each. Create it before any other thread, so that every thread blocks the signals.
class Interrupt {
 public:
  explicit Interrupt(std::function<void(int signal, int count)> on_signal);
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  /// The first signal that came, or 0.
  int signal() const { return signal_.load(); }
  /// Requests a stop from inside, without a signal.
  void request_stop() { source_.request_stop(); }

 private:
  void listen(const std::stop_token& ended);

  std::function<void(int, int)> on_signal_;
  std::stop_source source_;
  std::atomic<int> signal_ = 0;
  std::jthread thread_;  // Last: it uses the members above.
};

}  // namespace squall
