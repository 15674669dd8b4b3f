// squall suite PLACE...: run many scenarios, and make one page of what became of them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/json_output.h"
#include "harness/cli/suite_files.h"
#include "harness/cli/suite_run.h"
#include "harness/cli/usage_error.h"
#include "harness/run/run_directory.h"
#include "reports/quantity.h"

namespace squall {
namespace {

void print_list(const GlobalOptions& global, const std::vector<SuiteScenario>& scenarios) {
  boost::json::array list;
  for (const SuiteScenario& each : scenarios) {
    if (global.json) {
      boost::json::array tags(each.labels.tags.begin(), each.labels.tags.end());
      list.push_back(boost::json::object{{"name", each.name},
                                         {"file", each.file},
                                         {"tags", std::move(tags)},
                                         {"flavour", each.labels.flavour},
                                         {"flavour_is_here", each.labels.flavour_is_here}});
      continue;
    }
    fmt::print("{:<36} {:<32} {}\n", each.name,
               fmt::format("{}", fmt::join(each.labels.tags, ", ")),
               each.loaded ? "at most " + seconds_text(seconds(longest_of(each)))
                           : "skipped: no flavour " + each.labels.flavour);
  }
  if (global.json) print_json(boost::json::object{{"scenarios", std::move(list)}});
}

int run_suite(const CommandLine& line, const SuiteOptions& options) {
  const auto rules = compare_rules(options.run.rules);
  if (!rules) {
    print_error(line.global, rules.error().message);
    return exit_code::kUsage;
  }
  const std::vector<SuiteScenario> scenarios = find_suite(line.global, options, rules->allowed);
  if (scenarios.empty()) return exit_code::kUsage;
  if (options.list) {
    print_list(line.global, scenarios);
    return exit_code::kPass;
  }
  RunDirectoryRequest request;
  if (!options.run.out.empty()) request.out = options.run.out;
  request.name = "suite";
  request.keep = options.run.keep;
  const auto folder = make_group_directory(request);
  if (!folder) {
    print_error(line.global, folder.error().message);
    return exit_code::kInternal;
  }
  return SuiteRun(line, options, scenarios, *folder).run();
}

}  // namespace

void add_suite_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<SuiteOptions>();
  CLI::App* command =
      app.add_subcommand("suite", "Run many scenarios, and make one page of what became of them");
  command->add_option("places", options->places, "Scenario files, or folders of them")->required();
  command
      ->add_option("--tag", options->tags, "Only scenarios with this tag (repeatable: any of them)")
      ->allow_extra_args(false);
  command->add_flag("--list", options->list, "Print which scenarios these are; nothing is started");
  command->add_option("--topology", options->run.topology, "Use this topology instead");
  command->add_option("--set", options->run.sets, kSetHelp)->allow_extra_args(false);
  command->add_option("--seed", options->run.seed, "Decides every draw of each run")
      ->check(not_negative());
  command->add_option("--out", options->run.out,
                      "Folder of the suite (default squall-runs/suite-…)");
  command->add_option("--keep", options->run.keep,
                      "How many runs and suites stay in squall-runs (default 20; 0: all)");
  command
      ->add_option(
          "--jobs", options->jobs,
          "Run so many at a time (default 1), never two on one topology; what runs side by "
          "side measures each other")
      ->check(positive_number());
  CLI::Option* baseline = command->add_option(
      "--baseline", options->run.baseline,
      "Hold gates on baseline_run against the runs of NAME in this folder, for each NAME.toml");
  add_allow_option(*command, options->run.rules, baseline);
  command->add_flag("--fail-fast", options->fail_fast,
                    "Begin no further scenario when one does not pass");
  command->add_flag("--no-faults", options->run.no_faults, "Control runs: no fault goes in");
  command->add_flag("--annotations", options->run.annotations,
                    "Print annotations for GitHub; always done in its jobs");
  command->footer(
      "Examples:\n"
      "  squall suite scenarios/gpii --tag ci\n"
      "  squall suite scenarios --list\n"
      "  squall suite one.toml two.toml --out nightly --fail-fast\n"
      "  squall suite scenarios --tag nightly --baseline ci/baselines\n\n"
      "Each scenario has a folder with its records and reports; beside them stand index.html,\n"
      "suite.json, junit.xml and summary.md. A scenario for a flavour that this machine lacks is\n"
      "skipped, and said so.\n\n"
      "Exit codes: the first that applies to one of the scenarios, in the order of squall run's;\n"
      "2 if none ran; 64 if a file has a mistake or no scenario has the tag, nothing was started.");
  command->callback(
      [&line, options] { line.action = [&line, options] { return run_suite(line, *options); }; });
}

}  // namespace squall
