// What `squall run --repeat` does: one scenario many times, or two of it in turn to compare them.
#pragma once

#include <boost/json/array.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "harness/model/run_comparison.h"
#include "harness/run/interrupt.h"
#include "harness/run/progress.h"
#include "harness/scenario/load.h"

namespace squall {

struct RepeatSettings {
  std::string file;                   ///< The scenario.
  std::filesystem::path out;          ///< Made by make_group_directory().
  std::string shown;                  ///< It, as the user would type it.
  int repeat = 1;                     ///< A side.
  std::optional<std::uint64_t> seed;  ///< Of every run; none: each has a fresh one.
  bool no_faults = false;
  /// Of a run of each side alone, for its records.
  std::vector<std::string> head_command, base_command;
  bool annotations = false;
  CompareRules rules;
};

/// A run has the folder <out>/1, 2, …; of two sides <out>/base/1 and <out>/head/1, …
class Repetitions {
 public:
  /// `base`: the scenario to compare with, or nullptr. The sides are run in turn, A B B A A B …, so
  /// that a machine that becomes slower meanwhile does so for both; the two of a turn have one
  /// seed.
  Repetitions(const CommandLine& line, const LoadedScenario& head, const LoadedScenario* base,
              RepeatSettings settings, Interrupt& interrupt);

  /// The first code that applies over all runs and the comparison. Of the base's own gates nothing
  /// is asked: whether they hold is not what the job is about.
  int run();

 private:
  struct Turn {
    bool is_head = true;
    int number = 1;  ///< Of its side.
    std::uint64_t seed = 0;
  };

  bool run_turn(const Turn& turn, int index, int count);
  void note(const Turn& turn, const std::string& folder, const Report& report);
  int end();
  int compare_sides(int code);
  void print_runs(int code) const;

  const CommandLine& line_;
  const LoadedScenario& head_;
  const LoadedScenario* base_;
  const RepeatSettings settings_;
  Progress progress_;      // Of the repetitions,
  Progress run_progress_;  // and of each run, told with -v.
  Interrupt& interrupt_;
  int code_ = 0, done_ = 0, not_started_ = 0;
  std::optional<Report> worst_;  // The first run whose code decides.
  boost::json::array runs_;
};

}  // namespace squall
