// The commands: each file adds its own to the command line.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/cli/terminal.h"

namespace CLI {
class App;
}

namespace squall {

/// What the command line was parsed into.
struct CommandLine {
  GlobalOptions global;
  std::vector<std::string> arguments;  ///< As they were typed, for the records.
  std::function<int()> action;         ///< Of the chosen command; returns the exit code.
};

/// Of --set, which several commands take.
inline constexpr const char* kSetHelp =
    "Override a value (repeatable): client.retry.max=2, gate.NAME.expr='availability >= 95%', "
    "variable.NAME.value=x, title=x, seed=4, flavour=NAME";

void add_run_command(CLI::App& app, CommandLine& line);
void add_suite_command(CLI::App& app, CommandLine& line);
void add_check_command(CLI::App& app, CommandLine& line);
void add_plan_command(CLI::App& app, CommandLine& line);
void add_explore_command(CLI::App& app, CommandLine& line);
void add_up_command(CLI::App& app, CommandLine& line);
void add_session_command(CLI::App& app, CommandLine& line);
void add_ctl_command(CLI::App& app, CommandLine& line);
void add_completion_command(CLI::App& app, CommandLine& line);
void add_report_command(CLI::App& app, CommandLine& line);
void add_compare_command(CLI::App& app, CommandLine& line);
void add_baseline_command(CLI::App& app, CommandLine& line);
void add_trend_command(CLI::App& app, CommandLine& line);
void add_kinds_command(CLI::App& app, CommandLine& line);
void add_init_command(CLI::App& app, CommandLine& line);
void add_doctor_command(CLI::App& app, CommandLine& line);
void add_cleanup_command(CLI::App& app, CommandLine& line);

}  // namespace squall
