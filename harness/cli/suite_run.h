// Runs the scenarios of a suite, one after another or some at a time, and writes what became of
// them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "harness/cli/suite_files.h"
#include "harness/run/interrupt.h"
#include "harness/run/progress.h"
#include "reports/suite.h"

namespace squall {

/// Of all its client variants; nothing of what is skipped.
Nanoseconds longest_of(const SuiteScenario& scenario);

/// Scenarios on the same topology never run at the same time.
class SuiteRun {
 public:
  /// What is referred to must outlive it.
  SuiteRun(const CommandLine& line, const SuiteOptions& options,
           const std::vector<SuiteScenario>& scenarios, std::filesystem::path folder);

  /// The exit code.
  int run();

 private:
  void on_signal(int count);
  Nanoseconds longest() const;
  void work();
  std::optional<std::size_t> next();
  std::string topology_of(std::size_t index) const;
  void finished(std::size_t index, SuiteEntry entry);
  void show_running();

  SuiteEntry run_one(std::size_t index);
  void try_to_run(std::size_t index, SuiteEntry& entry);
  Result<Report> report_of(std::size_t index);
  std::string why_not_run();
  Progress::Mode mode_of_run() const;
  void tell(const SuiteEntry& entry, std::size_t index);
  bool write_files();
  int end();

  bool one_by_one() const { return options_.jobs == 1; }

  const CommandLine& line_;
  const SuiteOptions& options_;
  const std::vector<SuiteScenario>& scenarios_;
  const std::filesystem::path folder_;
  Progress progress_;
  Interrupt interrupt_;
  const SteadyTime begun_;

  std::mutex mutex_;  // For all that follows.
  std::condition_variable freed_;
  std::set<std::size_t> waiting_, running_;
  std::vector<std::optional<SuiteEntry>> entries_;  // By scenario.
  Suite suite_;
  bool files_failed_ = false;
  int code_;
};

}  // namespace squall
