#include "harness/run/interrupt.h"

#include <unistd.h>

#include <csignal>

namespace squall {
namespace {

constexpr int kSignalsToLeaveAtOnce = 3;

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

Interrupt::Interrupt(std::function<void(int, int)> on_signal) : on_signal_(std::move(on_signal)) {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ = std::jthread([this](const std::stop_token& ended) { listen(ended); });
}

Interrupt::~Interrupt() {
  thread_.request_stop();
  // Sent to it alone, so that it need not look every now and then whether it is to end.
  pthread_kill(thread_.native_handle(), SIGHUP);
  thread_.join();
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void Interrupt::listen(const std::stop_token& ended) {
  const sigset_t signals = stop_signals();
  int count = 0;
  while (true) {
    const int signal = sigwaitinfo(&signals, nullptr);
    if (ended.stop_requested()) return;
    if (signal <= 0) continue;
    if (++count == 1) signal_.store(signal);
    on_signal_(signal, count);
    source_.request_stop();
    if (count >= kSignalsToLeaveAtOnce) _exit(128 + signal);
  }
}

}  // namespace squall
