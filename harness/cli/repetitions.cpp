#include "harness/cli/repetitions.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>

#include "harness/analysis/comparison.h"
#include "harness/cli/comparing.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/github.h"
#include "harness/cli/json_output.h"
#include "harness/cli/one_run.h"
#include "harness/cli/run_groups.h"
#include "harness/cli/run_options.h"
#include "harness/run/run_directory.h"
#include "harness/scenario/schedule.h"
#include "reports/compare_console.h"
#include "reports/compare_json.h"
#include "reports/group_text.h"
#include "reports/quantity.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

constexpr int kMostNotStarted = 3;  // In a row: more of them say no more.

// What a run of the base says that concerns the whole job.
int code_of_base(int code) {
  return code == exit_code::kFailed || code == exit_code::kInconclusive ? exit_code::kPass : code;
}

}  // namespace

Repetitions::Repetitions(const CommandLine& line, const LoadedScenario& head,
                         const LoadedScenario* base, RepeatSettings settings, Interrupt& interrupt)
    : line_(line),
      head_(head),
      base_(base),
      settings_(std::move(settings)),
      progress_(stderr, progress_mode(line.global), wants_colour(line.global.colour, stderr)),
      run_progress_(stderr,
                    line.global.verbose > 0 ? progress_mode(line.global) : Progress::Mode::kQuiet,
                    wants_colour(line.global.colour, stderr)),
      interrupt_(interrupt) {}

int Repetitions::run() {
  const int count = settings_.repeat * (base_ == nullptr ? 1 : 2);
  progress_.happened(fmt::format("{}: {} runs{}, records in {}", head_.scenario.title, count,
                                 base_ == nullptr ? "" : ", base and head in turn",
                                 settings_.shown));
  std::uint64_t seed = 0;
  for (int i = 0; i < count && !interrupt_.token().stop_requested(); ++i) {
    Turn turn;
    turn.is_head = base_ == nullptr || i % 4 == 1 || i % 4 == 2;
    turn.number = base_ == nullptr ? i + 1 : i / 2 + 1;
    const bool fresh = base_ == nullptr || i % 2 == 0;
    if (fresh) seed = seed_for(settings_.seed, head_.scenario);
    turn.seed = seed;
    if (!run_turn(turn, i + 1, count)) break;
  }
  return end();
}

// Whether to go on.
bool Repetitions::run_turn(const Turn& turn, int index, int count) {
  const std::string side = base_ == nullptr ? "" : turn.is_head ? "head" : "base";
  const std::string folder =
      side.empty() ? std::to_string(turn.number) : fmt::format("{}/{}", side, turn.number);
  const std::string title =
      fmt::format("run {} of {}{}{}", index, count, side.empty() ? "" : ", ",
                  side.empty() ? "" : fmt::format("{} {}", side, turn.number));
  progress_.status(title + " …");
  const LoadedScenario& loaded = turn.is_head ? head_ : *base_;
  const auto scenario = scenario_to_run(loaded, turn.seed);
  if (!scenario) {
    progress_.happened(fmt::format("{}: {}", title, scenario.error().message));
    code_ = exit_code::first_that_applies(code_, exit_code::kUsage);
    return false;
  }
  const RunSettings settings =
      run_settings(line_, turn.seed, settings_.no_faults,
                   turn.is_head ? settings_.head_command : settings_.base_command);
  const auto report =
      run_and_report(*scenario, settings, settings_.out / folder, run_progress_, interrupt_);
  if (!report) {
    print_error(line_.global, report.error().message);
    code_ = exit_code::first_that_applies(code_, exit_code::kInternal);
    return false;
  }
  ++done_;
  progress_.happened(fmt::format("{}: {} {}: {} ({})", title, mark(report->verdict),
                                 shout(report->verdict), deciding_reason(*report),
                                 seconds_text(report->duration_s)));
  note(turn, folder, *report);
  not_started_ = report->exit_code == exit_code::kNotStarted ? not_started_ + 1 : 0;
  if (not_started_ < kMostNotStarted) return true;
  progress_.happened(
      fmt::format("{} runs in a row did not start: no more are tried", not_started_));
  return false;
}

void Repetitions::note(const Turn& turn, const std::string& folder, const Report& report) {
  boost::json::object run{{"folder", folder},
                          {"seed", turn.seed},
                          {"verdict", name(report.verdict)},
                          {"exit_code", report.exit_code},
                          {"reason", deciding_reason(report)}};
  std::ofstream index(settings_.out / kRunsIndex, std::ios::app);
  index << boost::json::serialize(run) << "\n";
  runs_.push_back(std::move(run));
  const int code = turn.is_head ? report.exit_code : code_of_base(report.exit_code);
  const int before = code_;
  code_ = exit_code::first_that_applies(code_, code);
  if (code_ != before) worst_ = report;
}

int Repetitions::end() {
  progress_.clear();
  code_ = exit_code::first_that_applies(code_, exit_code::of_interrupt(interrupt_));
  if (base_ != nullptr && !interrupt_.token().stop_requested()) return compare_sides(code_);
  print_runs(code_);
  return code_;
}

int Repetitions::compare_sides(int code) {
  const auto base = find_runs(settings_.out / "base"), head = find_runs(settings_.out / "head");
  if (!base || !head) {
    print_error(line_.global, (base ? head : base).error().message);
    return exit_code::kInternal;
  }
  RunGroup shown_base = *base, shown_head = *head;
  shown_base.source = settings_.shown + "/base";
  shown_head.source = settings_.shown + "/head";
  const RunComparison comparison = compare(shown_base, shown_head, settings_.rules);
  code = exit_code::first_that_applies(code, comparison.exit_code);
  if (auto written = write_comparison(settings_.out, comparison); !written) {
    print_error(line_.global, written.error().message);
    return exit_code::kInternal;
  }
  if (line_.global.json) {
    print_json(boost::json::object{{"folder", settings_.shown},
                                   {"runs", runs_},
                                   {"exit_code", code},
                                   {"comparison", boost::json::parse(compare_json(comparison))}});
  }
  publish_comparison(line_.global, comparison, settings_.annotations);
  if (line_.global.json || code == comparison.exit_code) return code;
  fmt::print("{} a run of this job ended with exit code {}: {}\n", mark(Verdict::kFail), code,
             worst_ ? deciding_reason(*worst_) : "see above");
  return code;
}

void Repetitions::print_runs(int code) const {
  auto group = find_all_runs(settings_.out);
  if (!group) {
    print_error(line_.global, group.error().message);
    return;
  }
  group->source = settings_.shown;
  if (line_.global.json) {
    print_json(
        boost::json::object{{"folder", settings_.shown}, {"runs", runs_}, {"exit_code", code}});
  } else if (!line_.global.quiet && base_ == nullptr) {
    fmt::print("{}", group_table(*group));
  }
  const std::string reason =
      worst_ ? deciding_reason(*worst_) : fmt::format("{} passed", counted(runs_.size(), "run"));
  if (!line_.global.json) {
    fmt::print("{} {}: {} (exit {})\n", code == exit_code::kPass ? "✓" : "✗", settings_.shown,
               interrupt_.token().stop_requested()
                   ? fmt::format("interrupted after {}", counted(runs_.size(), "run"))
                   : reason,
               code);
  }
  append_step_summary(group_markdown(*group, code, reason));
  if (worst_ && wants_annotations(settings_.annotations)) {
    print_annotations(line_.global, cases_of(*worst_), worst_->scenario_file, &head_);
  }
}

}  // namespace squall
