#include "harness/core/event_loop.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "harness/core/timer.h"

namespace squall {
namespace {

// For less than this it is not worth being put to sleep and woken up again.
constexpr Nanoseconds kSpinFor = std::chrono::milliseconds(2);
// With kSpin: to tell one watcher may take as long, which waits for timers that are due by then.
constexpr Nanoseconds kTelling = std::chrono::microseconds(20);
// A look at the descriptors may take as long: what is due sooner would come late.
constexpr Nanoseconds kLook = std::chrono::microseconds(2);

Fd checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return Fd(fd);
}

void control(int epoll, int operation, int fd, std::uint32_t events, void* data) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = data;
  if (::epoll_ctl(epoll, operation, fd, &event) == 0) return;
  throw std::system_error(errno, std::generic_category(), "cannot watch a descriptor");
}

std::uint32_t with(EventLoop::Trigger trigger, std::uint32_t events) {
  return trigger == EventLoop::Trigger::kEdge ? events | EPOLLET : events;
}

}  // namespace

EventLoop::EventLoop(Precision precision)
    : precision_(precision),
      epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "cannot make an event loop")),
      wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "cannot make an event loop")) {
  control(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), EPOLLIN | EPOLLET, nullptr);
}

void EventLoop::run() {
  while (!stopped_) turn();
}

void EventLoop::run_for(Nanoseconds time) {
  bool over = false;
  Timer end(*this);
  end.start(steady_now() + time, [&over] { over = true; });
  while (!over && !stopped_) turn();
}

void EventLoop::turn() {
  wait();
  run_timers();
  while (told_ < ready_ && !stopped_) {
    tell_next();
    looked_ = steady_now();
    run_timers();
  }
  if (ready_ == 0) return;
  for (const auto& call : when_told_) call();
}

void EventLoop::tell_next() {
  const epoll_event event = batch_[told_++];
  telling_ = true;
  if (event.data.ptr == nullptr) {
    run_posted();
  } else {
    static_cast<Watcher*>(event.data.ptr)->on_ready(event.events);
  }
  telling_ = false;
}

void EventLoop::wait() {
  const SteadyTime due = next_due();
  const SteadyTime begun = steady_now();
  const Nanoseconds until = due == SteadyTime::max() ? kForever : due - begun;
  told_ = ready_ = 0;
  if (precision_ != Precision::kCoarse && until > Nanoseconds(0) && until < kLook) {
    while ((looked_ = steady_now()) < due) {
    }
    return;
  }
  const Nanoseconds sleep = patience(precision_, until, lateness_.ahead(until));
  const int ready = wait_for_events(sleep);
  ready_ = static_cast<std::size_t>(std::max(ready, 0));
  waited_ = looked_ = steady_now();
  const bool slept = ready == 0 && sleep > Nanoseconds(0) && sleep < kForever;
  if (slept) lateness_.note(waited_ - begun - sleep);
}

Nanoseconds EventLoop::patience(Precision precision, Nanoseconds until_due, Nanoseconds late) {
  if (until_due == kForever) return kForever;
  Nanoseconds awake{};  // Before it is due.
  if (precision == Precision::kTimer) awake = late;
  if (precision == Precision::kSpin) awake = kSpinFor;
  return std::max(until_due - awake, Nanoseconds(0));
}

int EventLoop::wait_for_events(Nanoseconds timeout) {
  const int most = static_cast<int>(kBatch);
  if (has_pwait2_) {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(timeout);
    const timespec time{whole.count(), (timeout - whole).count()};
    const timespec* const limit = timeout == kForever ? nullptr : &time;
    const int ready = ::epoll_pwait2(epoll_.get(), batch_.data(), most, limit, nullptr);
    if (ready >= 0 || errno == EINTR) return ready;
    has_pwait2_ = false;  // Linux before 5.11, or a sandbox that does not know the call.
  }
  // Its milliseconds are cut, so that a wait never ends late; what is left is spun away.
  const Nanoseconds longest = std::min<Nanoseconds>(timeout, std::chrono::hours(1));
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(longest);
  return ::epoll_wait(epoll_.get(), batch_.data(), most, static_cast<int>(whole.count()));
}

void EventLoop::run_timers() {
  if (timers_.empty()) return;
  if (precision_ == Precision::kSpin && told_ < ready_ && next_due() - looked_ < kTelling) {
    while (looked_ < next_due()) looked_ = steady_now();
  }
  const SteadyTime now = looked_;
  bool called = false;
  for (; next_due() <= now && !stopped_; called = true) {
    Timer& timer = *timers_.front();
    remove(timer);
    timer.call_();
  }
  if (called) looked_ = steady_now();
}

void EventLoop::run_posted() {
  eventfd_t ignored = 0;
  ::eventfd_read(wake_.get(), &ignored);
  std::vector<std::function<void()>> calls;
  {
    const std::scoped_lock lock(mutex_);
    std::swap(calls, posted_);
  }
  for (const auto& call : calls) call();
}

void EventLoop::stop() {
  stopped_ = true;
  ::eventfd_write(wake_.get(), 1);
}

void EventLoop::post(std::function<void()> call) {
  {
    const std::scoped_lock lock(mutex_);
    posted_.push_back(std::move(call));
  }
  ::eventfd_write(wake_.get(), 1);
}

void EventLoop::watch(int fd, std::uint32_t events, Watcher& watcher, Trigger trigger) {
  control(epoll_.get(), EPOLL_CTL_ADD, fd, with(trigger, events), &watcher);
}

void EventLoop::rewatch(int fd, std::uint32_t events, Watcher& watcher, Trigger trigger) {
  control(epoll_.get(), EPOLL_CTL_MOD, fd, with(trigger, events), &watcher);
}

void EventLoop::unwatch(int fd, const Watcher& watcher) {
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
  const auto rest = batch_.begin() + static_cast<std::ptrdiff_t>(told_);
  const auto end = batch_.begin() + static_cast<std::ptrdiff_t>(ready_);
  const auto kept = std::remove_if(
      rest, end, [&](const epoll_event& event) { return event.data.ptr == &watcher; });
  ready_ = static_cast<std::size_t>(kept - batch_.begin());
}

bool EventLoop::caught_up(SteadyTime now, Nanoseconds within) const {
  return told_ == ready_ && ready_ < kBatch && now - waited_ <= within;
}

}  // namespace squall
