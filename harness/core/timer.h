// A timer of an event loop.
#pragma once

#include <cstddef>
#include <limits>
#include <new>
#include <type_traits>

#include "harness/core/time.h"
#include "harness/core/event_loop.h"

namespace squall {

/// Belongs to the loop's thread and may not move. Starting and cancelling allocate nothing: a load
/// does it with each of its iterations.
class Timer {
 public:
  explicit Timer(EventLoop& loop) : loop_(loop) {}
  ~Timer() { cancel(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// `call` is made once, at `when` or soon after, and never before start() has returned. A timer
  /// that runs already is cancelled first.
  template <typename Call>
  void start(SteadyTime when, Call call) {
    cancel();
    call_ = SmallCall(call);
    due_ = when;
    schedule();
  }

  /// Its call is not made any more.
  void cancel();

  bool running() const { return place_ != kNone; }

 private:
  friend class EventLoop;
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  /// A callable of a few pointers, held in place.
  class SmallCall {
   public:
    SmallCall() = default;
    template <typename Call>
    explicit SmallCall(const Call& call)
        : make_([](void* place) { (*static_cast<Call*>(place))(); }) {
      static_assert(sizeof(Call) <= sizeof bytes_ && alignof(Call) <= alignof(std::max_align_t));
      static_assert(std::is_trivially_copyable_v<Call>);
      new (bytes_) Call(call);
    }

    /// It may be replaced while it is called.
    void operator()() const {
      SmallCall copy(*this);
      copy.make_(copy.bytes_);
    }

   private:
    void (*make_)(void*) = nullptr;
    alignas(std::max_align_t) std::byte bytes_[4 * sizeof(void*)]{};
  };

  void schedule();

  EventLoop& loop_;
  SteadyTime due_{};
  std::size_t place_ = kNone;  ///< In the loop's heap.
  SmallCall call_;
};

}  // namespace squall
