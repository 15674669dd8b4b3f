// squall cleanup [RUN_DIR]: undo whatever a killed run left behind.
#include "harness/topology/cleanup.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"

namespace squall {
namespace {

int cleanup(const GlobalOptions& global, const std::string& directory) {
  if (!std::filesystem::exists(directory)) {
    print_error(global, fmt::format("there is no run directory {}", directory));
    return exit_code::kUsage;
  }
  const auto report = cleanup_run(directory);
  if (!report) {
    print_error(global, report.error().message);
    return exit_code::kInternal;
  }
  for (const std::string& line : report->undone) fmt::print("{}\n", line);
  for (const std::string& line : report->residue) fmt::print("left: {}\n", line);
  if (!report->residue.empty()) return exit_code::kResidue;
  if (!global.quiet) fmt::print("{}: nothing is left\n", directory);
  return exit_code::kPass;
}

}  // namespace

void add_cleanup_command(CLI::App& app, CommandLine& line) {
  auto directory = std::make_shared<std::string>("squall-runs/latest");
  CLI::App* command =
      app.add_subcommand("cleanup", "Undo whatever a killed run left behind; safe to repeat");
  command->add_option("run_dir", *directory, "The run directory (default squall-runs/latest)");
  command->footer("Example:\n  squall cleanup squall-runs/latest");
  command->callback([&line, directory] {
    line.action = [&line, directory] { return cleanup(line.global, *directory); };
  });
}

}  // namespace squall
