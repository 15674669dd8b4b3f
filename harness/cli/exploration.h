// What `squall explore` does: one drawn schedule after the other, until one fails; then the
// smallest part of it that still does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "harness/model/report.h"
#include "harness/run/interrupt.h"
#include "harness/run/progress.h"
#include "harness/scenario/load.h"
#include "harness/scenario/schedule.h"
#include "harness/scenario/shrink.h"

namespace squall {

struct ExploreSettings {
  std::filesystem::path file;  ///< The scenario.
  std::filesystem::path out;   ///< A run has a folder in it.
  std::uint64_t seed = 0;      ///< Decides the seed of each schedule.
  int schedules = 0;           ///< At most; 0: no limit.
  std::optional<Nanoseconds> budget;
};

/// The seed of schedule `number` (from 1): of a substream, so that a longer search begins alike.
std::uint64_t schedule_seed(std::uint64_t seed, int number);

class Exploration {
 public:
  Exploration(const CommandLine& line, const LoadedScenario& loaded, ExploreSettings settings);

  /// The exit code; see `squall explore --help`.
  int run();

 private:
  struct Ran {
    Report report;
    std::filesystem::path folder;
    std::set<std::string> failed;
  };

  std::optional<int> control();
  std::optional<int> try_schedule(int number);
  int found(const LoadedScenario& drawn, const Ran& first);
  Trial try_smaller(const LoadedScenario& drawn, const std::vector<ScheduledFault>& faults);
  LoadedScenario with_faults(const LoadedScenario& drawn,
                             const std::vector<ScheduledFault>& faults) const;
  std::vector<ScheduledFault> faults_of(const LoadedScenario& drawn) const;
  std::optional<Ran> run_one(const LoadedScenario& loaded, const std::string& folder,
                             const std::string& title, bool no_faults = false);
  bool keep(const LoadedScenario& loaded, const Ran& ran, bool smallest);
  bool is_over() const;
  bool interrupted() const { return interrupt_.token().stop_requested(); }
  int end(int code, const std::string& what);
  void say(const std::string& line) { progress_.happened(line); }

  const CommandLine& line_;
  const LoadedScenario& loaded_;
  const ExploreSettings settings_;
  Progress progress_;      // Of the exploration,
  Progress run_progress_;  // and of each run, told with -v.
  Interrupt interrupt_;
  const SteadyTime start_;
  std::optional<std::string> error_;  // A run could not be recorded.
  int schedules_ = 0, conclusive_ = 0, flaky_ = 0, not_started_ = 0, trials_ = 0;
  std::set<std::string> failed_;        // Of the finding.
  std::optional<LoadedScenario> best_;  // The smallest that failed so far, and its run.
  std::optional<Ran> shown_by_;
};

}  // namespace squall
