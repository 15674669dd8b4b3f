#include "harness/cli/suite_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "harness/cli/exit_code.h"
#include "harness/cli/github.h"
#include "harness/cli/json_output.h"
#include "harness/cli/one_run.h"
#include "harness/cli/replace_file.h"
#include "harness/scenario/schedule.h"
#include "reports/quantity.h"

namespace squall {

Nanoseconds longest_of(const SuiteScenario& scenario) {
  if (!scenario.loaded) return {};
  const auto variants = std::max<std::size_t>(1, scenario.loaded->scenario.variants.size());
  return static_cast<std::int64_t>(variants) * longest_duration(scenario.loaded->scenario);
}

SuiteRun::SuiteRun(const CommandLine& line, const SuiteOptions& options,
                   const std::vector<SuiteScenario>& scenarios, std::filesystem::path folder)
    : line_(line),
      options_(options),
      scenarios_(scenarios),
      folder_(std::move(folder)),
      progress_(stderr, progress_mode(line.global), wants_colour(line.global.colour, stderr)),
      interrupt_([this](int, int count) { on_signal(count); }),
      begun_(steady_now()),
      entries_(scenarios.size()),
      code_(exit_code::kPass) {
  for (std::size_t i = 0; i < scenarios.size(); ++i) waiting_.insert(i);
}

int SuiteRun::run() {
  suite_.source = fmt::format("squall suite {}", fmt::join(options_.places, " "));
  for (const std::string& tag : options_.tags) suite_.source += " --tag " + tag;
  suite_.started_at = utc_now();
  suite_.squall_version = SQUALL_VERSION;
  progress_.happened(fmt::format(
      "{}: {}, at most {} in all{}, records in {}", suite_.source,
      counted(scenarios_.size(), "scenario"), seconds_text(seconds(longest())),
      one_by_one() ? "" : fmt::format(", {} at a time", options_.jobs), shown_path(folder_)));
  std::vector<std::thread> workers;
  for (int i = 1; i < options_.jobs; ++i) workers.emplace_back([this] { work(); });
  work();
  for (std::thread& worker : workers) worker.join();
  return files_failed_ ? exit_code::kInternal : end();
}

void SuiteRun::on_signal(int count) {
  if (count == 1) progress_.happened("stopping: what runs heals, cleans up and reports …");
  if (count == 2) {
    progress_.happened("still cleaning up; once more leaves at once (the reaper then cleans up)");
  }
}

Nanoseconds SuiteRun::longest() const {
  Nanoseconds sum{};
  for (const SuiteScenario& each : scenarios_) sum += longest_of(each);
  return sum;
}

// One scenario after the other, until none is left.
void SuiteRun::work() {
  while (const auto index = next()) finished(*index, run_one(*index));
}

std::string SuiteRun::topology_of(std::size_t index) const {
  const auto& loaded = scenarios_[index].loaded;
  return loaded ? loaded->topology.file.string() : "";
}

// The first whose topology is free; waits for one.
std::optional<std::size_t> SuiteRun::next() {
  std::unique_lock lock(mutex_);
  while (!waiting_.empty()) {
    const auto free = std::find_if(waiting_.begin(), waiting_.end(), [&](std::size_t candidate) {
      return std::none_of(running_.begin(), running_.end(), [&](std::size_t other) {
        return topology_of(other) == topology_of(candidate);
      });
    });
    if (free != waiting_.end()) {
      const std::size_t index = *free;
      waiting_.erase(free);
      running_.insert(index);
      show_running();
      return index;
    }
    freed_.wait(lock);
  }
  return std::nullopt;
}

void SuiteRun::finished(std::size_t index, SuiteEntry entry) {
  const std::lock_guard lock(mutex_);
  running_.erase(index);
  tell(entry, index);
  entries_[index] = std::move(entry);
  show_running();
  // After each: a page can be watched, and is there when the machine dies.
  files_failed_ = files_failed_ || !write_files();
  if (files_failed_) waiting_.clear();
  freed_.notify_all();
}

// One at a time, each shows by itself how it goes.
void SuiteRun::show_running() {
  if (one_by_one()) return;
  std::vector<std::string> names;
  for (const std::size_t index : running_) names.push_back(scenarios_[index].name);
  const auto done = std::count_if(entries_.begin(), entries_.end(),
                                  [](const auto& entry) { return entry.has_value(); });
  progress_.status(fmt::format("{} of {} done, running: {}", done, scenarios_.size(),
                               names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
}

// Why no further scenario is begun; empty: it is.
std::string SuiteRun::why_not_run() {
  const std::lock_guard lock(mutex_);
  if (interrupt_.token().stop_requested()) return "the suite was interrupted before";
  return options_.fail_fast && code_ != exit_code::kPass ? "another one before it did not pass"
                                                         : "";
}

SuiteEntry SuiteRun::run_one(std::size_t index) {
  const SuiteScenario& scenario = scenarios_[index];
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
    if (entry.reason.empty()) try_to_run(index, entry);
  }
  return entry;
}

void SuiteRun::try_to_run(std::size_t index, SuiteEntry& entry) {
  const auto report = report_of(index);
  const std::lock_guard lock(mutex_);
  if (!report) {
    // Nothing stands in its folder that a report could be made of.
    entry.state = SuiteState::kNotRun;
    entry.reason = report.error().message;
    code_ = exit_code::first_that_applies(code_, exit_code::kInternal);
    return;
  }
  add_report(entry, *report);
  code_ = exit_code::first_that_applies(code_, report->exit_code);
  if (!wants_annotations(options_.run.annotations)) return;
  progress_.clear();
  print_annotations(line_.global, cases_of(*report), report->scenario_file,
                    &*scenarios_[index].loaded);
}

// Several at a time would write over each other on a terminal.
Progress::Mode SuiteRun::mode_of_run() const {
  const bool terminal = progress_.mode() == Progress::Mode::kTerminal;
  if (line_.global.verbose > 0) {
    return terminal && !one_by_one() ? Progress::Mode::kPlain : progress_.mode();
  }
  return terminal && one_by_one() ? Progress::Mode::kOnlyStatus : Progress::Mode::kQuiet;
}

Result<Report> SuiteRun::report_of(std::size_t index) {
  const SuiteScenario& scenario = scenarios_[index];
  if (one_by_one()) progress_.clear();
  Progress progress(stderr, mode_of_run(), progress_.colour(),
                    fmt::format("[{}/{}] {}  ", index + 1, scenarios_.size(), scenario.name));
  const std::uint64_t seed = seed_for(options_.run.seed, scenario.loaded->scenario);
  const auto drawn = scenario_to_run(*scenario.loaded, seed);
  if (!drawn) return tl::unexpected(drawn.error());
  RunSettings settings = run_settings(line_, seed, options_.run.no_faults,
                                      lone_command(options_.run, scenario.file, false));
  settings.baseline = scenario.baseline;
  return run_and_report(*drawn, settings, folder_ / scenario.name, progress, interrupt_);
}

void SuiteRun::tell(const SuiteEntry& entry, std::size_t index) {
  const bool ran = entry.state == SuiteState::kRan;
  progress_.happened(
      fmt::format("[{}/{}] {} {}{}: {}", index + 1, scenarios_.size(), mark(entry), entry.name,
                  ran ? fmt::format(" ({})", seconds_text(entry.duration_s)) : "",
                  ran ? entry.reason : fmt::format("{}: {}", verdict_name(entry), entry.reason)));
}

bool SuiteRun::write_files() {
  suite_.exit_code = code_;
  suite_.duration_s = seconds(steady_now() - begun_);
  suite_.entries.clear();
  for (const auto& entry : entries_) {
    if (entry) suite_.entries.push_back(*entry);
  }
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

int SuiteRun::end() {
  progress_.clear();
  code_ = exit_code::first_that_applies(code_, exit_code::of_interrupt(interrupt_));
  // A suite of which nothing ran has shown nothing.
  if (code_ == exit_code::kPass && counts_of(suite_).passed == 0) code_ = exit_code::kInconclusive;
  if (!write_files()) return exit_code::kInternal;
  append_step_summary(suite_markdown(suite_));
  if (line_.global.json) {
    fmt::print("{}", suite_json(suite_));
    return code_;
  }
  if (!line_.global.quiet) {
    fmt::print("\n{}\n", suite_console(suite_, wants_colour(line_.global.colour, stdout)));
    fmt::print("Files: {}/ (index.html, suite.json, junit.xml, summary.md)\n", shown_path(folder_));
  }
  fmt::print("{} {} (exit {})\n", code_ == exit_code::kPass ? "✓" : "✗", deciding_reason(suite_),
             code_);
  return code_;
}

}  // namespace squall
