// squall doctor: what this machine has and lacks for each topology.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "harness/cli/command.h"
#include "harness/cli/diagnostics.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/kind_tables.h"
#include "harness/topology/programs.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> topologies_here() {
  std::vector<std::string> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator("scenarios", error)) {
    const fs::path file = entry.path() / "topology.toml";
    if (fs::exists(file)) found.push_back(file.string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// True if everything that the topology needs is there.
bool examine(const GlobalOptions& global, const std::string& file) {
  const auto loaded = load_topology(load_request(file), all_kinds());
  if (!loaded) {
    print_diagnostics(global, loaded.error());
    return false;
  }
  const Topology& topology = loaded->topology;
  fmt::print("{} ({})\n", topology.name, file);
  bool complete = true;
  std::vector<std::string> shown;
  for (const ProgramNeed& need : program_needs(topology)) {
    if (std::find(shown.begin(), shown.end(), need.program) != shown.end()) continue;
    shown.push_back(need.program);
    if (need.path) {
      fmt::print("  ok       {:<14} {}\n", need.program, need.path->string());
    } else {
      complete = false;
      fmt::print("  missing  {:<14} for {}: install it, or put it on the PATH\n", need.program,
                 need.service);
    }
  }
  for (const Prepare& prepare : topology.prepare) {
    const bool made = fs::exists(topology.directory() / prepare.makes);
    fmt::print("  {}  {:<14} {}\n", made ? "ok     " : "later  ", prepare.name,
               made ? prepare.makes : "is made by the first run");
  }
  for (const Flavour& flavour : topology.flavours) {
    const bool chosen = flavour.name == topology.flavour;
    fmt::print("  flavour  {:<14} {}\n", flavour.name, chosen ? "in use" : "not in use");
    if (!chosen && !flavour.get.empty()) fmt::print("           {:<14} {}\n", "", flavour.get);
  }
  return complete;
}

int doctor(const GlobalOptions& global, std::vector<std::string> files) {
  if (files.empty()) files = topologies_here();
  if (files.empty()) {
    print_error(global, "no scenarios/*/topology.toml here; name a topology file");
    return exit_code::kUsage;
  }
  bool complete = true;
  for (const std::string& file : files) complete = examine(global, file) && complete;
  return complete ? exit_code::kPass : exit_code::kFailed;
}

}  // namespace

void add_doctor_command(CLI::App& app, CommandLine& line) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand(
      "doctor", "What this machine has and lacks for each topology, and how to get it");
  command->add_option("topologies", *files, "Topology files (default scenarios/*/topology.toml)");
  command->footer("Example:\n  squall doctor\n\nExit code: 1 when something is missing.");
  command->callback(
      [&line, files] { line.action = [&line, files] { return doctor(line.global, *files); }; });
}

}  // namespace squall
