#include "harness/analysis/checkers/write_ledger.h"

#include <algorithm>
#include <utility>

namespace squall {

WriteLedger::Write* WriteLedger::Key::find(std::uint64_t value) {
  if (value == kAbsent && was_deleted_) return find_absent();
  const auto found = std::find(values_.begin(), values_.end(), value);
  return found == values_.end() ? nullptr
                                : &writes_[static_cast<std::size_t>(found - values_.begin())];
}

WriteLedger::Write* WriteLedger::Key::find_absent() {
  Write* best = nullptr;
  const auto rank = [](const Write& each) { return std::pair(each.deletes, each.superseded); };
  for (Write& write : writes_) {
    if (!write.deletes && write.value != kAbsent) continue;
    if (best == nullptr || rank(write) >= rank(*best)) best = &write;
  }
  return best;
}

/// A read may have found it before its record came.
WriteLedger::Write& WriteLedger::Key::add_delete(std::uint64_t value) {
  was_deleted_ = true;
  Write* const read = find_absent();
  if (read == nullptr || read->deletes || read->from_before) return add(value);
  read->value = value;
  values_[static_cast<std::size_t>(read - writes_.data())] = value;
  return *read;
}

WriteLedger::Write& WriteLedger::Key::add(std::uint64_t value) {
  Write* place = writes_.size() < kWritesKept ? nullptr : place_of_oldest();
  if (place == nullptr) {
    place = &writes_.emplace_back();
    values_.push_back(value);
  } else {
    newest_forgotten = std::max(newest_forgotten, place->acknowledged);
    *place = {};
    values_[static_cast<std::size_t>(place - writes_.data())] = value;
  }
  place->value = value;
  current_.push_back(static_cast<std::uint32_t>(place - writes_.data()));
  return *place;
}

/// Places are taken in turn, so what is met first from the last one on is the oldest.
WriteLedger::Write* WriteLedger::Key::place_of_oldest() {
  for (std::size_t i = 0; i < writes_.size(); ++i) {
    Write& write = writes_[next_forgotten_];
    next_forgotten_ = next_forgotten_ + 1 == writes_.size() ? 0 : next_forgotten_ + 1;
    if (write.written() && !write.current()) return &write;
  }
  return nullptr;
}

void WriteLedger::Key::make_current(const Write& write) {
  if (write.current()) return;
  const auto place = static_cast<std::uint32_t>(&write - writes_.data());
  writes_[place].superseded = kNever;
  current_.push_back(place);
}

void WriteLedger::Key::make_old(const Write& write, Nanoseconds since) {
  const auto place = static_cast<std::uint32_t>(&write - writes_.data());
  writes_[place].superseded = since;
  current_.erase(std::find(current_.begin(), current_.end(), place));
}

void WriteLedger::Key::supersede_by(const Write& newest) {
  for (std::size_t i = current_.size(); i-- > 0;) {
    const Write& write = writes_[current_[i]];
    if (write.may_come || &write == &newest) continue;
    const bool before = write.written() ? write.acknowledged < newest.sent : write.from_before;
    if (before) make_old(write, newest.acknowledged);
  }
}

WriteLedger::Key& WriteLedger::key(std::uint64_t hash) {
  Key*& place = places_[hash];
  if (place == nullptr) place = &keys_.emplace_back();
  return *place;
}

const WriteLedger::Key* WriteLedger::find(std::uint64_t hash) const {
  const auto found = places_.find(hash);
  return found == places_.end() ? nullptr : found->second;
}

void WriteLedger::add_write(Key& key, const Attempt& attempt, bool deletes) {
  Write* known = key.find(attempt.value_hash);
  Write& write = known != nullptr ? *known
                 : deletes        ? key.add_delete(attempt.value_hash)
                                  : key.add(attempt.value_hash);
  if (!write.written()) {
    key.make_current(write);  // As a value that was only read it may have been old.
    write.from_before = false;
    write.deletes = deletes;
    write.load = attempt.load;
    write.user = attempt.user;
  }
  write.sent = std::min(write.sent, attempt.intended + attempt.sent);
  if (attempt.outcome != Outcome::kOk) {
    write.may_come = true;
    key.make_current(write);
    return;
  }
  const bool first = !write.acked();
  write.acknowledged = std::min(write.acknowledged, attempt.intended + attempt.end);
  if (!first) return;
  write.status = attempt.status;
  ++acknowledged_[attempt.status];
  if (deletes) ++deletes_;
  key.first_acked = std::min(key.first_acked, write.acknowledged);
  key.newest_acked = std::max(key.newest_acked, write.acknowledged);
  key.supersede_by(write);
}

const WriteLedger::Write& WriteLedger::add_read(Key& key, std::uint64_t value, Nanoseconds begun) {
  if (Write* known = key.find(value)) {
    known->seen = true;
    return *known;
  }
  Write& read = key.add(value);
  read.seen = true;
  read.from_before = key.first_acked >= begun;
  // The write that made it old may have been acknowledged while the read was under way.
  if (read.from_before && key.first_acked != kNever) key.make_old(read, key.first_acked);
  return read;
}

}  // namespace squall
