// squall explore SCENARIO.toml: look for faults that break it, and shrink what was found.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "harness/cli/command.h"
#include "harness/cli/diagnostics.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/exploration.h"
#include "harness/cli/kind_tables.h"
#include "harness/cli/replace_file.h"
#include "harness/cli/usage_error.h"
#include "harness/core/duration.h"
#include "harness/core/random.h"
#include "harness/core/time.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

struct ExploreOptions {
  std::string file;
  std::string topology;
  std::vector<std::string> sets;
  std::string budget;
  int schedules = 0;
  std::optional<std::uint64_t> seed;
  std::string out;
};

constexpr Nanoseconds kDefaultBudget = std::chrono::minutes(10);

Result<ExploreSettings> explore_settings(const ExploreOptions& options) {
  ExploreSettings settings;
  settings.file = options.file;
  settings.schedules = options.schedules;
  settings.seed = options.seed ? *options.seed : fresh_seed();
  if (!options.budget.empty()) {
    settings.budget = parse_duration(options.budget);
    if (!settings.budget) {
      return fail(fmt::format("--budget: '{}' is no duration; write 10m or 90s", options.budget));
    }
  } else if (options.schedules == 0) {
    settings.budget = kDefaultBudget;
  }
  settings.out =
      options.out.empty()
          ? fs::path("squall-runs") /
                fmt::format("explore-{}-{}", settings.file.stem().string(), utc_now_compact())
          : fs::path(options.out);
  std::error_code error;
  if (fs::exists(settings.out / "control", error)) {
    return fail(fmt::format("{} already holds an exploration; name another folder, or delete it",
                            settings.out.string()));
  }
  if (auto made = make_folder(settings.out); !made) return tl::unexpected(made.error());
  return settings;
}

int explore(const CommandLine& line, const ExploreOptions& options) {
  LoadRequest request = load_request(options.file);
  request.sets = options.sets;
  if (!options.topology.empty()) request.topology = options.topology;
  const auto loaded = load_scenario(request, all_kinds());
  print_diagnostics(line.global, loaded ? loaded->warnings : loaded.error());
  if (!loaded) return exit_code::kUsage;
  if (!draws_faults(loaded->scenario)) {
    print_error(line.global,
                fmt::format("{} has no [phase.random], so there is only one schedule: write one in "
                            "a phase of kind \"fault\", or use squall run",
                            options.file));
    return exit_code::kUsage;
  }
  auto settings = explore_settings(options);
  if (!settings) {
    print_error(line.global, settings.error().message);
    return exit_code::kUsage;
  }
  return Exploration(line, *loaded, *std::move(settings)).run();
}

}  // namespace

void add_explore_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<ExploreOptions>();
  CLI::App* command = app.add_subcommand(
      "explore", "Run random schedules of faults until one fails, and shrink it to the smallest");
  command->add_option("scenario", options->file, "A scenario with [phase.random]")->required();
  command->add_option("--budget", options->budget,
                      "Start no run after this time (default 10m; with --schedules none)");
  command->add_option("--schedules", options->schedules, "Try at most so many schedules")
      ->check(positive_number());
  command->add_option("--seed", options->seed, "Decides every schedule; printed")
      ->check(not_negative());
  command->add_option("--out", options->out, "Folder of the runs (default squall-runs/explore-…)");
  command->add_option("--topology", options->topology, "Use this topology instead");
  command->add_option("--set", options->sets, kSetHelp)->allow_extra_args(false);
  command->footer(
      "First the scenario runs without faults: it must pass. Then each schedule is drawn, run and\n"
      "judged. One that fails is run again; if it fails alike, faults are dropped, shortened and\n"
      "aimed at single nodes as long as it still does. found.toml in the folder holds the "
      "smallest\n"
      "so far at every moment, with what failed and the run that shows it: squall run found.toml.\n"
      "A schedule that is inconclusive, or whose system does not start, is told and passed "
      "over.\n\n"
      "Examples:\n"
      "  squall explore monkey.toml\n"
      "  squall explore monkey.toml --schedules 50 --seed 7 --out found\n\n"
      "Exit codes: 0 nothing found, 1 found, or the scenario fails without faults, 2 inconclusive\n"
      "(a failure did not repeat, or no schedule was conclusive), 4 the system did not start,\n"
      "64 bad file or arguments, 70 internal error, 130/143 interrupted.");
  command->callback(
      [&line, options] { line.action = [&line, options] { return explore(line, *options); }; });
}

}  // namespace squall
