#include "harness/analysis/checkers/staleness.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/analysis/checkers/old_reads.h"
#include "harness/analysis/checkers/read_order.h"
#include "harness/core/duration.h"

namespace squall::staleness {
namespace {

class Staleness final : public LedgerChecker {
 public:
  explicit Staleness(const CheckerScope& scope)
      : LedgerChecker(scope),
        tolerance_(scope.spec.options.get_or<Nanoseconds>("tolerance", Nanoseconds{})),
        monotonic_(scope.spec.options.find("backwards") != nullptr) {}

 private:
  void on_read(const LedgerRead& read) override;
  void on_delete(const Attempt& attempt) override;
  void conclude(CheckerReport& report) override;
  void check_order(const LedgerRead& read);
  void add_stale(std::uint64_t key, const OldRead& reads);
  void add_backwards(std::uint64_t key, const OldRead& reads);
  static const WriteLedger::Write* lacked_own(const LedgerRead& read);

  struct Example {
    std::uint64_t key = 0;
    OldRead reads;
    bool backwards = false;
  };
  void keep(const Example& example);
  static std::string text(const std::string& key, const Example& example);

  const Nanoseconds tolerance_;
  const bool monotonic_;
  ReadOrder order_;
  OldReads may_be_stale_, may_be_backwards_;
  std::vector<Example> examples_;  ///< The earliest.
  std::uint64_t reads_ = 0, stale_ = 0, own_ = 0, backwards_ = 0;
  Nanoseconds oldest_{};
};

// The newest acknowledged write, or delete, of a user itself that came after what it found.
const WriteLedger::Write* Staleness::lacked_own(const LedgerRead& read) {
  const WriteLedger::Write& found = read.found;
  const WriteLedger::Write* newest = nullptr;
  for (const WriteLedger::Write& write : read.key.writes()) {
    const bool own =
        write.acked() && write.user == read.attempt.user && write.load == read.attempt.load;
    const bool later = !found.acked() || write.sent > found.acknowledged;
    if (!own || write.acknowledged >= read.begun || !later || write.value == found.value) continue;
    if (newest == nullptr || write.sent > newest->sent) newest = &write;
  }
  return newest;
}

void Staleness::on_read(const LedgerRead& read) {
  const Attempt& attempt = read.attempt;
  const bool of_user = attempt.purpose == Purpose::kLoad;
  ++reads_;
  if (monotonic_ && of_user) check_order(read);
  const std::optional<Nanoseconds> age = age_of(read);
  if (!age || *age <= tolerance_) return;
  OldRead old{.begun = read.begun, .last_begun = read.begun, .age = *age};
  if (const WriteLedger::Write* own = of_user ? lacked_own(read) : nullptr) {
    old.own = 1;
    old.own_delete = own->deletes;
  }
  old.absent = attempt.value_hash == kAbsent;
  if (!may_be_stale_.await(read, old)) add_stale(attempt.key_hash, old);
}

void Staleness::check_order(const LedgerRead& read) {
  const auto backwards = order_.add(read);
  if (!backwards) return;
  const std::uint64_t key = read.attempt.key_hash;
  const OldRead old{.begun = read.begun, .last_begun = read.begun};
  if (!backwards->until) return add_backwards(key, old);
  may_be_backwards_.await_delete(key, *backwards->until, old);
}

void Staleness::on_delete(const Attempt& attempt) {
  may_be_stale_.add_delete(attempt);
  may_be_backwards_.add_delete(attempt);
}

void Staleness::add_stale(std::uint64_t key, const OldRead& reads) {
  stale_ += reads.reads;
  own_ += reads.own;
  oldest_ = std::max(oldest_, reads.age);
  keep({key, reads});
}

void Staleness::add_backwards(std::uint64_t key, const OldRead& reads) {
  backwards_ += reads.reads;
  keep({key, reads, true});
}

void Staleness::keep(const Example& example) {
  const auto later =
      std::upper_bound(examples_.begin(), examples_.end(), example,
                       [](const auto& a, const auto& b) { return a.reads.begun < b.reads.begun; });
  if (later == examples_.end() && examples_.size() >= CheckerFindings::kExamples) return;
  examples_.insert(later, example);
  if (examples_.size() > CheckerFindings::kExamples) examples_.pop_back();
}

std::string Staleness::text(const std::string& key, const Example& example) {
  const OldRead& reads = example.reads;
  if (example.backwards) {
    return fmt::format("key {}: a user read a value older than the one that it had read before",
                       key);
  }
  const std::string age = human_duration(reads.age);
  std::string text =
      reads.absent
          ? fmt::format("key {}: a read found no value {} after one was acknowledged", key, age)
          : fmt::format("key {}: a read found a value that had been old for {}", key, age);
  if (reads.own > 0) {
    text += ", though the same user had ";
    text += reads.own_delete ? "deleted it" : "written a newer one";
  }
  return text;
}

void Staleness::conclude(CheckerReport& report) {
  CheckerFindings findings(report, scope_.spec.options);
  for (const auto& [key, reads] : may_be_stale_.unexcused(ledger_)) add_stale(key, reads);
  for (const auto& [key, reads] : may_be_backwards_.unexcused(ledger_)) add_backwards(key, reads);
  for (const Example& example : examples_) {
    findings.example(example.reads.begun,
                     [&] { return text(key_text(scope_, example.key), example); });
  }
  findings.count("reads", reads_);
  findings.count("oldest_ms", static_cast<std::uint64_t>(oldest_.count() / 1'000'000));
  findings.anomaly("stale", stale_);
  findings.anomaly("own_writes", own_);
  if (monotonic_) findings.anomaly("backwards", backwards_);
  if (ledger_.acknowledged().empty()) {
    findings.cannot_tell("no write was acknowledged");
  } else if (reads_ == 0) {
    findings.cannot_tell("no read found a value");
  }
  findings.conclude();
}

}  // namespace

std::unique_ptr<Checker> make(const CheckerScope& scope) {
  return std::make_unique<Staleness>(scope);
}

}  // namespace squall::staleness
