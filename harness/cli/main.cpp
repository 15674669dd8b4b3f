// The command line. See command.h for the commands, exit_code.h for what they return.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/usage_error.h"
#include "harness/topology/pass_through.h"
#include "harness/topology/reaper.h"

namespace squall {
namespace {

void add_global_options(CLI::App& app, GlobalOptions& global) {
  app.add_flag("-q,--quiet", global.quiet, "Print only the result");
  app.add_flag("-v,--verbose", global.verbose, "Print more of what happens");
  app.add_flag("--json", global.json, "Print the result as JSON");
  const auto choose = [&global](const std::string& text) {
    const std::map<std::string, Colour> colours{
        {"auto", Colour::kAuto}, {"always", Colour::kAlways}, {"never", Colour::kNever}};
    const auto colour = colours.find(text);
    if (colour == colours.end()) {
      throw CLI::ValidationError("--color", fmt::format("'{}' is not auto, always or never", text));
    }
    global.colour = colour->second;
  };
  app.add_option_function<std::string>("--color", choose, "auto, always or never")
      ->type_name("WHEN");
}

int refuse(const CLI::App& app, const CLI::ParseError& error, const GlobalOptions& global) {
  const UsageError wrong = usage_error(app, error);
  print_error(global, wrong.what);
  if (!wrong.hint.empty()) fmt::print(stderr, "    {}\n", wrong.hint);
  fmt::print(stderr, "    {} tells more\n", wrong.help);
  return exit_code::kUsage;
}

void add_commands(CLI::App& app, CommandLine& line) {
  add_run_command(app, line);
  add_suite_command(app, line);
  add_check_command(app, line);
  add_plan_command(app, line);
  add_explore_command(app, line);
  add_up_command(app, line);
  add_session_command(app, line);
  add_ctl_command(app, line);
  add_report_command(app, line);
  add_compare_command(app, line);
  add_baseline_command(app, line);
  add_trend_command(app, line);
  add_kinds_command(app, line);
  add_init_command(app, line);
  add_doctor_command(app, line);
  add_cleanup_command(app, line);
  add_completion_command(app, line);
}

// They stand in front of a command or behind it.
void name_global_options(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({})) {
    name_global_options(*command);
    if (!command->get_subcommands({}).empty()) continue;
    command->footer(command->get_footer() +
                    "\n\nOf every command: -q (--quiet), -v (--verbose), --json, --color WHEN.");
  }
}

int run_command_line(int argc, char** argv) {
  CommandLine line;
  line.arguments.assign(argv, argv + argc);
  CLI::App app{
      "Squall breaks a running system on purpose, and records what its clients live through."};
  app.name("squall");
  app.set_version_flag("--version", "squall " SQUALL_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  add_global_options(app, line.global);
  add_commands(app, line);
  name_global_options(app);
  app.footer(
      "Examples:\n"
      "  squall run scenarios/gpii/couchdb-node-killed.toml   run one scenario\n"
      "  squall suite scenarios/gpii --tag ci                 run many, and make one page of them\n"
      "  squall check scenarios/gpii/*.toml                   look for mistakes first\n"
      "  squall init my-system --url http://127.0.0.1:8080    start with your own system\n"
      "  squall COMMAND --help                                all of a command's options");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    if (!asked) return refuse(app, error, line.global);
    app.exit(error);
    return exit_code::kPass;
  }
  return line.action();
}

}  // namespace
}  // namespace squall

int main(int argc, char** argv) {
  if (const auto reaper = squall::run_as_reaper(argc, argv)) return *reaper;
  if (const auto disk = squall::run_as_slow_disk(argc, argv)) return *disk;
  try {
    return squall::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "internal error: {}\n", error.what());
    return squall::exit_code::kInternal;
  }
}
