#include "harness/analysis/stalls.h"

#include <algorithm>

namespace squall {
namespace {

constexpr Nanoseconds kNarrowest = std::chrono::milliseconds(10);
constexpr std::int64_t kMostSlots = 200'000;
constexpr std::int64_t kTimesQuick = 4;

bool is_reaction(const Attempt& attempt) {
  switch (attempt.error) {
    case ErrorClass::kConnectTimeout:
    case ErrorClass::kFirstByteTimeout:
    case ErrorClass::kAttemptTimeout:
    case ErrorClass::kDeadlineExceeded:
    case ErrorClass::kAbandoned:
    case ErrorClass::kCircuitOpen:
    case ErrorClass::kEarlierStep:
    case ErrorClass::kGenerator:
    case ErrorClass::kCutOff:
      return false;
    default:
      return true;
  }
}

}  // namespace

Stalls::Stalls(const std::vector<PhaseSpan>& phases) : width_(kNarrowest) {
  if (phases.empty()) return;
  start_ = phases.front().start;
  const Nanoseconds length = std::max(phases.back().end - start_, Nanoseconds(0));
  // A second at most, so that offsets fit; what is beyond the last slot is not looked at.
  const Nanoseconds wanted = length / kMostSlots;
  width_ = std::clamp<Nanoseconds>(wanted, kNarrowest, std::chrono::seconds(1));
  slots_.resize(static_cast<std::size_t>(std::min(length / width_ + 1, kMostSlots + 1)));
}

Stalls::Slot* Stalls::slot_at(Nanoseconds time) {
  if (time < start_) return nullptr;
  const auto place = static_cast<std::size_t>((time - start_) / width_);
  return place < slots_.size() ? &slots_[place] : nullptr;
}

void Stalls::add_due(Nanoseconds time) {
  Slot* const slot = slot_at(time);
  if (slot == nullptr) return;
  ++slot->due;
  const auto offset = static_cast<std::uint32_t>(((time - start_) % width_).count());
  slot->first_due = std::min(slot->first_due, offset);
}

void Stalls::add_reaction(Nanoseconds time) {
  Slot* const slot = slot_at(time);
  if (slot == nullptr) return;
  const auto offset = static_cast<std::uint32_t>(((time - start_) % width_).count());
  slot->first_reaction = std::min(slot->first_reaction, offset);
  slot->last_reaction =
      slot->last_reaction == Slot::kNone ? offset : std::max(slot->last_reaction, offset);
}

void Stalls::add(const Attempt& attempt) {
  if (attempt.outcome == Outcome::kDropped || attempt.error == ErrorClass::kCircuitOpen) return;
  if (attempt.number == 0) add_due(attempt.intended);
  if (is_reaction(attempt)) add_reaction(attempt.intended + attempt.end);
  if (attempt.first_byte >= Nanoseconds{}) add_reaction(attempt.intended + attempt.first_byte);
  if (is_cut_off(attempt) || attempt.sent < Nanoseconds{} || attempt.end < attempt.sent) return;
  service_.record(static_cast<std::uint64_t>((attempt.end - attempt.sent).count()));
}

std::vector<StallReport> Stalls::find(const std::vector<PhaseSpan>& phases,
                                      std::size_t most) const {
  std::vector<StallReport> stalls;
  if (phases.empty()) return stalls;
  const Nanoseconds quick(static_cast<std::int64_t>(service_.quantile(0.1)));
  const Nanoseconds shortest = std::max(kShortest, kTimesQuick * quick);
  const auto phase_of = [&](Nanoseconds time) {
    const auto phase = std::find_if(phases.begin(), phases.end(), [&](const PhaseSpan& span) {
      return time >= span.start && time < span.end;
    });
    return phase == phases.end() ? phases.back().name : phase->name;
  };
  std::optional<Nanoseconds> since;  // The first operation due after the last reaction.
  std::uint64_t waiting = 0;
  const auto close = [&](Nanoseconds until) {
    if (since && until - *since >= shortest && waiting >= kFewest) {
      stalls.push_back({phase_of(*since), seconds(*since), seconds(until), waiting});
    }
    since.reset();
    waiting = 0;
  };
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    const Nanoseconds begin = start_ + static_cast<std::int64_t>(i) * width_;
    if (slot.first_reaction == Slot::kNone) {
      if (slot.due > 0 && !since) since = begin + Nanoseconds(slot.first_due);
      waiting += slot.due;
      continue;
    }
    // What is due in the slot in which a reaction comes waits for less than a slot.
    close(begin + Nanoseconds(slot.first_reaction));
  }
  close(phases.back().end);
  std::stable_sort(stalls.begin(), stalls.end(), [](const StallReport& a, const StallReport& b) {
    return a.length_s() > b.length_s();
  });
  if (stalls.size() > most) stalls.resize(most);
  std::stable_sort(stalls.begin(), stalls.end(), [](const StallReport& a, const StallReport& b) {
    return a.start_s < b.start_s;
  });
  return stalls;
}

}  // namespace squall
