#include "harness/cli/exploration.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/cli/exit_code.h"
#include "harness/cli/finding.h"
#include "harness/cli/json_output.h"
#include "harness/cli/one_run.h"
#include "harness/cli/replace_file.h"
#include "harness/core/random.h"
#include "harness/scenario/plan.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

constexpr Nanoseconds kShortestFault = std::chrono::milliseconds(250);
constexpr int kMostNotStarted = 3;  // In a row: the system is what fails.

std::string count_of_faults(std::size_t count) {
  return fmt::format("{} fault{}", count, count == 1 ? "" : "s");
}

std::size_t enabled_faults(const Scenario& scenario) {
  std::size_t count = 0;
  for (const Phase& phase : scenario.phases) {
    for (const FaultSpec& fault : phase.faults) count += fault.enabled ? 1 : 0;
  }
  return count;
}

}  // namespace

std::uint64_t schedule_seed(std::uint64_t seed, int number) {
  // Below 2^53, as fresh_seed() says.
  return Random::substream(seed, fmt::format("explore:{}", number)).next() >> 11;
}

Exploration::Exploration(const CommandLine& line, const LoadedScenario& loaded,
                         ExploreSettings settings)
    : line_(line),
      loaded_(loaded),
      settings_(std::move(settings)),
      progress_(stderr, progress_mode(line.global), wants_colour(line.global.colour, stderr)),
      run_progress_(stderr,
                    line.global.verbose > 0 ? progress_mode(line.global) : Progress::Mode::kQuiet,
                    wants_colour(line.global.colour, stderr)),
      interrupt_([this](int, int count) {
        if (count == 1) say("stopping: the run heals and cleans up …");
      }),
      start_(steady_now()) {}

bool Exploration::is_over() const {
  return settings_.budget && steady_now() - start_ >= *settings_.budget;
}

int Exploration::run() {
  say(fmt::format("{}: schedules of seed {}, records in {}", loaded_.scenario.title, settings_.seed,
                  settings_.out.string()));
  if (const auto code = control()) return *code;
  while (!is_over() && (settings_.schedules == 0 || schedules_ < settings_.schedules)) {
    if (const auto code = try_schedule(++schedules_)) return *code;
  }
  const std::string over = fmt::format("{} schedules, nothing found", schedules_);
  if (flaky_ > 0) {
    return end(exit_code::kInconclusive,
               fmt::format("{} schedules; {} failed once and not again", schedules_, flaky_));
  }
  if (conclusive_ == 0) return end(exit_code::kInconclusive, over + ", and none was conclusive");
  return end(exit_code::kPass, over);
}

// A scenario that fails by itself would put the blame on faults that have no part in it.
std::optional<int> Exploration::control() {
  const auto drawn = draw_schedule(loaded_, settings_.seed);
  if (!drawn) return end(exit_code::kUsage, drawn.error().message);
  const auto ran = run_one(*drawn, "control", "without faults", true);
  if (!ran) return end(exit_code::kInternal, *error_);
  if (interrupted()) return end(exit_code::kPass, "interrupted");
  const int code = ran->report.exit_code;
  if (code == exit_code::kPass || code == exit_code::kInconclusive) return std::nullopt;
  return end(code, fmt::format("there is nothing to look for while it does not pass without "
                               "faults: {} ({})",
                               deciding_reason(ran->report), ran->folder.string()));
}

std::optional<int> Exploration::try_schedule(int number) {
  const std::uint64_t seed = schedule_seed(settings_.seed, number);
  const auto drawn = draw_schedule(loaded_, seed);
  if (!drawn) {
    say(fmt::format("schedule {}: {}", number, drawn.error().message));
    return std::nullopt;
  }
  const auto ran = run_one(*drawn, fmt::format("{:03}", number),
                           fmt::format("schedule {} (seed {}, {})", number, seed,
                                       count_of_faults(enabled_faults(drawn->scenario))));
  if (!ran) return end(exit_code::kInternal, *error_);
  if (interrupted()) return end(exit_code::kPass, "interrupted");
  const int code = ran->report.exit_code;
  not_started_ = code == exit_code::kNotStarted ? not_started_ + 1 : 0;
  if (not_started_ == kMostNotStarted) {
    return end(code, fmt::format("{} runs in a row did not start", not_started_));
  }
  conclusive_ += code == exit_code::kPass || code == exit_code::kFailed ? 1 : 0;
  if (code != exit_code::kFailed) return std::nullopt;

  const auto again = run_one(*drawn, fmt::format("{:03}-again", number), "  the same again");
  if (!again) return end(exit_code::kInternal, *error_);
  if (interrupted()) return end(exit_code::kPass, "interrupted");
  if (again->report.exit_code == exit_code::kFailed && fail_alike(ran->failed, again->failed)) {
    failed_ = again->failed;
    return found(*drawn, *again);
  }
  ++flaky_;
  say(fmt::format("  flaky: it failed once and not again; compare {} and {}", ran->folder.string(),
                  again->folder.string()));
  return std::nullopt;
}

int Exploration::found(const LoadedScenario& drawn, const Ran& first) {
  if (!keep(drawn, first, false)) return end(exit_code::kInternal, *error_);
  const Shrunk shrunk =
      shrink(faults_of(drawn), kShortestFault,
             [&](const std::vector<ScheduledFault>& faults) { return try_smaller(drawn, faults); });
  if (!error_ && shrunk.complete) keep(*best_, *shown_by_, true);
  if (error_) return end(exit_code::kInternal, *error_);
  return end(exit_code::kFailed, fmt::format("found: {} in {} fail{}: {}",
                                             count_of_faults(enabled_faults(best_->scenario)),
                                             (settings_.out / "found.toml").string(),
                                             shrunk.complete ? "" : " (the smallest so far)",
                                             deciding_reason(shown_by_->report)));
}

Trial Exploration::try_smaller(const LoadedScenario& drawn,
                               const std::vector<ScheduledFault>& faults) {
  if (interrupted() || is_over()) return Trial::kStop;
  const LoadedScenario smaller = with_faults(drawn, faults);
  ++trials_;
  const auto ran = run_one(smaller, fmt::format("shrink-{:02}", trials_),
                           fmt::format("  shrinking: {}", count_of_faults(faults.size())));
  if (!ran || interrupted()) return Trial::kStop;
  const bool fails =
      ran->report.exit_code == exit_code::kFailed && fail_alike(failed_, ran->failed);
  if (!fails) return Trial::kHolds;
  return keep(smaller, *ran, false) ? Trial::kFails : Trial::kStop;
}

// Every fault that goes in, with the targets that the plan draws for it.
std::vector<ScheduledFault> Exploration::faults_of(const LoadedScenario& drawn) const {
  std::vector<ScheduledFault> faults;
  const Plan plan = make_plan(drawn.scenario, drawn.topology, *drawn.scenario.seed, false);
  for (const PlanEntry& entry : plan.entries) {
    if (entry.action != PlanEntry::Action::kInject) continue;
    const auto phase = static_cast<std::size_t>(entry.phase);
    const FaultSpec& fault =
        drawn.scenario.phases[phase].faults[static_cast<std::size_t>(entry.fault)];
    faults.push_back({phase, fault, entry.targets});
  }
  return faults;
}

// What was drawn goes; what the author wrote stays, disabled: gates may name it.
LoadedScenario Exploration::with_faults(const LoadedScenario& drawn,
                                        const std::vector<ScheduledFault>& faults) const {
  Schedule schedule = schedule_of(drawn.scenario);
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    std::vector<FaultSpec> kept;
    for (const FaultSpec& fault : schedule[i]) {
      const auto in = std::find_if(faults.begin(), faults.end(), [&](const ScheduledFault& each) {
        return each.phase == i && each.fault.name == fault.name;
      });
      const auto& own = loaded_.scenario.phases[i].faults;
      const bool is_own = std::any_of(own.begin(), own.end(), [&](const FaultSpec& written) {
        return written.name == fault.name;
      });
      if (in != faults.end()) {
        kept.push_back(in->fault);
      } else if (is_own) {
        kept.push_back(fault);
        kept.back().enabled = false;
      }
    }
    schedule[i] = std::move(kept);
  }
  return with_schedule(drawn, schedule);
}

std::optional<Exploration::Ran> Exploration::run_one(const LoadedScenario& loaded,
                                                     const std::string& folder,
                                                     const std::string& title, bool no_faults) {
  progress_.status(title);
  RunSettings settings;
  settings.seed = *loaded.scenario.seed;
  settings.no_faults = no_faults;
  settings.version = SQUALL_VERSION;
  settings.command_line = line_.arguments;
  Ran ran;
  ran.folder = settings_.out / folder;
  auto report = run_and_report(loaded, settings, ran.folder, run_progress_, interrupt_);
  if (!report) {
    error_ = report.error().message;
    return std::nullopt;
  }
  ran.report = *std::move(report);
  ran.failed = failed_checks(ran.report);
  say(fmt::format("{}: {}: {}", title, name(ran.report.verdict), deciding_reason(ran.report)));
  return ran;
}

bool Exploration::keep(const LoadedScenario& loaded, const Ran& ran, bool smallest) {
  const auto written =
      replace_file(settings_.out / "found.toml",
                   finding_comment(ran.report, settings_.file, ran.folder, smallest) + "\n" +
                       scenario_file(loaded, settings_.out));
  if (!written) error_ = written.error().message;
  if (written && (!best_ || &*best_ != &loaded)) best_ = loaded;
  if (written) shown_by_ = ran;
  return written.has_value();
}

int Exploration::end(int code, const std::string& what) {
  progress_.clear();
  if (interrupted()) code = exit_code::of_interrupt(interrupt_);
  const std::string kept = interrupted() && best_ ? "interrupted; the smallest so far is in " +
                                                        (settings_.out / "found.toml").string()
                                                  : what;
  if (line_.global.json) {
    boost::json::object document{{"seed", settings_.seed}, {"schedules", schedules_},
                                 {"flaky", flaky_},        {"trials", trials_},
                                 {"exit_code", code},      {"what", kept}};
    if (best_) {
      document["found"] = (settings_.out / "found.toml").string();
      document["shown_by"] = shown_by_->folder.string();
    }
    print_json(document);
  } else {
    fmt::print("{} (exit {})\n", kept, code);
  }
  return code;
}

}  // namespace squall
