// squall run SCENARIO.toml...: run scenarios, one after another.
#include "harness/run/run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "harness/cli/baseline_run.h"
#include "harness/cli/command.h"
#include "harness/cli/comparing.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/github.h"
#include "harness/cli/one_run.h"
#include "harness/cli/repetitions.h"
#include "harness/cli/report_files.h"
#include "harness/cli/run_options.h"
#include "harness/cli/usage_error.h"
#include "harness/core/duration.h"
#include "harness/run/run_directory.h"
#include "harness/scenario/schedule.h"
#include "reports/console.h"
#include "reports/json.h"
#include "reports/markdown.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// Reports what stands in the records; the exit code is the report's.
int report_run(const GlobalOptions& global, const fs::path& directory, const LoadedScenario& loaded,
               bool annotations) {
  const auto report = make_report_files(directory);
  if (!report) {
    print_error(global, report.error().message);
    return exit_code::kInternal;
  }
  if (global.json) {
    fmt::print("{}", report_json(*report));
  } else {
    const bool colour = wants_colour(global.colour, stdout);
    fmt::print("{}", console_summary(*report, {colour, shown_path(directory)}));
  }
  append_step_summary(report_markdown(*report));
  if (wants_annotations(annotations)) {
    print_annotations(global, cases_of(*report), report->scenario_file, &loaded);
  }
  return report->exit_code;
}

class RunCommand {
 public:
  RunCommand(const CommandLine& line, const RunOptions& options, CompareRules rules,
             std::set<Mismatch> may_differ)
      : line_(line),
        options_(options),
        rules_(std::move(rules)),
        may_differ_(std::move(may_differ)),
        progress_(stderr, progress_mode(line.global), wants_colour(line.global.colour, stderr)),
        interrupt_([this](int, int count) { on_signal(count); }) {}

  /// Where they are asked for; says what is wrong with that.
  bool show_metrics() {
    if (options_.metrics.empty()) return true;
    auto server = MetricsServer::listen(options_.metrics);
    if (!server) {
      print_error(line_.global, server.error().message);
      return false;
    }
    metrics_ = std::move(*server);
    progress_.happened("metrics for Prometheus at " + metrics_->url());
    return true;
  }

  int run_all(const std::vector<ScenarioToRun>& scenarios) {
    int code = exit_code::kPass;
    std::set<std::string> used;
    for (const ScenarioToRun& loaded : scenarios) {
      // What was asked for and did not run is no pass.
      if (interrupt_.token().stop_requested()) {
        progress_.happened(fmt::format("interrupted: {} was not run", loaded.file));
        return exit_code::first_that_applies(code, exit_code::of_interrupt(interrupt_));
      }
      const std::string part = scenarios.size() > 1 ? folder_for(loaded.file, used) : "";
      code = exit_code::first_that_applies(code, options_.runs() > 1 || options_.compares()
                                                     ? run_group(loaded, part)
                                                     : run_one(loaded, part));
    }
    return code;
  }

 private:
  void on_signal(int count) {
    if (count == 1) {
      progress_.happened("stopping: healing, cleaning up and writing the report …");
    } else if (count == 2) {
      progress_.happened("still cleaning up; once more leaves at once (the reaper then cleans up)");
    }
  }

  RunDirectoryRequest directory_request(const std::string& file, const std::string& part) const {
    RunDirectoryRequest request;
    if (!options_.out.empty()) {
      request.out = part.empty() ? fs::path(options_.out) : fs::path(options_.out) / part;
    }
    request.name = fs::path(file).stem().string();
    request.keep = options_.keep;
    return request;
  }

  int run_group(const ScenarioToRun& loaded, const std::string& part) {
    const auto directory = make_group_directory(directory_request(loaded.file, part));
    if (!directory) {
      print_error(line_.global, directory.error().message);
      return exit_code::kInternal;
    }
    RepeatSettings settings;
    settings.file = loaded.file;
    settings.out = *directory;
    settings.shown = shown_path(*directory);
    settings.repeat = options_.runs();
    settings.seed = options_.seed;
    settings.no_faults = options_.no_faults;
    settings.annotations = options_.annotations;
    settings.head_command = lone_command(options_, loaded.file, false);
    if (loaded.base) settings.base_command = lone_command(options_, loaded.file, true);
    settings.rules = rules_;
    return Repetitions(line_, loaded.scenario, loaded.base ? &*loaded.base : nullptr,
                       std::move(settings), interrupt_)
        .run();
  }

  int run_one(const ScenarioToRun& loaded, const std::string& part) {
    const std::uint64_t seed = seed_for(options_.seed, loaded.scenario.scenario);
    const auto drawn = scenario_to_run(loaded.scenario, seed);
    if (!drawn) {
      print_error(line_.global, drawn.error().message);
      return exit_code::kUsage;
    }
    return run_drawn(loaded.file, *drawn, seed, part);
  }

  int run_drawn(const std::string& file, const LoadedScenario& loaded, std::uint64_t seed,
                const std::string& part) {
    RunSettings settings = run_settings(line_, seed, options_.no_faults, line_.arguments);
    if (!options_.baseline.empty()) {
      auto baseline = read_baseline_run(options_.baseline, loaded, may_differ_);
      if (!baseline) {
        print_error(line_.global, baseline.error().message);
        return exit_code::kUsage;
      }
      settings.baseline = std::move(*baseline);
    }
    const auto directory = make_run_directory(directory_request(file, part));
    if (!directory) {
      print_error(line_.global, directory.error().message);
      return exit_code::kInternal;
    }
    const Scenario& scenario = loaded.scenario;
    settings.directory = *directory;
    settings.keep_up = options_.keep_up;
    settings.metrics = metrics_.get();
    progress_.happened(fmt::format("{} (seed {}, records in {})", scenario.title, settings.seed,
                                   shown_path(*directory)));
    if (!settings.baseline && asks_for_baseline_run(scenario)) {
      progress_.happened(
          "a gate compares with baseline_run, and no --baseline was given: it will "
          "be inconclusive");
    }
    if (const std::size_t count = scenario.variants.size(); count > 0) {
      const Nanoseconds each = longest_duration(scenario);
      progress_.happened(fmt::format(
          "{} client policies, one after the other: at most {} x {} = {}, and the start", count,
          count, format_duration(each), format_duration(static_cast<std::int64_t>(count) * each)));
    }
    const auto ran = run_scenario(loaded, settings, progress_, interrupt_);
    const int code = report_run(line_.global, *directory, loaded, options_.annotations);
    if (ran) return code;
    print_error(line_.global, ran.error().message);
    return exit_code::kInternal;
  }

  const CommandLine& line_;
  const RunOptions& options_;
  const CompareRules rules_;
  const std::set<Mismatch> may_differ_;  ///< From --baseline.
  Progress progress_;
  Interrupt interrupt_;
  std::unique_ptr<MetricsServer> metrics_;  // After interrupt_: see there.
};

int run(const CommandLine& line, const RunOptions& options) {
  auto rules = compare_rules(options.rules);
  const std::string wrong = rules ? contradiction(options) : rules.error().message;
  if (!wrong.empty()) {
    print_error(line.global, wrong);
    return exit_code::kUsage;
  }
  const std::set<Mismatch> may_differ = rules->allowed;
  // In what the sides differ is what the job is about.
  rules->allowed = {Mismatch::kScenario, Mismatch::kFlavour};
  const std::vector<ScenarioToRun> scenarios = load_all(line.global, options);
  if (scenarios.empty()) return exit_code::kUsage;
  RunCommand command(line, options, *std::move(rules), may_differ);
  return command.show_metrics() ? command.run_all(scenarios) : exit_code::kUsage;
}

}  // namespace

void add_run_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand(
      "run", "Run scenarios: start the system, load it, break it, and judge what clients saw");
  command->add_option("scenarios", options->files, "Scenario files")->required();
  command->add_option("--topology", options->topology, "Use this topology instead");
  command->add_option("--set", options->sets, kSetHelp)->allow_extra_args(false);
  command
      ->add_option("--variant", options->variants,
                   "Run only this client variant of the scenario (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--seed", options->seed, "Decides every draw; printed by each run")
      ->check(not_negative());
  command->add_option("--out", options->out, "Run directory (default squall-runs/…)");
  command
      ->add_option("--repeat", options->repeat,
                   "Run each scenario N times, in a folder each (with --against: N a side)")
      ->check(positive_number());
  CLI::Option* against = command->add_option(
      "--against", options->against,
      "Compare with a base, run in turn: section.name.key=VALUE, or a topology");
  CLI::Option* baseline = command->add_option(
      "--baseline", options->baseline,
      "Hold gates on baseline_run against these runs: a folder that squall baseline update made, a "
      "run directory or a folder of runs");
  add_allow_option(*command, options->rules, baseline);
  command->add_option("--keep", options->keep,
                      "How many runs stay in squall-runs (default 20; 0: all)");
  command->add_flag("--no-faults", options->no_faults, "The control run: no fault goes in");
  command->add_flag("--keep-up", options->keep_up,
                    "Keep the topology up after the last phase, until Ctrl-C");
  add_decision_options(*command, options->rules, against);
  command->add_option("--metrics", options->metrics,
                      "Show live metrics for Prometheus on HOST:PORT (:PORT is on loopback)");
  command->add_flag("--annotations", options->annotations,
                    "Print annotations for GitHub; always done in its jobs");
  command->footer(
      "Examples:\n"
      "  squall run scenarios/gpii/couchdb-node-killed.toml\n"
      "  squall run my.toml --set load.readers.rate=50/s --set "
      "'gate.availability.expr=availability "
      ">= 95%'\n"
      "  squall run my.toml --baseline ci/baselines/my   for gates such as\n"
      "      p99(response_time) <= 1.2 * baseline_run.p99(response_time)\n"
      "  squall run my.toml --no-faults --seed 7 --out /tmp/control\n"
      "  squall run my.toml --repeat 10 --out after      for squall compare\n"
      "  squall run my.toml --set variable.build.value=new --against variable.build.value=old\n\n"
      "--repeat makes a folder for each run in that of --out (1, 2, …), with an index, "
      "runs.jsonl.\n"
      "--against runs base and head in turn, 10 times each, in the folders base and head, and "
      "then\n"
      "compares them as squall compare does. Of the base's own gates nothing is asked.\n\n"
      "Exit codes, of several runs the first that applies: 70 internal error, 4 the system did "
      "not\n"
      "start, 1 a gate failed or a metric is worse than in the base, 5 residue, 130/143 "
      "interrupted,\n"
      "2 inconclusive, 0 pass; 64 bad file or arguments, nothing was started.");
  command->callback(
      [&line, options] { line.action = [&line, options] { return run(line, *options); }; });
}

}  // namespace squall
