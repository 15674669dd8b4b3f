#include "harness/analysis/checkers/staleness.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/analysis/checkers/ledger_checker.h"
#include "harness/core/duration.h"

namespace squall::staleness {
namespace {

/// What a virtual user read last of a key.
struct Newest {
  std::uint64_t value = 0;
  Nanoseconds sent{};  ///< Of its write.
};

/// Stale reads of one value whose write may still turn up.
struct Pending {
  std::uint64_t reads = 0, own = 0;
  Nanoseconds first{}, oldest{};  ///< When the first began; the greatest age.
};

class Staleness final : public LedgerChecker {
 public:
  explicit Staleness(const CheckerScope& scope)
      : LedgerChecker(scope),
        tolerance_(scope.spec.options.get_or<Nanoseconds>("tolerance", Nanoseconds{})),
        monotonic_(scope.spec.options.find("backwards") != nullptr) {}

 private:
  void on_read(const LedgerRead& read) override;
  void conclude(CheckerReport& report) override;
  void add_stale(std::uint64_t key, const Pending& reads);
  static bool lacks_own(const WriteLedger::Key& key, const WriteLedger::Write& found,
                        const Attempt& read, Nanoseconds begun);
  static Nanoseconds since(const WriteLedger::Key& key);
  void check_order(const Attempt& attempt, const WriteLedger::Write& found, Nanoseconds begun);

  struct Example {
    Nanoseconds at{};
    std::uint64_t key = 0;
    Nanoseconds age{};
    bool own = false, backwards = false;
  };
  void keep(Example example) {
    if (examples_.size() < CheckerFindings::kExamples) examples_.push_back(example);
  }

  const Nanoseconds tolerance_;
  const bool monotonic_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Pending> pending_;  ///< By key and value.
  boost::unordered_flat_map<std::uint64_t, Newest> newest_;             ///< By load, user and key.
  std::vector<Example> examples_;
  std::uint64_t reads_ = 0, stale_ = 0, own_ = 0, backwards_ = 0;
  Nanoseconds oldest_{};
};

// A user's own acknowledged write that came after what it found.
bool Staleness::lacks_own(const WriteLedger::Key& key, const WriteLedger::Write& found,
                          const Attempt& read, Nanoseconds begun) {
  return std::any_of(
      key.writes().begin(), key.writes().end(), [&](const WriteLedger::Write& write) {
        const bool own = write.acked() && write.user == read.user && write.load == read.load;
        const bool later = !found.acked() || write.sent > found.acknowledged;
        return own && write.acknowledged < begun && later && write.value != found.value;
      });
}

// Since when at the latest a value is old that is not among those of the key that are kept.
Nanoseconds Staleness::since(const WriteLedger::Key& key) {
  if (!key.forgot) return key.first_acked;
  Nanoseconds since = WriteLedger::kNever;
  for (const WriteLedger::Write& write : key.writes()) since = std::min(since, write.superseded);
  return std::min(since, key.newest_acked);
}

void Staleness::on_read(const LedgerRead& read) {
  const auto& [attempt, begun, key, write] = read;
  ++reads_;
  if (monotonic_ && attempt.purpose == Purpose::kLoad) check_order(attempt, write, begun);
  std::optional<Nanoseconds> age = age_of(write, begun);
  // A value that nobody is known to have written, though some write had been acknowledged.
  if (!write.written() && !age && key.first_acked < begun) age = begun - since(key);
  if (!age || *age <= tolerance_) return;
  const bool own = attempt.purpose == Purpose::kLoad && lacks_own(key, write, attempt, begun);
  if (write.written()) return add_stale(attempt.key_hash, {1, own ? 1U : 0U, begun, *age});
  Pending& pending = pending_[{attempt.key_hash, attempt.value_hash}];
  if (pending.reads == 0) pending.first = begun;
  ++pending.reads;
  pending.own += own ? 1U : 0U;
  pending.oldest = std::max(pending.oldest, *age);
}

void Staleness::add_stale(std::uint64_t key, const Pending& reads) {
  stale_ += reads.reads;
  own_ += reads.own;
  oldest_ = std::max(oldest_, reads.oldest);
  keep({reads.first, key, reads.oldest, reads.own > 0, false});
}

void Staleness::check_order(const Attempt& attempt, const WriteLedger::Write& found,
                            Nanoseconds begun) {
  if (!found.acked()) return;
  std::uint64_t who = attempt.key_hash ^ (std::uint64_t{attempt.load} << 56U);
  who = (who + attempt.user + 1) * 0x9E3779B97F4A7C15ULL;
  Newest& newest = newest_[who];
  if (newest.value != 0 && newest.value != found.value && found.acknowledged < newest.sent) {
    ++backwards_;
    keep({begun, attempt.key_hash, newest.sent - found.acknowledged, false, true});
    return;
  }
  if (newest.value == 0 || found.sent > newest.sent) newest = {found.value, found.sent};
}

void Staleness::conclude(CheckerReport& report) {
  CheckerFindings findings(report, scope_.spec.options);
  for (const auto& [place, pending] : pending_) {
    const WriteLedger::Write* found = ledger_.find(place.first)->find(place.second);
    // The write had been under way, and had not been acknowledged.
    if (found != nullptr && found->written()) continue;
    add_stale(place.first, pending);
  }
  for (const Example& example : examples_) {
    const std::string key = key_text(scope_, example.key);
    findings.example(example.at, [&] {
      return example.backwards
                 ? fmt::format(
                       "key {}: a user read a value older than the one that it had read before",
                       key)
                 : fmt::format("key {}: a read found a value that had been old for {}{}", key,
                               human_duration(example.age),
                               example.own ? ", though the same user had written a newer one" : "");
    });
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
