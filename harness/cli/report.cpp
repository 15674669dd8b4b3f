// squall report RUN_DIR: build the reports of a run from its records, or export these.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/export.h"
#include "harness/cli/kind_tables.h"
#include "harness/cli/open_page.h"
#include "harness/cli/report_files.h"
#include "harness/core/text.h"
#include "harness/journal/reader.h"
#include "harness/run/offline.h"
#include "harness/run/run_directory.h"
#include "reports/console.h"
#include "reports/kinds.h"

namespace squall {
namespace {

struct ReportOptions {
  std::string directory;
  std::string format;
  std::string what;    ///< Of --export.
  std::string output;  ///< Of --export; empty: standard output.
  bool open = false;
};

int export_attempts(const GlobalOptions& global, const ReportOptions& options) {
  const std::vector<std::string> names = export_names();
  if (std::find(names.begin(), names.end(), options.what) == names.end()) {
    print_error(global, fmt::format("no export is called {}; there are {}", options.what,
                                    join_names(names)));
    return exit_code::kUsage;
  }
  if (!std::filesystem::exists(std::filesystem::path(options.directory) / "operations.bin")) {
    print_error(global, fmt::format("{} holds no operations.bin", options.directory));
    return exit_code::kUsage;
  }
  if (const auto readable = check_attempts(options.directory); !readable) {
    print_error(global, readable.error().message);
    return exit_code::kUsage;
  }
  const auto records = read_records(options.directory, all_kinds());
  if (!records) {
    print_error(global, records.error().message);
    return exit_code::kUsage;
  }
  const auto doubts = export_records(options.directory, *records, options.what, options.output);
  if (!doubts) {
    print_error(global, doubts.error().message);
    return exit_code::kInternal;
  }
  if (!doubts->empty()) fmt::print(stderr, "warning: {}\n", *doubts);
  return exit_code::kPass;
}

// Why a folder is no run directory; empty: it is one.
std::string no_run(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path folder = directory;
  if (fs::exists(folder / kRunsIndex, error)) {
    return fmt::format("{0} holds several runs: name one of them, as {0}/1 or {0}/head/1",
                       directory);
  }
  if (fs::exists(folder / "journal.jsonl", error)) return "";
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (!fs::exists(entry.path() / "journal.jsonl", error)) continue;
    return fmt::format("{} is no run directory, but holds runs: name one, as {}", directory,
                       entry.path().string());
  }
  return fmt::format("{} is no run directory", directory);
}

int report(const GlobalOptions& global, const ReportOptions& options) {
  const Reporter* reporter = options.format.empty() ? nullptr : find_reporter(options.format);
  if (!options.format.empty() && reporter == nullptr) {
    std::vector<std::string> names;
    for (const Kind& kind : kReporterKinds) names.emplace_back(kind.name);
    print_error(global, fmt::format("no format is called {}; there are {}", options.format,
                                    join_names(names)));
    return exit_code::kUsage;
  }
  if (const std::string wrong = no_run(options.directory); !wrong.empty()) {
    print_error(global, wrong);
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
  if (!options.open) return exit_code::kPass;
  const auto page = std::filesystem::absolute(options.directory) / "report.html";
  if (auto opened = open_page(page.string()); !opened) {
    print_error(global, opened.error().message);
    return exit_code::kUsage;
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
  command
      ->add_flag("--open", options->open, "Open report.html in the browser: $BROWSER, or xdg-open")
      ->excludes("--format");
  CLI::Option* what = command->add_option(
      "--export", options->what,
      "Print every attempt as csv or jsonl, or the distribution of response times as hgrm");
  what->excludes("--format")->excludes("--open");
  command
      ->add_option("--output", options->output,
                   "Export to this file; hgrm: to this folder, a file for each phase")
      ->needs(what);
  command->footer(
      "Examples:\n"
      "  squall report squall-runs/latest --open\n"
      "  squall report squall-runs/latest --format json | jq .verdict\n"
      "  squall report squall-runs/latest --export csv --output attempts.csv\n\n"
      "Exit code: 0 when the reports could be built, whatever the verdict in them.");
  command->callback([&line, options] {
    line.action = [&line, options] {
      return options->what.empty() ? report(line.global, *options)
                                   : export_attempts(line.global, *options);
    };
  });
}

}  // namespace squall
