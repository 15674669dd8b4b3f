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
#include "harness/core/random.h"

namespace squall {
namespace {

struct PlanOptions {
  std::string file;
  std::string topology;
  std::vector<std::string> sets;
  std::vector<std::string> variants;
  std::optional<std::uint64_t> seed;
  bool no_faults = false;
};

int plan(const GlobalOptions& global, const PlanOptions& options) {
  LoadRequest request = load_request(options.file);
  request.sets = options.sets;
  request.variants = options.variants;
  if (!options.topology.empty()) request.topology = options.topology;
  const auto loaded = load_scenario(request, all_kinds());
  print_diagnostics(global, loaded ? loaded->warnings : loaded.error());
  if (!loaded) return exit_code::kUsage;
  const Scenario& scenario = loaded->scenario;
  const std::uint64_t seed = options.seed    ? *options.seed
                             : scenario.seed ? *scenario.seed
                                             : fresh_seed();
  const Plan made = make_plan(scenario, loaded->topology, seed, options.no_faults);
  if (global.json) {
    print_json(to_json(made, scenario));
  } else {
    fmt::print("{}", to_text(made, scenario));
  }
  return exit_code::kPass;
}

}  // namespace

void add_plan_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command =
      app.add_subcommand("plan", "Print what a run would do, in order; nothing is started");
  command->add_option("scenario", options->file, "The scenario file")->required();
  command->add_option("--topology", options->topology, "Use this topology instead");
  command->add_option("--set", options->sets, "Override: section.name.key=VALUE")
      ->allow_extra_args(false);
  command->add_option("--variant", options->variants, "Only this client variant (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--seed", options->seed, "The seed (the same seed gives the same plan)");
  command->add_flag("--no-faults", options->no_faults, "The control run: no fault goes in");
  command->footer("Example:\n  squall plan scenarios/gpii/couchdb-node-killed.toml --seed 7");
  command->callback(
      [&line, options] { line.action = [&line, options] { return plan(line.global, *options); }; });
}

}  // namespace squall
