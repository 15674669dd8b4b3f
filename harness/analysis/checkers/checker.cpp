#include "harness/analysis/checkers/checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/hash.h"

namespace squall {

CheckerScope::CheckerScope(const Scenario& scenario_, const Topology& topology_,
                           const History& history_, const CheckerSpec& spec_)
    : scenario(scenario_),
      topology(topology_),
      history(history_),
      spec(spec_),
      own_(scenario.read_backs.size()) {
  const auto add = [this](const std::string& name, bool seen) {
    std::vector<LedgerUse>& uses = uses_.emplace_back();
    const Workload* workload = topology.find_workload(name);
    if (workload == nullptr || !seen) return;
    for (const Step& step : workload->steps) uses.push_back(step.ledger);
  };
  const auto holds = [](const std::vector<std::size_t>& list, std::size_t index) {
    return std::find(list.begin(), list.end(), index) != list.end();
  };
  for (std::size_t i = 0; i < scenario.loads.size(); ++i) {
    add(scenario.loads[i].workload, spec.loads.empty() || holds(spec.loads, i));
  }
  for (std::size_t i = 0; i < scenario.read_backs.size(); ++i) {
    own_[i] = holds(spec.reads, i);
    add(scenario.read_backs[i].workload, own_[i]);
  }
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
