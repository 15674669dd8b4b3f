// squall cleanup [RUN_DIR]: undo whatever a killed run left behind.
#include "harness/topology/cleanup.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <vector>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// The run directories of a folder: itself, or the runs that it is a group of.
void add_runs(const fs::path& folder, int depth, std::vector<fs::path>& runs) {
  std::error_code error;
  if (fs::exists(folder / "journal.jsonl", error) || depth == 0) {
    if (depth > 0) runs.push_back(folder);
    return;
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_directory(error) && !entry.is_symlink(error)) add_runs(entry, depth - 1, runs);
  }
}

int clean_run(const GlobalOptions& global, const fs::path& directory) {
  const auto report = cleanup_run(directory);
  if (!report) {
    print_error(global, report.error().message);
    return exit_code::kInternal;
  }
  for (const std::string& line : report->undone) fmt::print("{}\n", line);
  for (const std::string& line : report->residue) fmt::print("left: {}\n", line);
  return report->residue.empty() ? exit_code::kPass : exit_code::kResidue;
}

int cleanup(const GlobalOptions& global, const std::string& directory) {
  constexpr int kDepth = 3;  // group/head/1
  if (!fs::exists(directory)) {
    print_error(global, fmt::format("there is no run directory {}", directory));
    return exit_code::kUsage;
  }
  std::vector<fs::path> runs;
  add_runs(directory, kDepth, runs);
  if (runs.empty()) {
    print_error(global, fmt::format("{} is no run directory, and holds none", directory));
    return exit_code::kUsage;
  }
  int code = exit_code::kPass;
  for (const fs::path& run : runs) {
    code = exit_code::first_that_applies(code, clean_run(global, run));
  }
  if (code == exit_code::kPass && !global.quiet) fmt::print("{}: nothing is left\n", directory);
  return code;
}

}  // namespace

void add_cleanup_command(CLI::App& app, CommandLine& line) {
  auto directory = std::make_shared<std::string>("squall-runs/latest");
  CLI::App* command =
      app.add_subcommand("cleanup", "Undo whatever a killed run left behind; safe to repeat");
  command->add_option(
      "run_dir", *directory,
      "The run directory, or a folder of repeated runs (default squall-runs/latest)");
  command->footer(
      "Example:\n  squall cleanup squall-runs/latest\n\n"
      "Exit codes: 0 nothing is left, 5 something is, 64 there is no such run.");
  command->callback([&line, directory] {
    line.action = [&line, directory] { return cleanup(line.global, *directory); };
  });
}

}  // namespace squall
