#include "harness/analysis/checkers/write_ledger.h"

#include <algorithm>

namespace squall {

WriteLedger::Write* WriteLedger::Key::find(std::uint64_t value) {
  const auto found = std::find_if(writes.rbegin(), writes.rend(),
                                  [value](const Write& write) { return write.value == value; });
  return found == writes.rend() ? nullptr : &*found;
}

const WriteLedger::Key* WriteLedger::find(std::uint64_t key) const {
  const auto found = keys_.find(key);
  return found == keys_.end() ? nullptr : &found->second;
}

void WriteLedger::add_write(const Attempt& attempt) {
  if (attempt.sent < Nanoseconds{} || attempt.outcome == Outcome::kFailed) return;
  Key& key = keys_[attempt.key_hash];
  Write* write = key.find(attempt.value_hash);
  if (write == nullptr) {
    if (key.writes.size() >= kWritesKept) forget_oldest(key);
    write = &key.writes.emplace_back();
    write->value = attempt.value_hash;
  }
  if (!write->written()) {
    write->superseded = kNever;  // As of a value that was only read.
    write->from_before = false;
    write->load = attempt.load;
    write->user = attempt.user;
  }
  write->sent = std::min(write->sent, attempt.intended + attempt.sent);
  if (attempt.outcome != Outcome::kOk) {
    write->may_come = true;
    write->superseded = kNever;
    return;
  }
  const bool first = !write->acked();
  write->acknowledged = std::min(write->acknowledged, attempt.intended + attempt.end);
  if (!first) return;
  write->status = attempt.status;
  ++acknowledged_[attempt.status];
  key.first_acked = std::min(key.first_acked, write->acknowledged);
  key.newest_acked = std::max(key.newest_acked, write->acknowledged);
  supersede(key, *write);
}

void WriteLedger::supersede(Key& key, const Write& by) {
  for (Write& write : key.writes) {
    if (!write.current() || write.may_come || &write == &by) continue;
    const bool before = write.written() ? write.acknowledged < by.sent : write.from_before;
    if (before) write.superseded = by.acknowledged;
  }
}

WriteLedger::Write& WriteLedger::add_read(std::uint64_t key_hash, std::uint64_t value,
                                          Nanoseconds begun) {
  Key& key = keys_[key_hash];
  if (Write* known = key.find(value)) {
    known->seen = true;
    return *known;
  }
  if (key.writes.size() >= kWritesKept) forget_oldest(key);
  Write& read = key.writes.emplace_back();
  read.value = value;
  read.seen = true;
  read.from_before = key.first_acked >= begun;
  // The write that made it old may have been acknowledged while the read was under way.
  if (read.from_before) read.superseded = key.first_acked;
  return read;
}

void WriteLedger::forget_oldest(Key& key) {
  const auto oldest = std::find_if(key.writes.begin(), key.writes.end(), [](const Write& write) {
    return write.written() && !write.current();
  });
  if (oldest == key.writes.end()) return;
  key.writes.erase(oldest);
  key.forgot = true;
}

}  // namespace squall
