// squall up TOPOLOGY.toml: start a topology and hold it until interrupted.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "harness/cli/command.h"
#include "harness/cli/diagnostics.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/kind_tables.h"
#include "harness/core/random.h"
#include "harness/run/hold.h"
#include "harness/run/run_directory.h"

namespace squall {
namespace {

struct UpOptions {
  std::string file;
  std::vector<std::string> sets;
  std::string out;
};

int up(const GlobalOptions& global, const UpOptions& options) {
  LoadRequest request = load_request(options.file);
  request.sets = options.sets;
  const auto loaded = load_topology(request, all_kinds());
  print_diagnostics(global, loaded ? loaded->warnings : loaded.error());
  if (!loaded) return exit_code::kUsage;

  RunDirectoryRequest directory_request;
  if (!options.out.empty()) directory_request.out = options.out;
  directory_request.name = fmt::format("up-{}", loaded->topology.name);
  const auto directory = make_run_directory(directory_request);
  if (!directory) {
    print_error(global, directory.error().message);
    return exit_code::kInternal;
  }
  const bool terminal = is_terminal(stderr);
  Progress progress(stderr, terminal ? Progress::Mode::kTerminal : Progress::Mode::kPlain,
                    wants_colour(global.colour, stderr));
  Interrupt interrupt([&progress](int, int count) {
    if (count == 1) progress.happened("stopping …");
  });
  HoldSettings settings;
  settings.directory = *directory;
  settings.seed = fresh_seed();
  settings.detail = global.verbose > 0 ? Detail::kVerbose : Detail::kNormal;
  const auto held = hold_topology(*loaded, settings, progress, interrupt);
  if (!held) {
    print_error(global, held.error().message);
    return exit_code::kInternal;
  }
  if (!held->started && interrupt.signal() == 0) return exit_code::kNotStarted;
  if (!held->residue.empty()) return exit_code::kResidue;
  // Ctrl-C is how a topology that is held is meant to end.
  return held->started ? exit_code::kPass : exit_code::kSignalBase + interrupt.signal();
}

}  // namespace

void add_up_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<UpOptions>();
  CLI::App* command =
      app.add_subcommand("up", "Start a topology and hold it until interrupted; no load, no fault");
  command->add_option("topology", options->file, "The topology file")->required();
  command->add_option("--set", options->sets, kSetHelp)->allow_extra_args(false);
  command->add_option("--out", options->out, "Run directory (default squall-runs/…)");
  command->footer(
      "Example:\n  squall up scenarios/gpii/topology.toml --set flavour=pouchdb\n\n"
      "Exit codes: 0 ended, 4 it did not start, 5 something was left behind, 64 a bad file, 130 or "
      "143\ninterrupted.");
  command->callback(
      [&line, options] { line.action = [&line, options] { return up(line.global, *options); }; });
}

}  // namespace squall
