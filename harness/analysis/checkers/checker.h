// A checker: a fold over the history of attempts that finds lost, stale or conflicting data.
//
// It only reads. It sees every attempt of its round once, in the order of the records: those of
// loads, of their set-up, and the reads that it declared (Purpose::kReadBack). Its verdict is
// inconclusive wherever the history cannot tell; it never passes for want of data.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "harness/analysis/history.h"
#include "harness/model/attempt.h"
#include "harness/model/report.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// What a checker sees besides attempts. All must outlive it.
class CheckerScope {
 public:
  /// The history's phases and faults are complete only when the checker finishes.
  CheckerScope(const Scenario& scenario_, const Topology& topology_, const History& history_,
               const CheckerSpec& spec_);

  /// The read of the harness that an attempt is of, an index in Scenario::read_backs, if the
  /// checker asked for it.
  std::optional<std::size_t> own_read_of(const Attempt& attempt) const {
    const std::size_t loads = scenario.loads.size();
    if (attempt.purpose != Purpose::kReadBack || attempt.load < loads) return {};
    const std::size_t index = attempt.load - loads;
    return index < own_.size() && own_[index] ? std::optional(index) : std::nullopt;
  }
  /// kNone for what the checker is not to see.
  LedgerUse use_of(const Attempt& attempt) const {
    if (attempt.load >= uses_.size() || attempt.step >= uses_[attempt.load].size()) {
      return LedgerUse::kNone;
    }
    return uses_[attempt.load][attempt.step];
  }
  const ReadBack& read(std::size_t index) const { return scenario.read_backs[index]; }

  const Scenario& scenario;
  const Topology& topology;
  const History& history;
  const CheckerSpec& spec;

 private:
  std::vector<std::vector<LedgerUse>> uses_;  ///< By Attempt::load and step.
  std::vector<bool> own_;                     ///< By the index of a read.
};

/// The text of a key, for people, looked for among the keys of the scenario's loads; a number where
/// it is none of them.
std::string key_text(const CheckerScope& scope, std::uint64_t key_hash);

/// The wanted values of a map by key, in the order of the keys: the map's own is not the same
/// everywhere.
template <typename Map, typename Wanted>
auto in_order(const Map& map, const Wanted& wanted) {
  std::vector<std::pair<typename Map::key_type, const typename Map::mapped_type*>> entries;
  for (const auto& [key, value] : map) {
    if (wanted(value)) entries.emplace_back(key, &value);
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

class Checker {
 public:
  virtual ~Checker() = default;
  virtual void add(const Attempt& attempt) = 0;
  /// Call once; the report has its name and kind.
  virtual void finish(CheckerReport& report) = 0;
};

/// Fills in a report: counts, the first few examples, and what they come to.
class CheckerFindings {
 public:
  static constexpr std::size_t kExamples = 5;

  CheckerFindings(CheckerReport& report, const Options& limits)
      : report_(report), limits_(limits) {}

  void count(std::string_view what, std::uint64_t number) {
    report_.counts[std::string(what)] = number;
  }
  /// What its options may limit: more than that many is a failure.
  void anomaly(std::string_view what, std::uint64_t number);
  void fail() { failed_ = true; }
  /// By time: the earliest are kept, and only of these is the text made.
  template <typename MakeText>
  void example(Nanoseconds at, const MakeText& text) {
    if (is_early(seconds(at))) insert({seconds(at), text()});
  }
  /// The history cannot tell; the first reason is kept.
  void cannot_tell(std::string_view why) {
    cannot_tell([why] { return std::string(why); });
  }
  template <typename MakeText>
  requires std::is_invocable_v<MakeText>
  void cannot_tell(const MakeText& why) {
    if (doubt_.empty()) doubt_ = why();
  }
  /// Call last.
  void conclude();

 private:
  bool is_early(double at_s) const;
  void insert(CheckerExample example);

  CheckerReport& report_;
  const Options& limits_;
  std::vector<CheckerExample> examples_;
  std::string doubt_;
  bool failed_ = false;
};

}  // namespace squall
