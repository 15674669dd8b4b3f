// squall doctor: what this machine has and lacks for each topology.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "harness/cli/command.h"
#include "harness/cli/diagnostics.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/json_output.h"
#include "harness/cli/kind_tables.h"
#include "harness/faults/preparations.h"
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

/// What was found of one topology.
struct Findings {
  const Topology& topology;
  std::vector<ProgramNeed> programs;  ///< Each program once.

  bool made(const Prepare& prepare) const {
    return fs::exists(topology.directory() / prepare.makes);
  }
  bool complete() const {
    return std::all_of(programs.begin(), programs.end(),
                       [](const ProgramNeed& need) { return need.path.has_value(); });
  }
};

Findings examine(const Topology& topology) {
  Findings findings{topology, {}};
  for (ProgramNeed& need : program_needs(topology)) {
    const bool known =
        std::any_of(findings.programs.begin(), findings.programs.end(),
                    [&](const ProgramNeed& other) { return other.program == need.program; });
    if (!known) findings.programs.push_back(std::move(need));
  }
  return findings;
}

void print(const Findings& findings, const std::string& file) {
  const Topology& topology = findings.topology;
  fmt::print("{} ({})\n", topology.name, file);
  for (const ProgramNeed& need : findings.programs) {
    if (need.path) {
      fmt::print("  ok       {:<14} {}\n", need.program, need.path->string());
    } else {
      fmt::print("  missing  {:<14} for {}: install it, or put it on the PATH\n", need.program,
                 need.service);
    }
  }
  for (const Prepare& prepare : topology.prepare) {
    const bool made = findings.made(prepare);
    fmt::print("  {}  {:<14} {}\n", made ? "ok     " : "later  ", prepare.name,
               made ? prepare.makes : "is made by the first run");
  }
  for (const Flavour& flavour : topology.flavours) {
    const bool chosen = flavour.name == topology.flavour;
    fmt::print("  flavour  {:<14} {}\n", flavour.name, chosen ? "in use" : "not in use");
    if (!chosen && !flavour.get.empty()) fmt::print("           {:<14} {}\n", "", flavour.get);
  }
}

void print_fault_needs() {
  fmt::print("faults that need something of the machine\n");
  for (const FaultNeed& need : fault_needs()) {
    fmt::print("  {}  {:<14} {}\n", need.met ? "ok     " : "absent ", need.kind, need.what);
  }
}

boost::json::array faults_json() {
  boost::json::array faults;
  for (const FaultNeed& need : fault_needs()) {
    faults.push_back(
        boost::json::object{{"kind", need.kind}, {"available", need.met}, {"what", need.what}});
  }
  return faults;
}

boost::json::object to_json(const Findings& findings, const std::string& file) {
  const Topology& topology = findings.topology;
  boost::json::array programs, preparations, flavours;
  for (const ProgramNeed& need : findings.programs) {
    programs.push_back(boost::json::object{
        {"program", need.program},
        {"for", need.service},
        {"path", need.path ? boost::json::value(need.path->string()) : nullptr}});
  }
  for (const Prepare& prepare : topology.prepare) {
    preparations.push_back(boost::json::object{
        {"name", prepare.name}, {"makes", prepare.makes}, {"made", findings.made(prepare)}});
  }
  for (const Flavour& flavour : topology.flavours) {
    flavours.push_back(boost::json::object{{"name", flavour.name},
                                           {"in_use", flavour.name == topology.flavour},
                                           {"get", flavour.get}});
  }
  return {{"topology", topology.name},
          {"file", file},
          {"complete", findings.complete()},
          {"programs", std::move(programs)},
          {"preparations", std::move(preparations)},
          {"flavours", std::move(flavours)}};
}

int doctor(const GlobalOptions& global, std::vector<std::string> files) {
  if (files.empty()) files = topologies_here();
  if (files.empty()) {
    print_error(global, "no scenarios/*/topology.toml here; name a topology file");
    return exit_code::kUsage;
  }
  int code = exit_code::kPass;
  boost::json::array all;
  for (const std::string& file : files) {
    const auto loaded = load_topology(load_request(file), all_kinds());
    if (!loaded) {
      print_diagnostics(global, loaded.error());
      code = exit_code::kUsage;
      continue;
    }
    const Findings findings = examine(loaded->topology);
    if (!findings.complete()) code = exit_code::first_that_applies(code, exit_code::kFailed);
    if (global.json) {
      all.push_back(to_json(findings, file));
    } else {
      print(findings, file);
    }
  }
  if (global.json) {
    print_json(boost::json::object{{"topologies", std::move(all)}, {"faults", faults_json()}});
  } else {
    print_fault_needs();
  }
  return code;
}

}  // namespace

void add_doctor_command(CLI::App& app, CommandLine& line) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand(
      "doctor",
      "What this machine has and lacks for each topology and for faults, and how to get it");
  command->add_option("topologies", *files, "Topology files (default scenarios/*/topology.toml)");
  command->footer(
      "Examples:\n  squall doctor\n  squall doctor my-system/topology.toml\n\n"
      "Exit codes: 0 all that is started is there, 1 a program is missing, 64 a file is wrong. "
      "What\n"
      "only some kinds of faults need is listed, and does not count.");
  command->callback(
      [&line, files] { line.action = [&line, files] { return doctor(line.global, *files); }; });
}

}  // namespace squall
