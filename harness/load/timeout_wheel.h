// Deadlines by the million, most of which are cancelled: a hashed timing wheel (Varghese and
// Lauck, 1987) with ticks of 1 ms.
//
// Setting and cancelling are a few instructions and allocate nothing: entries are links in their
// owners. An entry fires within one tick after its time and never before. Pure: time is a
// parameter. For precise waits (arrivals, think time, backoff) use a timer instead.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "harness/core/time.h"

namespace squall {

class TimeoutWheel {
 public:
  static constexpr Nanoseconds kTick = std::chrono::milliseconds(1);

  /// A deadline, part of the object that waits. It must not move or die while it is set.
  struct Entry {
    Entry* next = nullptr;  ///< nullptr: not set.
    Entry* previous = nullptr;
    std::int64_t tick = 0;

    bool set() const { return next != nullptr; }
  };

  TimeoutWheel();
  TimeoutWheel(const TimeoutWheel&) = delete;
  TimeoutWheel& operator=(const TimeoutWheel&) = delete;

  /// Fires `entry` at `time`, instead of when it was set to fire before.
  void set(Entry& entry, Nanoseconds time);
  void cancel(Entry& entry);

  /// Calls fire(Entry&) for every entry whose time has come, each unset before. `fire` may set and
  /// cancel any entry.
  template <typename Fire>
  void advance(Nanoseconds now, Fire&& fire) {
    Entry expired;
    collect(now, expired);
    while (expired.next != &expired) {
      Entry& entry = *expired.next;
      unlink(entry);
      fire(entry);
    }
  }

  /// When advance() should be called next, at the latest; nothing if no entry is set.
  std::optional<Nanoseconds> next_wake() const;

 private:
  static constexpr std::size_t kSlots = 4096;
  static constexpr std::size_t kWords = kSlots / 64;

  static std::size_t slot_of(std::int64_t tick) { return static_cast<std::size_t>(tick) % kSlots; }
  static void link_before(Entry& place, Entry& entry);
  static void unlink(Entry& entry);
  void collect(Nanoseconds now, Entry& expired);
  void mark(std::size_t slot);

  std::array<Entry, kSlots> slots_;  ///< Heads of circular lists.
  std::array<std::uint64_t, kWords> occupied_{};
  std::int64_t done_ = -1;  ///< All ticks up to here have been collected.
};

}  // namespace squall
