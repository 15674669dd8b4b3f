#include "harness/analysis/checkers/read_order.h"

#include <algorithm>

namespace squall {
namespace {

struct Deletes {
  Nanoseconds first_sent = WriteLedger::kNever;  ///< kNever: there is none.
  bool known = true;                             ///< All of them.
};

// Those of the key that were not over before `since`.
Deletes deletes_after(const WriteLedger::Key& key, Nanoseconds since) {
  Deletes deletes{.known = key.newest_forgotten < since};
  for (const WriteLedger::Write& write : key.writes()) {
    if (!write.deletes) continue;
    if (write.may_come) deletes.known = false;
    if (write.acknowledged < since) continue;
    deletes.first_sent = std::min(deletes.first_sent, write.sent);
  }
  return deletes;
}

}  // namespace

std::optional<ReadOrder::Backwards> ReadOrder::add(const LedgerRead& read) {
  const Attempt& attempt = read.attempt;
  std::uint64_t who = attempt.key_hash ^ (std::uint64_t{attempt.load} << 56U);
  who = (who + attempt.user + 1) * 0x9E3779B97F4A7C15ULL;
  if (attempt.value_hash == kAbsent) {
    const auto newest = newest_.find(who);
    if (newest == newest_.end()) return {};  // It may have been so from the beginning.
    return add_absent(read, newest->second);
  }
  if (!read.found.acked()) return {};
  return add_value(read, newest_[who]);
}

std::optional<ReadOrder::Backwards> ReadOrder::add_absent(const LedgerRead& read, Newest& newest) {
  if (!read.key.was_deleted() || newest.gone >= Nanoseconds{}) return {};
  const Deletes deletes = deletes_after(read.key, newest.sent);
  if (!deletes.known) return {};
  if (deletes.first_sent == WriteLedger::kNever) {
    return Backwards{read.attempt.intended + read.attempt.end};
  }
  newest.gone = deletes.first_sent;
  return {};
}

std::optional<ReadOrder::Backwards> ReadOrder::add_value(const LedgerRead& read, Newest& newest) {
  const WriteLedger::Write& found = read.found;
  // What may take effect at any time may do so now.
  if (newest.value != 0 && !found.may_come) {
    if (newest.value != found.value && found.acknowledged < newest.sent) return Backwards{};
    if (found.acknowledged < newest.gone) {
      const Deletes deletes = deletes_after(read.key, newest.sent);
      if (deletes.known && found.acknowledged < deletes.first_sent) {
        return Backwards{found.acknowledged + Nanoseconds(1)};
      }
    }
  }
  if (newest.value == 0 || found.sent > newest.sent) newest = {found.value, found.sent};
  return {};
}

}  // namespace squall
