#include "harness/analysis/checkers/old_reads.h"

#include <algorithm>

namespace squall {
namespace {

// Since when at the latest a value is old that is not among those of the key that are kept.
Nanoseconds old_since(const WriteLedger::Key& key) {
  if (!key.forgot()) return key.first_acked;
  Nanoseconds since = WriteLedger::kNever;
  for (const WriteLedger::Write& write : key.writes()) since = std::min(since, write.superseded);
  return std::min(since, key.newest_acked);
}

}  // namespace

std::optional<Nanoseconds> age_of(const LedgerRead& read) {
  const std::optional<Nanoseconds> age = age_of(read.found, read.begun);
  if (age || read.found.written() || read.key.first_acked >= read.begun) return age;
  // Nobody is known to have written it, though some write had been acknowledged.
  return read.begun - old_since(read.key);
}

void OldRead::merge(const OldRead& later) {
  if (later.last_begun >= last_begun) where = later.where;
  begun = std::min(begun, later.begun);
  last_begun = std::max(last_begun, later.last_begun);
  age = std::max(age, later.age);
  reads += later.reads;
  own += later.own;
}

bool OldReads::await(const LedgerRead& read, const OldRead& old) {
  const Attempt& attempt = read.attempt;
  if (attempt.value_hash == kAbsent) {
    await_delete(attempt.key_hash, attempt.intended + attempt.end, old);
    return true;
  }
  if (read.found.written()) return false;
  const auto [place, added] = unwritten_.try_emplace({attempt.key_hash, attempt.value_hash}, old);
  if (!added) place->second.merge(old);
  return true;
}

void OldReads::await_delete(std::uint64_t key, Nanoseconds until, const OldRead& read) {
  std::vector<Group>& groups = absent_[key];
  const auto later =
      std::upper_bound(groups.begin(), groups.end(), until,
                       [](Nanoseconds a, const Group& group) { return a < group.until; });
  groups.insert(later, {until, until, read});
  if (groups.size() <= kGroups) return;
  // The two that stand nearest become one.
  const auto span = [&](std::size_t i) { return groups[i + 1].until - groups[i].from; };
  std::size_t nearest = 0;
  for (std::size_t i = 1; i + 1 < groups.size(); ++i) {
    if (span(i) < span(nearest)) nearest = i;
  }
  const auto second = groups.begin() + static_cast<std::ptrdiff_t>(nearest) + 1;
  groups[nearest].until = second->until;
  groups[nearest].reads.merge(second->reads);
  groups.erase(second);
}

void OldReads::add_delete(const Attempt& attempt) {
  const auto groups = absent_.find(attempt.key_hash);
  if (groups == absent_.end()) return;
  const Nanoseconds sent = attempt.intended + attempt.sent;
  std::erase_if(groups->second, [sent](const Group& group) { return group.until > sent; });
}

std::vector<std::pair<std::uint64_t, OldRead>> OldReads::unexcused(
    const WriteLedger& ledger) const {
  std::vector<std::pair<std::uint64_t, OldRead>> all;
  for (const auto& [place, reads] : unwritten_) {
    const WriteLedger::Write* found = ledger.find(place.first)->find(place.second);
    // The write had been under way, and had not been acknowledged.
    if (found == nullptr || !found->written()) all.emplace_back(place.first, reads);
  }
  for (const auto& [key, groups] : absent_) {
    if (groups.empty()) continue;
    OldRead reads = groups.front().reads;
    for (std::size_t i = 1; i < groups.size(); ++i) reads.merge(groups[i].reads);
    all.emplace_back(key, reads);
  }
  return all;
}

}  // namespace squall
