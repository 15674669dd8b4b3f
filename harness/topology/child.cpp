#include "harness/topology/child.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "harness/core/pidfd.h"

namespace squall {
namespace {

constexpr Nanoseconds kSlice = std::chrono::milliseconds(20);  // Between looks at the stop token.

}  // namespace

std::string describe(ExitStatus status) {
  if (status.signal == 0) return fmt::format("exit code {}", status.code);
  const char* const name = ::sigdescr_np(status.signal);
  return fmt::format("signal {} ({})", status.signal, name == nullptr ? "unknown" : name);
}

bool Child::exited() const { return wait_exit(Nanoseconds(0)); }

std::optional<ExitStatus> Child::exit_status() const {
  const std::scoped_lock lock(mutex_);
  return exit_;
}

ExitStatus Child::wait_status() const {
  std::unique_lock lock(mutex_);
  // A reaper that was killed reports nothing any more; what it held got SIGKILL.
  constexpr std::chrono::seconds kPatience(1);
  reported_.wait_for(lock, kPatience, [this] { return exit_.has_value(); });
  return exit_.value_or(ExitStatus{0, SIGKILL});
}

bool Child::wait_exit(Nanoseconds duration) const {
  const SteadyTime deadline = steady_now() + duration;
  while (true) {
    const Nanoseconds left = std::max(Nanoseconds(0), Nanoseconds(deadline - steady_now()));
    const timespec timeout{static_cast<time_t>(left.count() / 1'000'000'000),
                           static_cast<long>(left.count() % 1'000'000'000)};
    pollfd poll{.fd = pidfd_.get(), .events = POLLIN, .revents = 0};
    const int ready = ::ppoll(&poll, 1, &timeout, nullptr);
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

bool Child::wait_exit(SteadyTime deadline, const std::stop_token& stop) const {
  while (!stop.stop_requested() && steady_now() < deadline) {
    if (wait_exit(std::min<Nanoseconds>(kSlice, deadline - steady_now()))) return true;
  }
  return exited();
}

Result<void> Child::signal(int number) const {
  if (signal_pidfd(pidfd_, number)) return {};
  if (errno == ESRCH) return fail(fmt::format("pid {} has ended", pid()));
  return fail(fmt::format("pid {} cannot be signalled: {}", pid(), std::strerror(errno)));
}

void Child::set_exit(ExitStatus status) {
  const std::scoped_lock lock(mutex_);
  exit_ = status;
  reported_.notify_all();
}

}  // namespace squall
