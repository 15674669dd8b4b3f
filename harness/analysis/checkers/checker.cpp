#include "harness/analysis/checkers/checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/hash.h"

namespace squall {

std::optional<std::size_t> CheckerScope::read_of(const Attempt& attempt) const {
  const std::size_t loads = scenario.loads.size();
  if (attempt.purpose != Purpose::kReadBack || attempt.load < loads) return {};
  const std::size_t index = attempt.load - loads;
  return index < scenario.read_backs.size() ? std::optional(index) : std::nullopt;
}

std::optional<std::size_t> CheckerScope::own_read_of(const Attempt& attempt) const {
  const auto index = read_of(attempt);
  const auto own = std::find(spec.reads.begin(), spec.reads.end(), index);
  return own == spec.reads.end() ? std::nullopt : index;
}

const Step* CheckerScope::step_of(const Attempt& attempt) const {
  const auto index = read_of(attempt);
  if (!index && attempt.load >= scenario.loads.size()) return nullptr;
  const Workload* workload =
      topology.find_workload(index ? read(*index).workload : scenario.loads[attempt.load].workload);
  if (workload == nullptr || attempt.step >= workload->steps.size()) return nullptr;
  return &workload->steps[attempt.step];
}

LedgerUse CheckerScope::use_of(const Attempt& attempt) const {
  const auto& loads = spec.loads;
  if (attempt.purpose == Purpose::kReadBack) {
    if (!own_read_of(attempt)) return LedgerUse::kNone;
  } else if (!loads.empty() && std::find(loads.begin(), loads.end(), attempt.load) == loads.end()) {
    return LedgerUse::kNone;
  }
  const Step* step = step_of(attempt);
  return step == nullptr ? LedgerUse::kNone : step->ledger;
}

std::string key_text(const CheckerScope& scope, std::uint64_t key_hash) {
  if (key_hash == 0) return "(none)";
  for (const Load& load : scope.scenario.loads) {
    if (!load.keys) continue;
    for (const KeyList& list : scope.topology.lists) {
      if (list.name != load.keys->from) continue;
      for (const std::string& key : list.values) {
        if (hash64(key) == key_hash) return key;
      }
    }
    for (int n = 0; n < load.keys->count; ++n) {
      const auto key =
          load.keys->generate.render([n](std::string_view) { return std::to_string(n); });
      if (key && hash64(*key) == key_hash) return *key;
    }
  }
  return fmt::format("{:016x}", key_hash);
}

void CheckerFindings::anomaly(std::string_view what, std::uint64_t number) {
  count(what, number);
  const auto limit = limits_.get<std::int64_t>(what);
  if (limit && number > static_cast<std::uint64_t>(*limit)) failed_ = true;
}

bool CheckerFindings::is_early(double at_s) const {
  return examples_.size() < kExamples || at_s < examples_.back().at_s;
}

void CheckerFindings::insert(CheckerExample example) {
  const auto later = std::upper_bound(examples_.begin(), examples_.end(), example,
                                      [](const auto& a, const auto& b) { return a.at_s < b.at_s; });
  examples_.insert(later, std::move(example));
  if (examples_.size() > kExamples) examples_.pop_back();
}

void CheckerFindings::conclude() {
  report_.examples = std::move(examples_);
  report_.reason = std::move(doubt_);
  if (failed_) {
    report_.verdict = CheckVerdict::kFail;
  } else {
    report_.verdict = report_.reason.empty() ? CheckVerdict::kPass : CheckVerdict::kInconclusive;
  }
}

}  // namespace squall
