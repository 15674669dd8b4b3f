#include "harness/load/timeout_wheel.h"

#include <algorithm>
#include <bit>

namespace squall {

TimeoutWheel::TimeoutWheel() {
  for (Entry& head : slots_) head.next = head.previous = &head;
}

void TimeoutWheel::set(Entry& entry, Nanoseconds time) {
  cancel(entry);
  const std::int64_t tick = (time + kTick - Nanoseconds(1)) / kTick;
  entry.tick = std::max(tick, done_ + 1);
  const std::size_t slot = slot_of(entry.tick);
  link_before(slots_[slot], entry);
  occupied_[slot / 64] |= std::uint64_t{1} << (slot % 64);
}

void TimeoutWheel::cancel(Entry& entry) {
  if (!entry.set()) return;
  unlink(entry);
  mark(slot_of(entry.tick));
}

void TimeoutWheel::link_before(Entry& place, Entry& entry) {
  entry.next = &place;
  entry.previous = place.previous;
  place.previous->next = &entry;
  place.previous = &entry;
}

void TimeoutWheel::unlink(Entry& entry) {
  entry.previous->next = entry.next;
  entry.next->previous = entry.previous;
  entry.next = entry.previous = nullptr;
}

void TimeoutWheel::collect(Nanoseconds now, Entry& expired) {
  expired.next = expired.previous = &expired;
  const std::int64_t now_tick = now / kTick;
  // One turn sees every slot, however long ago the last call was.
  const std::int64_t turn = static_cast<std::int64_t>(kSlots);
  for (std::int64_t tick = std::max(done_ + 1, now_tick - turn + 1); tick <= now_tick; ++tick) {
    Entry& head = slots_[slot_of(tick)];
    for (Entry* entry = head.next; entry != &head;) {
      Entry& current = *entry;
      entry = entry->next;
      if (current.tick > now_tick) continue;
      unlink(current);
      link_before(expired, current);
    }
    mark(slot_of(tick));
  }
  done_ = std::max(done_, now_tick);
}

void TimeoutWheel::mark(std::size_t slot) {
  const std::uint64_t bit = std::uint64_t{1} << (slot % 64);
  const bool empty = slots_[slot].next == &slots_[slot];
  occupied_[slot / 64] = empty ? occupied_[slot / 64] & ~bit : occupied_[slot / 64] | bit;
}

std::optional<Nanoseconds> TimeoutWheel::next_wake() const {
  const std::int64_t first = done_ + 1;
  std::size_t slot = slot_of(first);
  for (std::size_t seen = 0; seen < kSlots;) {
    const std::uint64_t rest = occupied_[slot / 64] >> (slot % 64);
    if (rest != 0) {
      const auto ahead = seen + static_cast<std::size_t>(std::countr_zero(rest));
      return (first + static_cast<std::int64_t>(ahead)) * kTick;
    }
    const std::size_t step = 64 - slot % 64;
    seen += step;
    slot = (slot + step) % kSlots;
  }
  return std::nullopt;
}

}  // namespace squall
