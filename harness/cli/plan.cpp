// squall plan SCENARIO.toml: print what a run would do.
#include "harness/scenario/plan.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "harness/cli/command.h"
#include "harness/cli/diagnostics.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/json_output.h"
#include "harness/cli/kind_tables.h"
#include "harness/cli/replace_file.h"
#include "harness/cli/run_options.h"
#include "harness/cli/usage_error.h"
#include "harness/scenario/schedule.h"

namespace squall {
namespace {

struct PlanOptions {
  std::string file;
  std::string topology;
  std::vector<std::string> sets;
  std::vector<std::string> variants;
  std::optional<std::uint64_t> seed;
  std::string write;
  bool no_faults = false;
};

Result<void> write_plain(const LoadedScenario& drawn, const PlanOptions& options) {
  const std::filesystem::path file = options.write;
  if (std::filesystem::exists(file)) {
    return fail(fmt::format("{} is there already, and is left as it is", file.string()));
  }
  const std::string head = fmt::format("# {} with its faults written out, as seed {} draws them.\n",
                                       options.file, *drawn.scenario.seed);
  return replace_file(file, head + scenario_file(drawn, file.parent_path()));
}

int plan(const GlobalOptions& global, const PlanOptions& options) {
  LoadRequest request = load_request(options.file);
  request.sets = options.sets;
  request.variants = options.variants;
  if (!options.topology.empty()) request.topology = options.topology;
  const auto loaded = load_scenario(request, all_kinds());
  if (!loaded) {
    print_diagnostics(global, loaded.error());
    return exit_code::kUsage;
  }
  const std::uint64_t seed = seed_for(options.seed, loaded->scenario);
  const auto drawn = draw_schedule(*loaded, seed);
  if (!drawn) {
    print_error(global, drawn.error().message);
    return exit_code::kUsage;
  }
  print_diagnostics(global, drawn->warnings);
  if (!options.write.empty()) {
    if (const auto written = write_plain(*drawn, options); !written) {
      print_error(global, written.error().message);
      return exit_code::kUsage;
    }
  }
  const Scenario& scenario = drawn->scenario;
  const Plan made = make_plan(scenario, drawn->topology, seed, options.no_faults);
  if (global.json) {
    print_json(to_json(made, scenario));
  } else {
    fmt::print("{}", to_text(made, scenario));
  }
  // What stands on the standard output is the plan alone.
  if (!options.write.empty() && !global.quiet) fmt::print(stderr, "wrote {}\n", options.write);
  return exit_code::kPass;
}

}  // namespace

void add_plan_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command =
      app.add_subcommand("plan", "Print what a run would do, in order; nothing is started");
  command->add_option("scenario", options->file, "The scenario file")->required();
  command->add_option("--topology", options->topology, "Use this topology instead");
  command->add_option("--set", options->sets, kSetHelp)->allow_extra_args(false);
  command->add_option("--variant", options->variants, "Only this client variant (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--seed", options->seed, "The seed (the same seed gives the same plan)")
      ->check(not_negative());
  command->add_option(
      "--write", options->write,
      "Write a scenario with every drawn fault as a [[phase.fault]] to this new file");
  command->add_flag("--no-faults", options->no_faults, "The control run: no fault goes in");
  command->footer(
      "Examples:\n"
      "  squall plan scenarios/gpii/couchdb-node-killed.toml --seed 7\n"
      "  squall plan monkey.toml --seed 7 --write drawn.toml    the same faults, to be edited\n\n"
      "Exit codes: 0 printed; 64 a bad file, or one to be written is there already.");
  command->callback(
      [&line, options] { line.action = [&line, options] { return plan(line.global, *options); }; });
}

}  // namespace squall
