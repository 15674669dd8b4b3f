// What the checkers share that hold reads against the ledger of writes.
#pragma once

#include <algorithm>
#include <vector>

#include "harness/analysis/checkers/checker.h"
#include "harness/analysis/checkers/write_ledger.h"

namespace squall {

class LedgerChecker : public Checker {
 public:
  explicit LedgerChecker(const CheckerScope& scope) : scope_(scope) {}

  void add(const Attempt& attempt) final {
    const LedgerUse use = scope_.use_of(attempt);
    if (use == LedgerUse::kWrite && attempt.purpose == Purpose::kLoad) ledger_.add_write(attempt);
    if (use != LedgerUse::kRead || attempt.value_hash == 0 || attempt.sent < Nanoseconds{}) return;
    const Nanoseconds begun = attempt.intended + attempt.sent;
    on_read(attempt, begun, ledger_.add_read(attempt.key_hash, attempt.value_hash, begun));
  }

 protected:
  /// A read that found a value, or that there is none; `begun` is when it was sent.
  virtual void on_read(const Attempt& attempt, Nanoseconds begun,
                       const WriteLedger::Write& found) = 0;

  const CheckerScope scope_;
  WriteLedger ledger_;
};

/// What the newest of a key's reads of one kind found.
struct LastRead {
  std::size_t read = 0;  ///< Index in Scenario::read_backs.
  std::uint64_t value = 0;
  Nanoseconds begun{}, ended{};
};

/// Puts the read in the place of the one before it of the same kind.
inline void keep_last(std::vector<LastRead>& reads, std::size_t index, const Attempt& attempt) {
  auto last = std::find_if(reads.begin(), reads.end(),
                           [index](const LastRead& each) { return each.read == index; });
  if (last == reads.end()) last = reads.insert(last, LastRead{});
  *last = {index, attempt.value_hash, attempt.intended + attempt.sent,
           attempt.intended + attempt.end};
}

}  // namespace squall
