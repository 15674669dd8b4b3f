// Which scenarios a suite is of.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/cli/run_options.h"
#include "harness/cli/terminal.h"
#include "harness/model/event.h"
#include "harness/model/run_comparison.h"
#include "harness/scenario/load.h"

namespace squall {

struct SuiteOptions {
  std::vector<std::string> places;  ///< Files and folders.
  std::vector<std::string> tags;    ///< Those with one of them; empty: all.
  bool fail_fast = false;
  bool list = false;
  int jobs = 1;    ///< So many at a time.
  RunOptions run;  ///< Of each scenario.
};

struct SuiteScenario {
  std::string name;  ///< Of its folder.
  std::string file;
  ScenarioLabels labels;
  std::optional<LoadedScenario> loaded;   ///< None: this machine lacks its flavour.
  std::optional<BaselineGiven> baseline;  ///< For its gates on `baseline_run`.
};

/// The scenarios in the order of their files; those below a folder by name. Prints what is wrong,
/// and gives nothing if one has a mistake or none is left. In `may_differ` a baseline may differ
/// from what is run.
std::vector<SuiteScenario> find_suite(const GlobalOptions& global, const SuiteOptions& options,
                                      const std::set<Mismatch>& may_differ);

}  // namespace squall
