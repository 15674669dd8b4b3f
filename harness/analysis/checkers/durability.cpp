#include "harness/analysis/checkers/durability.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

#include "harness/analysis/checkers/ledger_checker.h"

namespace squall::durability {
namespace {

struct KeyReads {
  std::vector<LastRead> last;  ///< One for each read of the checker that gave an answer.
  bool was_missing = false;    ///< Some read found an old value.
};

/// When the last read of a key began that lacked what had been acknowledged before a fault.
struct Lack {
  Nanoseconds old{-1};      ///< It found an older value,
  Nanoseconds nothing{-1};  ///< or none; unless the key was being deleted.
};

class Durability final : public LedgerChecker {
 public:
  explicit Durability(const CheckerScope& scope)
      : LedgerChecker(scope), lacks_(scope.history.faults.size()) {}

 private:
  enum class Found { kRight, kMayBe, kOld, kNothing, kUnwritten };

  void on_read(const LedgerRead& read) override;
  void conclude(CheckerReport& report) override;
  void judge(std::uint64_t hash, const WriteLedger::Key& key, const KeyReads& reads,
             CheckerFindings& findings);
  static Found what(const WriteLedger::Key& key, std::uint64_t value);
  void lose(std::uint64_t hash, const WriteLedger::Key& key, const LastRead& read, Found found,
            CheckerFindings& findings);
  bool is_of_another_key(std::uint64_t hash, std::uint64_t value);
  void note_lack(const LedgerRead& read);
  DataLoss data_loss() const;

  boost::unordered_flat_map<std::uint64_t, KeyReads> reads_;
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> written_to_;  ///< Keys by value; at need.

  std::vector<boost::unordered_flat_map<std::uint64_t, Lack>> lacks_;  ///< By fault and key.
  boost::unordered_flat_set<std::uint64_t> lost_keys_;
  std::optional<Nanoseconds> oldest_lost_;

  std::uint64_t unread_ = 0, lost_ = 0, unexpected_ = 0, duplicated_ = 0;
  std::uint64_t resurrected_ = 0, recovered_late_ = 0, may_be_ = 0, missing_copies_ = 0;
  std::map<std::uint16_t, std::uint64_t> lost_by_status_;
};

void Durability::on_read(const LedgerRead& read) {
  const auto index = scope_.own_read_of(read.attempt);
  // What looks like an earlier delete may be one whose record is still to come.
  const bool old = age_of(read.found, read.begun).has_value() && !read.found.deletes;
  if (old || (read.found.value == kAbsent && !read.found.written())) note_lack(read);
  if (!index && !old) return;
  KeyReads& reads = reads_[read.attempt.key_hash];
  reads.was_missing |= old;
  if (index) keep_last(reads.last, *index, read.attempt);
}

// Of faults that came after the acknowledgement of what was lacking, until the next one.
void Durability::note_lack(const LedgerRead& read) {
  const bool nothing = read.found.value == kAbsent;
  const Nanoseconds begun = read.begun;
  const Nanoseconds since = nothing ? read.key.first_acked : read.found.superseded;
  const std::vector<FaultSpan>& faults = scope_.history.faults;
  for (std::size_t i = 0; i < lacks_.size(); ++i) {
    const FaultSpan& fault = faults[i];
    if (!fault.injected || since > *fault.injected) continue;
    if (begun < *fault.injected || begun >= fault.stretch_end) continue;
    Lack& lack = lacks_[i][read.attempt.key_hash];
    Nanoseconds& latest = nothing ? lack.nothing : lack.old;
    latest = std::max(latest, begun);
  }
}

// What is lost for good is no matter of the time that it took to come back.
DataLoss Durability::data_loss() const {
  DataLoss loss;
  loss.oldest_lost = oldest_lost_;
  for (const auto& of_fault : lacks_) {
    Nanoseconds latest{-1};
    for (const auto& [hash, lack] : of_fault) {
      if (lost_keys_.contains(hash)) continue;
      latest = std::max(latest, lack.old);
      if (!ledger_.find(hash)->was_deleted()) latest = std::max(latest, lack.nothing);
    }
    loss.lacked_until.push_back(latest < Nanoseconds{} ? std::nullopt : std::optional(latest));
  }
  return loss;
}

Durability::Found Durability::what(const WriteLedger::Key& key, std::uint64_t value) {
  const WriteLedger::Write* write = key.find(value);
  if (write == nullptr) return Found::kUnwritten;  // It was forgotten meanwhile.
  if (write->may_come) return write->acked() ? Found::kRight : Found::kMayBe;
  if (write->written()) return write->current() ? Found::kRight : Found::kOld;
  if (value == kAbsent) return Found::kNothing;
  return write->from_before ? Found::kOld : Found::kUnwritten;
}

bool Durability::is_of_another_key(std::uint64_t hash, std::uint64_t value) {
  if (written_to_.empty()) {
    for (const auto& [key_hash, key] : ledger_.keys([](const auto&) { return true; })) {
      for (const WriteLedger::Write& write : key->writes()) {
        if (write.written()) written_to_[write.value] = key_hash;
      }
    }
  }
  const auto found = written_to_.find(value);
  return found != written_to_.end() && found->second != hash;
}

void Durability::lose(std::uint64_t hash, const WriteLedger::Key& key, const LastRead& read,
                      Found found, CheckerFindings& findings) {
  const WriteLedger::Write* newest = nullptr;
  bool newer_seen = false;
  const WriteLedger::Write* there = key.find(read.value);
  for (const WriteLedger::Write& write : key.writes()) {
    if (!write.acked()) continue;
    if (newest == nullptr || write.acknowledged > newest->acknowledged) newest = &write;
    const bool newer = there == nullptr || !there->acked() || write.sent > there->acknowledged;
    newer_seen |= write.seen && newer && &write != there;
  }
  const bool undeleted = newest != nullptr && newest->deletes;
  const Nanoseconds at = newest == nullptr ? key.newest_acked : newest->acknowledged;
  // What stands there is of before this moment; what was acknowledged since then is gone.
  const bool known = there != nullptr && !there->current();
  const Nanoseconds since = known                      ? there->superseded
                            : found == Found::kNothing ? key.first_acked
                                                       : at;
  oldest_lost_ = std::min(oldest_lost_.value_or(since), since);
  lost_keys_.insert(hash);
  ++lost_;
  ++lost_by_status_[newest == nullptr ? std::uint16_t{0} : newest->status];
  if ((newer_seen || undeleted) && found == Found::kOld) ++resurrected_;
  std::string instead = "the key has no value";
  if (found == Found::kOld && there != nullptr && there->deletes) {
    instead = fmt::format("the key has no value, as after the delete acknowledged at {:.3f} s",
                          seconds(there->acknowledged));
  } else if (found == Found::kOld && there != nullptr && there->acked()) {
    instead = fmt::format("the value acknowledged at {:.3f} s stands there{}",
                          seconds(there->acknowledged), newer_seen || undeleted ? " again" : "");
  } else if (found == Found::kOld) {
    instead = "the value from before the first write stands there";
  } else if (found == Found::kUnwritten) {
    instead = key.forgot() ? "an older value stands there, or one that nobody wrote"
                           : "a value that nobody wrote stands there";
  }
  findings.example(at, [&] {
    return fmt::format(
        "key {}: the {} acknowledged{} at {:.3f} s is lost; {}", key_text(scope_, hash),
        undeleted ? "delete" : "write",
        newest == nullptr || newest->status == 0 ? "" : fmt::format(" with {}", newest->status),
        seconds(at), instead);
  });
}

void Durability::judge(std::uint64_t hash, const WriteLedger::Key& key, const KeyReads& reads,
                       CheckerFindings& findings) {
  const LastRead* wrong = nullptr;
  Found worst = Found::kRight;
  std::uint64_t right = 0, copies = 0;
  bool may_be = false;
  for (const LastRead& read : reads.last) {
    if (read.begun < key.newest_acked) continue;  // Before the last write.
    ++copies;
    const Found found = what(key, read.value);
    may_be |= found == Found::kMayBe;
    if (found == Found::kRight || found == Found::kMayBe) {
      ++right;
      continue;
    }
    if (wrong == nullptr || found > worst) {
      wrong = &read;
      worst = found;
    }
  }
  if (copies == 0) {
    ++unread_;
    findings.cannot_tell(
        [&] { return fmt::format("key {} could not be read back", key_text(scope_, hash)); });
    return;
  }
  if (may_be) ++may_be_;
  if (wrong == nullptr) {
    if (reads.was_missing) ++recovered_late_;
    return;
  }
  if (worst == Found::kUnwritten && !key.forgot()) {
    ++(is_of_another_key(hash, wrong->value) ? duplicated_ : unexpected_);
  }
  if (right == 0) return lose(hash, key, *wrong, worst, findings);
  missing_copies_ += copies - right;
  const ReadBack& where = scope_.read(wrong->read);
  findings.example(wrong->ended, [&] {
    return fmt::format(
        "key {}: {} does not have the newest acknowledged value, and another "
        "node does",
        key_text(scope_, hash), where.node);
  });
}

void Durability::conclude(CheckerReport& report) {
  CheckerFindings findings(report, scope_.spec.options);
  static const KeyReads kUnread;
  const auto keys =
      ledger_.keys([](const WriteLedger::Key& key) { return key.newest_acked >= Nanoseconds{}; });
  for (const auto& [hash, key] : keys) {
    const auto reads = reads_.find(hash);
    judge(hash, *key, reads == reads_.end() ? kUnread : reads->second, findings);
  }
  std::uint64_t acknowledged = 0;
  for (const auto& [status, count] : ledger_.acknowledged()) {
    acknowledged += count;
    if (ledger_.acknowledged().size() > 1) {
      findings.count(fmt::format("acknowledged_{}", status), count);
      findings.count(fmt::format("lost_{}", status), lost_by_status_[status]);
    }
  }
  findings.count("acknowledged", acknowledged);
  findings.count("keys", keys.size());
  if (ledger_.deletes() > 0) findings.count("deletes", ledger_.deletes());
  findings.count("indeterminate_found", may_be_);
  findings.count("unread", unread_);
  findings.anomaly("lost", lost_);
  findings.anomaly("unexpected", unexpected_);
  findings.anomaly("duplicated", duplicated_);
  findings.anomaly("resurrected", resurrected_);
  findings.anomaly("recovered_late", recovered_late_);
  findings.anomaly("missing_copies", missing_copies_);
  if (acknowledged == 0) findings.cannot_tell("no write was acknowledged");
  findings.conclude();
  report.loss = data_loss();
}

}  // namespace

std::unique_ptr<Checker> make(const CheckerScope& scope) {
  return std::make_unique<Durability>(scope);
}

}  // namespace squall::durability
