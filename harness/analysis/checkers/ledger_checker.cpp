#include "harness/analysis/checkers/ledger_checker.h"

namespace squall {

void LedgerChecker::add(const Attempt& attempt) {
  const LedgerUse use = scope_.use_of(attempt);
  if (use == LedgerUse::kNone || attempt.sent < Nanoseconds{}) return;
  const bool deletes = use == LedgerUse::kDelete;
  const bool writes = changes_key(use);
  if (writes ? attempt.purpose != Purpose::kLoad || attempt.outcome == Outcome::kFailed
             : attempt.value_hash == 0) {
    return;
  }
  Waiting& place = waiting_[added_ % kBehind];
  look_at(place);
  place = {attempt, &ledger_.key(attempt.key_hash), writes, deletes};
  place.key->prefetch();
  const Waiting& midway = waiting_[(added_ + kBehind / 2) % kBehind];
  if (midway.key != nullptr) midway.key->prefetch_writes();
  ++added_;
}

void LedgerChecker::look_at(Waiting& waiting) {
  if (waiting.key == nullptr) return;
  const Attempt& attempt = waiting.attempt;
  WriteLedger::Key& key = *std::exchange(waiting.key, nullptr);
  if (waiting.writes) {
    ledger_.add_write(key, attempt, waiting.deletes);
    if (waiting.deletes) on_delete(attempt);
    return;
  }
  const Nanoseconds begun = attempt.intended + attempt.sent;
  on_read({attempt, begun, key, WriteLedger::add_read(key, attempt.value_hash, begun)});
}

void LedgerChecker::finish(CheckerReport& report) {
  for (std::size_t i = 0; i < kBehind; ++i) look_at(waiting_[added_++ % kBehind]);
  conclude(report);
}

}  // namespace squall
