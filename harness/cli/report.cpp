// squall report RUN_DIR: build the reports of a run from its records.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/kind_tables.h"
#include "harness/cli/report_files.h"
#include "harness/core/text.h"
#include "harness/run/offline.h"
#include "reports/console.h"
#include "reports/kinds.h"

namespace squall {
namespace {

struct ReportOptions {
  std::string directory;
  std::string format;
};

int report(const GlobalOptions& global, const ReportOptions& options) {
  const Reporter* reporter = options.format.empty() ? nullptr : find_reporter(options.format);
  if (!options.format.empty() && reporter == nullptr) {
    std::vector<std::string> names;
    for (const Kind& kind : kReporterKinds) names.emplace_back(kind.name);
    print_error(global, fmt::format("no format is called {}; there are {}", options.format,
                                    join_names(names)));
    return exit_code::kUsage;
  }
  const auto made = read_report(options.directory, all_kinds());
  if (!made) {
    print_error(global, made.error().message);
    return exit_code::kUsage;
  }
  if (reporter != nullptr) {
    fmt::print("{}", reporter->render(*made));
    return exit_code::kPass;
  }
  if (auto written = write_report_files(options.directory, *made); !written) {
    print_error(global, written.error().message);
    return exit_code::kInternal;
  }
  if (global.json) {
    fmt::print("{}", find_reporter("json")->render(*made));
  } else if (!global.quiet) {
    const bool colour = wants_colour(global.colour, stdout);
    fmt::print("{}", console_summary(*made, {colour, options.directory}));
  }
  return exit_code::kPass;
}

}  // namespace

void add_report_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command = app.add_subcommand(
      "report", "Build the reports of a run again from its records, also of a run that was killed");
  command->add_option("run_dir", options->directory, "The run directory")->required();
  command->add_option(
      "--format", options->format,
      "Print this one instead of writing all: json, html, junit, markdown, console");
  command->footer(
      "Examples:\n"
      "  squall report squall-runs/latest\n"
      "  squall report squall-runs/latest --format json | jq .verdict\n\n"
      "Exit code: 0 when the reports could be built, whatever the verdict in them.");
  command->callback([&line, options] {
    line.action = [&line, options] { return report(line.global, *options); };
  });
}

}  // namespace squall
