// squall suite PLACE...: run many scenarios, and make one page of what became of them.
#include "reports/suite.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/github.h"
#include "harness/cli/json_output.h"
#include "harness/cli/one_run.h"
#include "harness/cli/replace_file.h"
#include "harness/cli/suite_files.h"
#include "harness/run/run_directory.h"
#include "harness/scenario/schedule.h"
#include "reports/quantity.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// Of all its client variants; nothing of what is skipped.
Nanoseconds longest_of(const SuiteScenario& each) {
  if (!each.loaded) return {};
  const auto variants = std::max<std::size_t>(1, each.loaded->scenario.variants.size());
  return static_cast<std::int64_t>(variants) * longest_duration(each.loaded->scenario);
}

class SuiteRun {
 public:
  SuiteRun(const CommandLine& line, const SuiteOptions& options,
           const std::vector<SuiteScenario>& scenarios, fs::path folder)
      : line_(line),
        options_(options),
        scenarios_(scenarios),
        folder_(std::move(folder)),
        progress_(stderr, progress_mode(line.global), wants_colour(line.global.colour, stderr)),
        interrupt_([this](int, int count) { on_signal(count); }) {}

  int run() {
    const SteadyTime begun = steady_now();
    suite_.source = fmt::format("squall suite {}", fmt::join(options_.places, " "));
    for (const std::string& tag : options_.tags) suite_.source += " --tag " + tag;
    suite_.started_at = utc_now();
    suite_.squall_version = SQUALL_VERSION;
    progress_.happened(fmt::format("{}: {}, at most {} in all, records in {}", suite_.source,
                                   counted(scenarios_.size(), "scenario"),
                                   seconds_text(seconds(longest())), shown_path(folder_)));
    for (std::size_t i = 0; i < scenarios_.size(); ++i) {
      suite_.entries.push_back(run_one(scenarios_[i], i + 1));
      suite_.duration_s = seconds(steady_now() - begun);
      // After each: a page can be watched, and what is there when the machine dies.
      if (!write_files()) return exit_code::kInternal;
    }
    return end();
  }

 private:
  void on_signal(int count) {
    if (count == 1) progress_.happened("stopping: the scenario heals, cleans up and reports …");
    if (count == 2) {
      progress_.happened("still cleaning up; once more leaves at once (the reaper then cleans up)");
    }
  }

  Nanoseconds longest() const {
    Nanoseconds sum{};
    for (const SuiteScenario& each : scenarios_) sum += longest_of(each);
    return sum;
  }

  // Why no further scenario is begun; empty: it is.
  std::string why_not_run() const {
    if (interrupt_.token().stop_requested()) return "the suite was interrupted before";
    return options_.fail_fast && code_ != exit_code::kPass ? "another one before it did not pass"
                                                           : "";
  }

  SuiteEntry run_one(const SuiteScenario& scenario, std::size_t number) {
    SuiteEntry entry;
    entry.name = scenario.name;
    entry.file = scenario.file;
    entry.tags = scenario.labels.tags;
    if (!scenario.loaded) {
      entry.state = SuiteState::kSkipped;
      entry.reason = fmt::format("this machine lacks the flavour {} (see squall doctor)",
                                 scenario.labels.flavour);
    } else {
      entry.title = scenario.loaded->scenario.title;
      entry.reason = why_not_run();
      if (entry.reason.empty()) try_to_run(scenario, number, entry);
    }
    tell(entry, number);
    return entry;
  }

  void try_to_run(const SuiteScenario& scenario, std::size_t number, SuiteEntry& entry) {
    const auto report = report_of(scenario, number);
    if (report) {
      add_report(entry, *report);
      code_ = exit_code::first_that_applies(code_, report->exit_code);
      append_step_annotations(scenario, *report);
      return;
    }
    // Nothing stands in its folder that a report could be made of.
    entry.state = SuiteState::kNotRun;
    entry.reason = report.error().message;
    code_ = exit_code::first_that_applies(code_, exit_code::kInternal);
  }

  Result<Report> report_of(const SuiteScenario& scenario, std::size_t number) {
    const bool terminal = progress_.mode() == Progress::Mode::kTerminal;
    progress_.clear();
    Progress progress(stderr,
                      line_.global.verbose > 0 ? progress_.mode()
                      : terminal               ? Progress::Mode::kOnlyStatus
                                               : Progress::Mode::kQuiet,
                      progress_.colour(),
                      fmt::format("[{}/{}] {}  ", number, scenarios_.size(), scenario.name));
    const std::uint64_t seed = seed_for(options_.run.seed, scenario.loaded->scenario);
    const auto drawn = scenario_to_run(*scenario.loaded, seed);
    if (!drawn) return tl::unexpected(drawn.error());
    const RunSettings settings = run_settings(line_, seed, options_.run.no_faults,
                                              lone_command(options_.run, scenario.file, false));
    return run_and_report(*drawn, settings, folder_ / scenario.name, progress, interrupt_);
  }

  void append_step_annotations(const SuiteScenario& scenario, const Report& report) {
    if (!wants_annotations(options_.run.annotations)) return;
    progress_.clear();
    print_annotations(line_.global, cases_of(report), report.scenario_file, &*scenario.loaded);
  }

  void tell(const SuiteEntry& entry, std::size_t number) {
    const bool ran = entry.state == SuiteState::kRan;
    progress_.happened(
        fmt::format("[{}/{}] {} {}{}: {}", number, scenarios_.size(), mark(entry), entry.name,
                    ran ? fmt::format(" ({})", seconds_text(entry.duration_s)) : "",
                    ran ? entry.reason : fmt::format("{}: {}", verdict_name(entry), entry.reason)));
  }

  bool write_files() {
    suite_.exit_code = code_;
    for (const auto& [file, text] :
         {std::pair("suite.json", suite_json(suite_)), std::pair("index.html", suite_html(suite_)),
          std::pair("junit.xml", suite_junit(suite_)),
          std::pair("summary.md", suite_markdown(suite_))}) {
      if (auto written = replace_file(folder_ / file, text); !written) {
        print_error(line_.global, written.error().message);
        return false;
      }
    }
    return true;
  }

  int end() {
    progress_.clear();
    code_ = exit_code::first_that_applies(code_, exit_code::of_interrupt(interrupt_));
    // A suite of which nothing ran has shown nothing.
    if (code_ == exit_code::kPass && counts_of(suite_).passed == 0)
      code_ = exit_code::kInconclusive;
    if (!write_files()) return exit_code::kInternal;
    append_step_summary(suite_markdown(suite_));
    if (line_.global.json) {
      fmt::print("{}", suite_json(suite_));
      return code_;
    }
    if (!line_.global.quiet) {
      fmt::print("\n{}\n", suite_console(suite_, wants_colour(line_.global.colour, stdout)));
      fmt::print("Files: {}/ (index.html, suite.json, junit.xml, summary.md)\n",
                 shown_path(folder_));
    }
    fmt::print("{} {} (exit {})\n", code_ == exit_code::kPass ? "✓" : "✗", deciding_reason(suite_),
               code_);
    return code_;
  }

  const CommandLine& line_;
  const SuiteOptions& options_;
  const std::vector<SuiteScenario>& scenarios_;
  const fs::path folder_;
  Progress progress_;
  Interrupt interrupt_;
  Suite suite_;
  int code_ = exit_code::kPass;
};

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
  const std::vector<SuiteScenario> scenarios = find_suite(line.global, options);
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
  command
      ->add_option("--set", options->run.sets,
                   "Override a value of each file: section.name.key=VALUE (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--seed", options->run.seed, "Decides every draw of each run");
  command->add_option("--out", options->run.out,
                      "Folder of the suite (default squall-runs/suite-…)");
  command->add_option("--keep", options->run.keep,
                      "How many runs and suites stay in squall-runs (default 20; 0: all)");
  command->add_flag("--fail-fast", options->fail_fast,
                    "Begin no further scenario when one does not pass");
  command->add_flag("--no-faults", options->run.no_faults, "Control runs: no fault goes in");
  command->add_flag("--annotations", options->run.annotations,
                    "Print annotations for GitHub; always done in its jobs");
  command->footer(
      "Examples:\n"
      "  squall suite scenarios/gpii --tag ci\n"
      "  squall suite scenarios --list\n"
      "  squall suite one.toml two.toml --out nightly --fail-fast\n\n"
      "Each scenario has a folder with its records and reports; beside them stand index.html,\n"
      "suite.json, junit.xml and summary.md. A scenario for a flavour that this machine lacks is\n"
      "skipped, and said so.\n\n"
      "Exit codes: the first that applies to one of the scenarios, in the order of squall run's;\n"
      "2 if none ran; 64 if a file has a mistake or no scenario has the tag, nothing was started.");
  command->callback(
      [&line, options] { line.action = [&line, options] { return run_suite(line, *options); }; });
}

}  // namespace squall
