#include "harness/analysis/checkers/convergence.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/analysis/checkers/old_reads.h"
#include "harness/core/duration.h"

namespace squall::convergence {
namespace {

class Convergence final : public LedgerChecker {
 public:
  explicit Convergence(const CheckerScope& scope) : LedgerChecker(scope) {
    for (const FaultSpan& fault : scope.history.faults) {
      if (fault.healed) healed_ = std::max(healed_.value_or(Nanoseconds{}), *fault.healed);
    }
  }

 private:
  void on_read(const LedgerRead& read) override;
  void on_delete(const Attempt& attempt) override;
  void conclude(CheckerReport& report) override;
  void add_old(const OldRead& reads);
  void judge(std::uint64_t hash, const WriteLedger::Key& key, CheckerFindings& findings);
  std::string how_they_differ(const std::string& key, const LastRead& one,
                              const LastRead& other) const;

  std::optional<Nanoseconds> healed_;                                       ///< The last healing.
  boost::unordered_flat_map<std::uint64_t, std::vector<LastRead>> copies_;  ///< By key.
  OldReads may_be_old_;
  Nanoseconds last_old_{-1};  ///< When the last read that found an old value began.
  std::string where_old_;
  std::uint64_t reads_ = 0, old_ = 0, diverged_ = 0;
};

void Convergence::on_read(const LedgerRead& read) {
  const auto index = scope_.own_read_of(read.attempt);
  if (!index) return;
  ++reads_;
  keep_last(copies_[read.attempt.key_hash], *index, read.attempt);
  if (!healed_ || read.begun < *healed_) return;
  const auto age = age_of(read);
  if (!age) return;
  const OldRead old{.begun = read.begun, .last_begun = read.begun, .age = *age, .where = *index};
  if (!may_be_old_.await(read, old)) add_old(old);
}

void Convergence::on_delete(const Attempt& attempt) { may_be_old_.add_delete(attempt); }

void Convergence::add_old(const OldRead& reads) {
  old_ += reads.reads;
  if (reads.last_begun < last_old_) return;
  last_old_ = reads.last_begun;
  where_old_ = scope_.read(reads.where).node;
}

void Convergence::judge(std::uint64_t hash, const WriteLedger::Key& key,
                        CheckerFindings& findings) {
  std::vector<const LastRead*> last;
  const auto copies = copies_.find(hash);
  if (copies != copies_.end()) {
    for (const LastRead& copy : copies->second) {
      if (copy.begun >= key.newest_acked) last.push_back(&copy);
    }
  }
  std::sort(last.begin(), last.end(),
            [](const LastRead* a, const LastRead* b) { return a->read < b->read; });
  if (last.size() < scope_.spec.reads.size()) {
    // Another load's keys are no business of some of the reads.
    std::size_t due = 0;
    for (const std::size_t read : scope_.spec.reads) {
      const ReadBack& each = scope_.read(read);
      const bool reads_it = std::any_of(
          key.writes().begin(), key.writes().end(),
          [&](const auto& w) { return w.written() && (!each.load || *each.load == w.load); });
      due += reads_it ? 1U : 0U;
    }
    if (last.size() < due) {
      findings.cannot_tell([&] {
        return fmt::format("key {} could not be read at {} of {} nodes", key_text(scope_, hash),
                           due - last.size(), due);
      });
    }
  }
  for (std::size_t i = 1; i < last.size(); ++i) {
    if (last[i]->value == last.front()->value) continue;
    ++diverged_;
    findings.example(last[i]->ended, [&] {
      return how_they_differ(key_text(scope_, hash), *last.front(), *last[i]);
    });
    return;
  }
}

std::string Convergence::how_they_differ(const std::string& key, const LastRead& one,
                                         const LastRead& other) const {
  const std::string& node = scope_.read(one.read).node;
  const std::string& second = scope_.read(other.read).node;
  if (one.value != kAbsent && other.value != kAbsent) {
    return fmt::format("key {}: {} and {} have different values at the end", key, node, second);
  }
  const bool first_has = one.value != kAbsent;
  return fmt::format("key {}: {} has a value at the end, and {} has none", key,
                     first_has ? node : second, first_has ? second : node);
}

void Convergence::conclude(CheckerReport& report) {
  CheckerFindings findings(report, scope_.spec.options);
  const auto keys = ledger_.keys([](const WriteLedger::Key& key) {
    return std::any_of(key.writes().begin(), key.writes().end(),
                       [](const WriteLedger::Write& write) { return write.written(); });
  });
  for (const auto& [hash, key] : keys) judge(hash, *key, findings);
  for (const auto& [key, reads] : may_be_old_.unexcused(ledger_)) add_old(reads);
  Nanoseconds took{};
  if (healed_ && last_old_ >= Nanoseconds{}) took = last_old_ - *healed_;
  const auto limit = scope_.spec.options.get<Nanoseconds>("at_most");
  if (limit && took > *limit) {
    findings.fail();
    findings.example(last_old_, [&] {
      return fmt::format(
          "{} still had an old value {:.3f} s after the last healing, which "
          "is more than {}",
          where_old_, seconds(took), format_duration(*limit));
    });
  }
  findings.count("keys", keys.size());
  findings.count("reads", reads_);
  findings.count("old_after_healing", old_);
  findings.count("converged_after_ms", static_cast<std::uint64_t>(took.count() / 1'000'000));
  findings.anomaly("diverged", diverged_);
  if (keys.empty()) findings.cannot_tell("nothing was written");
  if (limit && !healed_) findings.cannot_tell("no fault was healed");
  findings.conclude();
}

}  // namespace

std::unique_ptr<Checker> make(const CheckerScope& scope) {
  return std::make_unique<Convergence>(scope);
}

}  // namespace squall::convergence
