// Which scenarios a suite is of.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/run_options.h"
#include "harness/cli/terminal.h"
#include "harness/scenario/load.h"

namespace squall {

struct SuiteOptions {
  std::vector<std::string> places;  ///< Files and folders.
  std::vector<std::string> tags;    ///< Those with one of them; empty: all.
  bool fail_fast = false;
  bool list = false;
  RunOptions run;  ///< Of each scenario.
};

struct SuiteScenario {
  std::string name;  ///< Of its folder.
  std::string file;
  ScenarioLabels labels;
  std::optional<LoadedScenario> loaded;  ///< None: this machine lacks its flavour.
};

/// The scenarios in the order of their files; those below a folder by name. Prints what is wrong,
/// and gives nothing if one has a mistake or none is left.
std::vector<SuiteScenario> find_suite(const GlobalOptions& global, const SuiteOptions& options);

}  // namespace squall
