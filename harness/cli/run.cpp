// squall run SCENARIO.toml...: run scenarios, one after another.
#include "harness/run/run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>

#include "harness/cli/command.h"
#include "harness/cli/diagnostics.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/kind_tables.h"
#include "harness/cli/report_files.h"
#include "harness/core/duration.h"
#include "harness/core/random.h"
#include "harness/run/offline.h"
#include "harness/run/run_directory.h"
#include "harness/scenario/schedule.h"
#include "reports/console.h"
#include "reports/json.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  std::vector<std::string> files;
  std::string topology;
  std::vector<std::string> sets;
  std::vector<std::string> variants;
  std::optional<std::uint64_t> seed;
  std::string out;
  int repeat = 1;
  int keep = 20;
  bool no_faults = false;
  bool keep_up = false;
};

struct Loaded {
  std::string file;
  LoadedScenario scenario;
};

// All files, before anything starts; nothing if one has a mistake.
std::vector<Loaded> load_all(const GlobalOptions& global, const RunOptions& options) {
  std::vector<Loaded> all;
  Diagnostics diagnostics;
  bool ok = true;
  for (const std::string& file : options.files) {
    LoadRequest request = load_request(file);
    request.sets = options.sets;
    request.variants = options.variants;
    if (!options.topology.empty()) request.topology = options.topology;
    auto loaded = load_scenario(request, all_kinds());
    const Diagnostics& found = loaded ? loaded->warnings : loaded.error();
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
    ok = ok && loaded.has_value();
    if (loaded) all.push_back({file, std::move(*loaded)});
  }
  print_diagnostics(global, diagnostics);
  if (!ok) all.clear();
  return all;
}

std::string shown_path(const fs::path& path) {
  std::error_code error;
  const fs::path relative = fs::relative(path, fs::current_path(), error);
  const bool inside = !error && !relative.empty() && *relative.begin() != "..";
  return inside ? relative.string() : path.string();
}

// Reports what stands in the records; the exit code is the report's.
int report_run(const GlobalOptions& global, const fs::path& directory) {
  const auto report = read_report(directory, all_kinds());
  if (!report) {
    print_error(global, report.error().message);
    return exit_code::kInternal;
  }
  if (auto written = write_report_files(directory, *report); !written) {
    print_error(global, written.error().message);
    return exit_code::kInternal;
  }
  if (global.json) {
    fmt::print("{}", report_json(*report));
  } else {
    const bool colour = wants_colour(global.colour, stdout);
    fmt::print("{}", console_summary(*report, {colour, shown_path(directory)}));
  }
  return report->exit_code;
}

class RunCommand {
 public:
  RunCommand(const CommandLine& line, const RunOptions& options)
      : line_(line),
        options_(options),
        progress_(stderr, progress_mode(line.global), wants_colour(line.global.colour, stderr)),
        interrupt_([this](int, int count) { on_signal(count); }) {}

  int run_all(const std::vector<Loaded>& scenarios) {
    const bool many = scenarios.size() > 1 || options_.repeat > 1;
    int worst = exit_code::kPass;
    for (const Loaded& loaded : scenarios) {
      for (int i = 1; i <= options_.repeat && !interrupt_.token().stop_requested(); ++i) {
        const std::string part =
            many ? fmt::format("{}-{}", fs::path(loaded.file).stem().string(), i) : "";
        worst = worse(worst, run_one(loaded, part));
      }
    }
    return worst;
  }

 private:
  void on_signal(int count) {
    if (count == 1) {
      progress_.happened("stopping: healing, cleaning up and writing the report …");
    } else if (count == 2) {
      progress_.happened("still cleaning up; once more leaves at once (the reaper then cleans up)");
    }
  }

  // Of several runs, the code that stands first in the contract.
  static int worse(int a, int b) {
    constexpr int kOrder[] = {
        exit_code::kInternal,    exit_code::kNotStarted,          exit_code::kFailed,
        exit_code::kResidue,     exit_code::kSignalBase + SIGINT, exit_code::kSignalBase + SIGTERM,
        exit_code::kInconclusive};
    for (const int code : kOrder) {
      if (a == code || b == code) return code;
    }
    return std::max(a, b);
  }

  int run_one(const Loaded& loaded, const std::string& part) {
    const auto& written = loaded.scenario.scenario;
    const std::uint64_t seed = options_.seed  ? *options_.seed
                               : written.seed ? *written.seed
                                              : fresh_seed();
    if (!draws_faults(written)) return run_drawn(loaded.file, loaded.scenario, seed, part);
    const auto drawn = draw_schedule(loaded.scenario, seed);
    if (!drawn) {
      print_error(line_.global, drawn.error().message);
      return exit_code::kUsage;
    }
    return run_drawn(loaded.file, *drawn, seed, part);
  }

  int run_drawn(const std::string& file, const LoadedScenario& loaded, std::uint64_t seed,
                const std::string& part) {
    RunDirectoryRequest request;
    if (!options_.out.empty()) {
      request.out = part.empty() ? fs::path(options_.out) : fs::path(options_.out) / part;
    }
    request.name = fs::path(file).stem().string();
    request.keep = options_.keep;
    const auto directory = make_run_directory(request);
    if (!directory) {
      print_error(line_.global, directory.error().message);
      return exit_code::kInternal;
    }
    const Scenario& scenario = loaded.scenario;
    RunSettings settings;
    settings.directory = *directory;
    settings.seed = seed;
    settings.no_faults = options_.no_faults;
    settings.keep_up = options_.keep_up;
    settings.detail = line_.global.verbose > 0 ? Detail::kVerbose : Detail::kNormal;
    settings.version = SQUALL_VERSION;
    settings.command_line = line_.arguments;
    progress_.happened(fmt::format("{} (seed {}, records in {})", scenario.title, settings.seed,
                                   shown_path(*directory)));
    if (const std::size_t count = scenario.variants.size(); count > 0) {
      const Nanoseconds each = longest_duration(scenario);
      progress_.happened(fmt::format(
          "{} client policies, one after the other: at most {} x {} = {}, and the start", count,
          count, format_duration(each), format_duration(static_cast<std::int64_t>(count) * each)));
    }
    const auto ran = run_scenario(loaded, settings, progress_, interrupt_);
    const int code = report_run(line_.global, *directory);
    if (ran) return code;
    print_error(line_.global, ran.error().message);
    return exit_code::kInternal;
  }

  const CommandLine& line_;
  const RunOptions& options_;
  Progress progress_;
  Interrupt interrupt_;
};

int run(const CommandLine& line, const RunOptions& options) {
  const std::vector<Loaded> scenarios = load_all(line.global, options);
  if (scenarios.empty()) return exit_code::kUsage;
  return RunCommand(line, options).run_all(scenarios);
}

}  // namespace

void add_run_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand(
      "run", "Run scenarios: start the system, load it, break it, and judge what clients saw");
  command->add_option("scenarios", options->files, "Scenario files")->required();
  command->add_option("--topology", options->topology, "Use this topology instead");
  command
      ->add_option("--set", options->sets,
                   "Override a value of the files: section.name.key=VALUE (repeatable)")
      ->allow_extra_args(false);
  command
      ->add_option("--variant", options->variants,
                   "Run only this client variant of the scenario (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--seed", options->seed, "Decides every draw; printed by each run");
  command->add_option("--out", options->out, "Run directory (default squall-runs/…)");
  command->add_option("--repeat", options->repeat, "Run each scenario N times")
      ->check(CLI::PositiveNumber);
  command->add_option("--keep", options->keep,
                      "How many runs stay in squall-runs (default 20; 0: all)");
  command->add_flag("--no-faults", options->no_faults, "The control run: no fault goes in");
  command->add_flag("--keep-up", options->keep_up,
                    "Keep the topology up after the last phase, until Ctrl-C");
  command->footer(
      "Examples:\n"
      "  squall run scenarios/gpii/couchdb-node-killed.toml\n"
      "  squall run my.toml --set load.readers.rate=50/s --set "
      "'gate.availability.expr=availability "
      ">= 95%'\n"
      "  squall run my.toml --no-faults --seed 7 --out /tmp/control\n\n"
      "Exit codes: 0 pass, 1 fail, 2 inconclusive, 4 the system did not start, 5 residue,\n"
      "64 bad file or arguments, 70 internal error, 130/143 interrupted.");
  command->callback(
      [&line, options] { line.action = [&line, options] { return run(line, *options); }; });
}

}  // namespace squall
