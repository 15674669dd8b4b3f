// Two groups of runs side by side, as plain values; compare.json is this tree.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/metric.h"
#include "harness/model/report.h"
#include "harness/model/run_group.h"

namespace squall {

/// In what two groups of runs differ that should be alike.
enum class Mismatch { kScenario, kFlavour, kHost };

struct Difference {
  Mismatch kind = Mismatch::kScenario;
  std::string trait;       ///< "the scenario's hash"
  std::string base, head;  ///< What the runs of each side have: "4 and 8".

  /// "the cores: 4 in BASE, 8 in HEAD"
  std::string text(std::string_view base_name = "BASE", std::string_view head_name = "HEAD") const {
    std::string all = trait;
    for (const std::string_view part :
         {std::string_view(": "), std::string_view(base), std::string_view(" in "), base_name,
          std::string_view(", "), std::string_view(head), std::string_view(" in "), head_name}) {
      all += part;
    }
    return all;
  }
};

struct CompareRules {
  /// The largest corrected p-value that is no chance. Half of it is the share of comparisons of the
  /// same thing that call it worse.
  double alpha = 0.02;
  double min_effect = 0.05;  ///< The smallest change that counts, as a share of the base's median.
  std::size_t min_runs = 9;  ///< A side; with fewer nothing passes.
  std::set<Mismatch> allowed = {};
  std::set<std::string> gated = {};  ///< Metrics that decide; empty: the usual ones.
};

/// What became of a metric, from the worst on.
enum class Change {
  kWorse,
  kMissing,  ///< One side has no value.
  kBetter,
  kUnsure,  ///< No difference is proven, but one that counts is not ruled out either.
  kSame,    ///< The whole interval is smaller than what counts.
};

struct MetricComparison {
  MetricKey key;
  Dimension dimension = Dimension::kNone;
  bool more_is_better = false;
  bool gated = true;               ///< Whether it decides.
  std::vector<double> base, head;  ///< One value a run, in the order of the runs.
  std::optional<double> base_median, head_median;
  /// Hodges and Lehmann's estimate of head - base and its interval; none: a side has no value.
  std::optional<double> shift, low, high;
  double counts_from = 0;  ///< The smallest shift that counts.
  double p_value = 1, p_adjusted = 1;
  Change change = Change::kMissing;

  /// False: all values are the same, so that no test could find a difference.
  bool varies() const;
  /// The shift as a share of the base's median; none where that is 0.
  std::optional<double> share_of_base(std::optional<double> value) const {
    if (!value || !base_median || *base_median == 0) return std::nullopt;
    return *value / *base_median;
  }
};

struct ComparedGroup {
  std::string source;
  std::size_t runs = 0;                ///< That are compared.
  std::vector<std::string> left_out;   ///< Runs that are not, and why.
  RunSummary first;                    ///< Of the runs that are compared, without its values.
  std::vector<RunSummary> members;     ///< All of them, without their values.
  std::optional<std::size_t> typical;  ///< The member nearest to the medians; none: no member.
};

struct RunComparison {
  static constexpr int kSchema = 1;

  Verdict verdict = Verdict::kInconclusive;
  int exit_code = 2;
  std::vector<std::string> reasons;  ///< The one that decided comes first.
  std::vector<std::string> notes;    ///< What a reader should know of, and what decides nothing.
  ComparedGroup base, head;
  CompareRules rules;
  double confidence = 0.95;               ///< Of the intervals.
  std::vector<Difference> differences;    ///< That were allowed.
  std::vector<MetricComparison> metrics;  ///< Worst first.
};

std::string_view name(Mismatch mismatch);  ///< "scenario", "flavour", "host"
std::string_view name(Change change);      ///< "worse", …

}  // namespace squall
