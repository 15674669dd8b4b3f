#include "harness/analysis/checkers/linearizability.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <numeric>

#include "harness/analysis/checkers/linearizable.h"

namespace squall::linearizability {
namespace {

using Operation = RegisterOperation;

/// As it is kept: with many keys the time goes in waiting for memory.
struct Recorded {
  Nanoseconds called{}, returned{};
  std::uint64_t value = 0;
  std::uint32_t key = 0;  ///< Its number.
  Operation::Kind kind{};
};

struct KeyHistory {
  std::uint32_t number = 0;  ///< In the order in which keys were first met.
  std::uint32_t operations = 0;
  bool too_long = false;
  bool written = false;
};

class Linearizability final : public Checker {
 public:
  explicit Linearizability(const CheckerScope& scope) : scope_(scope) {
    const auto bound = [&](std::string_view name, std::size_t fallback) {
      const auto given = scope.spec.options.get<std::int64_t>(name);
      return given ? static_cast<std::size_t>(*given) : fallback;
    };
    bounds_ = {bound("operations", bounds_.operations),
               bound("configurations", bounds_.configurations)};
  }

  void add(const Attempt& attempt) override {
    const LedgerUse use = scope_.use_of(attempt);
    if (use == LedgerUse::kNone || attempt.sent < Nanoseconds{} || attempt.value_hash == 0) return;
    const bool deletes = use == LedgerUse::kDelete;
    const bool writes = changes_key(use);
    if (writes ? attempt.outcome == Outcome::kFailed : attempt.status == 0) return;
    const auto [place, added] = keys_.try_emplace(attempt.key_hash);
    KeyHistory& history = place->second;
    if (added) history.number = static_cast<std::uint32_t>(keys_.size() - 1);
    history.written |= writes;
    if (history.operations >= bounds_.operations) {
      history.too_long = true;
      return;
    }
    ++history.operations;
    const bool answered = !writes || attempt.outcome == Outcome::kOk;
    recorded_.push_back({attempt.intended + attempt.sent,
                         answered ? attempt.intended + attempt.end : Operation::kNever,
                         deletes ? kAbsent : attempt.value_hash, history.number,
                         writes ? Operation::Kind::kWrite : Operation::Kind::kRead});
  }

  void finish(CheckerReport& report) override {
    CheckerFindings findings(report, scope_.spec.options);
    const auto keys = in_order(keys_, [](const KeyHistory& history) { return history.written; });
    std::uint64_t violations = 0, unknown = 0, operations = 0;
    sort_by_key();
    for (const auto& [hash, history] : keys) {
      operations += history->operations;
      const std::vector<Operation> found = operations_of(*history);
      const LinearizabilityResult result = history->too_long
                                               ? LinearizabilityResult{}
                                               : check_linearizable(found, std::nullopt, bounds_);
      if (result.verdict == Linearizable::kUnknown) {
        ++unknown;
        findings.cannot_tell([&, key = hash] {
          return fmt::format("the history of key {} is too long to be judged",
                             key_text(scope_, key));
        });
      }
      if (result.verdict != Linearizable::kNo) continue;
      ++violations;
      const Operation& culprit = found[result.culprit.value_or(0)];
      findings.example(culprit.returned, [&, key = hash] {
        return fmt::format(
            "key {}: no order of its operations explains {} that lasted from {:.3f} s to {:.3f} s",
            key_text(scope_, key), culprit.kind == Operation::Kind::kRead ? "a read" : "a write",
            seconds(culprit.called), seconds(culprit.returned));
      });
    }
    findings.count("keys", keys.size());
    findings.count("operations", operations);
    findings.count("unknown", unknown);
    findings.anomaly("violations", violations);
    if (keys.empty()) findings.cannot_tell("nothing was written");
    findings.conclude();
  }

 private:
  void sort_by_key() {
    begins_.assign(keys_.size() + 1, 0);
    for (const auto& [hash, key] : keys_) begins_[key.number + 1] = key.operations;
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    by_key_.resize(recorded_.size());
    std::vector<std::size_t> next = begins_;
    for (std::size_t i = 0; i < recorded_.size(); ++i) {
      by_key_[next[recorded_[i].key]++] = static_cast<std::uint32_t>(i);
    }
  }

  std::vector<Operation> operations_of(const KeyHistory& key) const {
    std::vector<Operation> operations;
    operations.reserve(key.operations);
    for (std::size_t i = begins_[key.number]; i < begins_[key.number + 1]; ++i) {
      const Recorded& each = recorded_[by_key_[i]];
      operations.push_back({.kind = each.kind,
                            .called = each.called,
                            .returned = each.returned,
                            .value = each.value});
    }
    return operations;
  }

  const CheckerScope scope_;
  LinearizabilityBounds bounds_;
  boost::unordered_flat_map<std::uint64_t, KeyHistory> keys_;
  std::deque<Recorded> recorded_;
  std::vector<std::uint32_t> by_key_;  ///< Indices in recorded_, key after key.
  std::vector<std::size_t> begins_;    ///< In by_key_, by the number of a key.
};

}  // namespace

std::unique_ptr<Checker> make(const CheckerScope& scope) {
  return std::make_unique<Linearizability>(scope);
}

}  // namespace squall::linearizability
