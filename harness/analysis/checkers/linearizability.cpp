#include "harness/analysis/checkers/linearizability.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>

#include "harness/analysis/checkers/linearizable.h"

namespace squall::linearizability {
namespace {

using Operation = RegisterOperation;

struct KeyHistory {
  std::vector<Operation> operations;
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
    const bool writes = use == LedgerUse::kWrite;
    if (writes ? attempt.outcome == Outcome::kFailed : attempt.status == 0) return;
    KeyHistory& history = keys_[attempt.key_hash];
    history.written |= writes;
    if (history.operations.size() >= bounds_.operations) {
      history.too_long = true;
      return;
    }
    Operation operation;
    operation.kind = writes ? Operation::Kind::kWrite : Operation::Kind::kRead;
    operation.value = attempt.value_hash;
    operation.called = attempt.intended + attempt.sent;
    const bool answered = !writes || attempt.outcome == Outcome::kOk;
    if (answered) operation.returned = attempt.intended + attempt.end;
    history.operations.push_back(operation);
  }

  void finish(CheckerReport& report) override {
    CheckerFindings findings(report, scope_.spec.options);
    const auto keys = in_order(keys_, [](const KeyHistory& history) { return history.written; });
    std::uint64_t violations = 0, unknown = 0, operations = 0;
    for (const auto& [hash, history] : keys) {
      operations += history->operations.size();
      const LinearizabilityResult result =
          history->too_long ? LinearizabilityResult{}
                            : check_linearizable(history->operations, std::nullopt, bounds_);
      if (result.verdict == Linearizable::kUnknown) {
        ++unknown;
        findings.cannot_tell([&, key = hash] {
          return fmt::format("the history of key {} is too long to be judged",
                             key_text(scope_, key));
        });
      }
      if (result.verdict != Linearizable::kNo) continue;
      ++violations;
      const Operation& culprit = history->operations[result.culprit.value_or(0)];
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
  const CheckerScope scope_;
  LinearizabilityBounds bounds_;
  boost::unordered_flat_map<std::uint64_t, KeyHistory> keys_;
};

}  // namespace

std::unique_ptr<Checker> make(const CheckerScope& scope) {
  return std::make_unique<Linearizability>(scope);
}

}  // namespace squall::linearizability
