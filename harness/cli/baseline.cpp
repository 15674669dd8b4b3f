// squall baseline update RUNS --to FOLDER: keep runs to compare later ones with.
#include "reports/baseline.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <filesystem>

#include "harness/analysis/comparison.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/json_output.h"
#include "harness/cli/replace_file.h"
#include "harness/cli/run_groups.h"
#include "reports/quantity.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

struct BaselineOptions {
  std::string runs, to;
};

// Why the runs can be no baseline, one line each; empty: they can.
std::string why_not(const RunGroup& group) {
  std::string why;
  for (const RunSummary& run : group.runs) {
    if (!run.left_out.empty()) why += fmt::format("\n  {}: {}", run.source, run.left_out);
  }
  for (const Difference& difference : differences_of(group, group)) {
    why += fmt::format("\n  the runs differ in {}: {}", difference.trait, difference.base);
  }
  return why;
}

int update(const GlobalOptions& global, const BaselineOptions& options) {
  const auto group = find_runs(options.runs);
  if (!group) {
    print_error(global, group.error().message);
    return exit_code::kUsage;
  }
  if (group->runs.empty()) {
    print_error(global, fmt::format("{} holds no run; name a run directory or a folder of runs",
                                    options.runs));
    return exit_code::kUsage;
  }
  if (const std::string why = why_not(*group); !why.empty()) {
    print_error(global, fmt::format("{} can be no baseline:{}\nRemove what does not belong there, "
                                    "or run anew: squall run --repeat 10",
                                    options.runs, why));
    return exit_code::kUsage;
  }
  const fs::path file = fs::path(options.to) / kBaselineFile;
  std::error_code error;
  const bool replaced = fs::exists(file, error);
  fs::create_directories(options.to, error);
  if (error) {
    print_error(global, fmt::format("cannot make {}: {}", options.to, error.message()));
    return exit_code::kUsage;
  }
  if (auto written = replace_file(file, baseline_json(*group)); !written) {
    print_error(global, written.error().message);
    return exit_code::kInternal;
  }
  constexpr std::size_t kEnough = 9;
  const RunSummary& first = group->runs.front();
  if (group->runs.size() < kEnough) {
    fmt::print(stderr, "warning: with {} a comparison can fail, but not pass: it takes {}\n",
               counted(group->runs.size(), "run"), kEnough);
  }
  if (global.json) {
    print_json(boost::json::object{
        {"file", file.string()}, {"runs", group->runs.size()}, {"replaced", replaced}});
  } else if (!global.quiet) {
    fmt::print(
        "{} {}: {} of {}, squall {}, {}, {} cores\nCommit it; then: squall compare {} RUNS\n",
        replaced ? "replaced" : "wrote", file.string(), counted(group->runs.size(), "run"),
        first.title, first.squall_version, first.host.cpu, first.host.cores, options.to);
  }
  return exit_code::kPass;
}

}  // namespace

void add_baseline_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<BaselineOptions>();
  CLI::App* command =
      app.add_subcommand("baseline", "Keep the figures of runs to compare later ones with");
  command->require_subcommand(1);
  CLI::App* update_command =
      command->add_subcommand("update", "Write, or replace, a baseline from runs");
  update_command->add_option("runs", options->runs, "A folder of runs, or a run")->required();
  update_command->add_option("--to", options->to, "Folder of the baseline: ci/baselines/NAME")
      ->required();
  const char* examples =
      "Example:\n"
      "  squall run shop.toml --repeat 10 --out runs\n"
      "  squall baseline update runs --to ci/baselines/shop\n"
      "  git add ci/baselines/shop\n"
      "  squall compare ci/baselines/shop later-runs\n\n"
      "A baseline is a few kilobytes of JSON: scenario and its hash, topology, class of host, "
      "squall's\n"
      "version, and the values of each metric, a line for each. It holds for machines of that "
      "class.\n\n"
      "Exit codes: 0 written, 64 the runs can be no baseline (they differ, or one did not "
      "complete).";
  command->footer(examples);
  update_command->footer(examples);
  update_command->callback([&line, options] {
    line.action = [&line, options] { return update(line.global, *options); };
  });
}

}  // namespace squall
