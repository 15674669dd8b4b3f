// squall check FILE...: validate files; nothing is started.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "harness/cli/command.h"
#include "harness/cli/diagnostics.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/json_output.h"
#include "harness/cli/kind_tables.h"

namespace squall {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  std::string topology;
  std::vector<std::string> sets;
};

// The warnings, or the errors and warnings, of one file.
Diagnostics check_file(const CheckOptions& options, const std::string& file) {
  LoadRequest request = load_request(file);
  request.sets = options.sets;
  if (!options.topology.empty()) request.topology = options.topology;
  if (file_kind(file) == FileKind::kTopology) {
    const auto loaded = load_topology(request, all_kinds());
    return loaded ? loaded->warnings : loaded.error();
  }
  const auto loaded = load_scenario(request, all_kinds());
  return loaded ? loaded->warnings : loaded.error();
}

int check(const GlobalOptions& global, const CheckOptions& options) {
  int errors = 0;
  boost::json::array files;
  for (const std::string& file : options.files) {
    const Diagnostics diagnostics = check_file(options, file);
    const int found =
        global.json ? count_errors(diagnostics) : print_diagnostics(global, diagnostics);
    if (global.json) {
      files.push_back(boost::json::object{
          {"file", file}, {"ok", found == 0}, {"diagnostics", to_json(diagnostics)}});
    } else if (found == 0 && !global.quiet) {
      fmt::print("{}: ok\n", file);
    }
    errors += found;
  }
  if (global.json) print_json(boost::json::object{{"files", std::move(files)}});
  return errors == 0 ? exit_code::kPass : exit_code::kUsage;
}

}  // namespace

void add_check_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      app.add_subcommand("check", "Validate scenario and topology files; nothing is started");
  command->add_option("files", options->files, "Scenario or topology files")->required();
  command->add_option("--topology", options->topology, "Use this topology instead");
  command->add_option("--set", options->sets, kSetHelp)->allow_extra_args(false);
  command->footer(
      "Examples:\n  squall check scenarios/gpii/*.toml\n  squall check mine.toml --set seed=4\n\n"
      "Exit codes: 0 no mistakes, though there may be warnings; 64 mistakes.");
  command->callback([&line, options] {
    line.action = [&line, options] { return check(line.global, *options); };
  });
}

}  // namespace squall
