// What `squall run` was asked for, and the scenarios that it is of.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/cli/comparing.h"
#include "harness/cli/terminal.h"
#include "harness/scenario/load.h"

namespace squall {

inline constexpr int kDefaultRepeat = 10;  // Of --against.

struct RunOptions {
  std::vector<std::string> files;
  std::string topology;
  std::vector<std::string> sets;
  std::vector<std::string> variants;
  std::optional<std::uint64_t> seed;
  std::string out;
  int repeat = 0;  ///< 0: not said.
  std::string against;
  std::string baseline;  ///< What gates are held against as `baseline_run`.
  CompareOptions rules;
  int keep = 20;
  bool no_faults = false;
  bool keep_up = false;
  bool annotations = false;
  std::string metrics;  ///< HOST:PORT

  bool compares() const { return !against.empty(); }
  int runs() const { return repeat > 0 ? repeat : compares() ? kDefaultRepeat : 1; }
};

struct ScenarioToRun {
  std::string file;
  LoadedScenario scenario;
  std::optional<LoadedScenario> base;  ///< Of --against.
};

/// All files, before anything starts; prints what is wrong with them, and gives nothing if one has
/// a mistake.
std::vector<ScenarioToRun> load_all(const GlobalOptions& global, const RunOptions& options);

/// The command that runs one of the repeated runs alone, but for its seed.
std::vector<std::string> lone_command(const RunOptions& options, const std::string& file,
                                      bool is_base);

/// The seed that was given, else the scenario's own, else a fresh one.
std::uint64_t seed_for(const std::optional<std::uint64_t>& given, const Scenario& scenario);

/// The folder of one of several scenarios: the stem of its file, with a number where that is taken.
std::string folder_for(const std::string& file, std::set<std::string>& taken);

/// What cannot be asked for together; empty: all is well.
std::string contradiction(const RunOptions& options);

}  // namespace squall
