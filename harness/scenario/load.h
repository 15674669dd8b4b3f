// From files to checked values: scenario, topology, flavour and workload files.
//
// Loading is pure apart from reading the files named. Every mistake of meaning in all of the files
// is reported at once, each with its place and what to write instead; a file that is not TOML is
// reported alone. What was loaded can be written down again ("as resolved") and loads to the same
// value and the same hash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "harness/core/diagnostic.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"
#include "harness/scenario/document.h"
#include "harness/scenario/session_base.h"

namespace squall {

/// The value of an environment variable, or nullopt if it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(std::string_view name)>;

/// The absolute path of `program`, looked for on the PATH and then in `folders`; nullopt: missing.
using ProgramFinder = std::function<std::optional<std::string>(
    std::string_view program, const std::vector<std::string>& folders)>;

struct LoadRequest {
  std::filesystem::path file;
  /// What stands in `file`, instead of what does; none: it is read.
  std::optional<std::string> text = std::nullopt;
  /// What a session of at most this length begins with is wanted: see make_session_base().
  std::optional<Nanoseconds> session = std::nullopt;
  /// Instead of the topology that the scenario names. Ignored by load_topology.
  std::optional<std::filesystem::path> topology = std::nullopt;
  /// Arguments of --variant: the client variants to keep, the others and their gates are taken out
  /// of the scenario; empty: all.
  std::vector<std::string> variants = {};
  std::vector<std::string> sets = {};       ///< Arguments of --set: "section.name.key=VALUE".
  EnvironmentLookup environment = nullptr;  ///< For ${env:NAME}; none: nothing is set.
  ProgramFinder find_program = nullptr;     ///< For flavours and {program.NAME}; none: no program.
};

struct LoadedTopology {
  Topology topology;
  std::string topology_toml;         ///< As resolved, secrets masked as "***".
  std::vector<std::string> secrets;  ///< Values to mask in whatever is written.
  Diagnostics warnings;
};

/// A file that the scenario needs besides its TOML.
struct AttachedFile {
  std::string name;  ///< Under which `scenario_toml` refers to it.
  std::string text;
};

struct LoadedScenario {
  Scenario scenario;
  Topology topology;  ///< With the scenario's own [[workload]] and [[list]].
  /// As resolved: --set applied, flavour merged, workloads and lists inlined, names filled in,
  /// secrets masked. `scenario_toml` names its topology "topology.toml".
  std::string scenario_toml;
  std::string topology_toml;
  std::string hashed_topology;  ///< `topology_toml`, but for where it came from.
  /// The scenario before its references to the environment were resolved, and the file of its
  /// topology: what a scenario that people run again is written from.
  TomlNode source;
  std::filesystem::path topology_file;
  /// Of a session: the scenario as it was read, secrets included, with its [[client.variant]]s.
  /// What a person asks for while it goes on is read against it.
  TomlNode document;
  /// Of a session: loads that a person can give another's rate, to change its workload.
  std::vector<StandIn> stand_ins;
  std::vector<AttachedFile> attached;  ///< To be written beside `scenario_toml`.
  std::vector<std::string> secrets;
  Diagnostics warnings;
};

/// The errors (and then also the warnings) come in the order of the files and their lines.
tl::expected<LoadedScenario, Diagnostics> load_scenario(const LoadRequest& request,
                                                        const KindTables& kinds);
tl::expected<LoadedTopology, Diagnostics> load_topology(const LoadRequest& request,
                                                        const KindTables& kinds);

/// Scenario::hash, of what was loaded as resolved.
std::string hash_of(const LoadedScenario& loaded);

/// Draws the values of variables with `random = N` from the seed's substream "variable:NAME", and
/// returns them: they are secrets.
std::vector<std::string> draw_variables(Topology& topology, std::uint64_t seed);

/// What a file is, judged by its sections; kUnknown: none of these, or not TOML.
enum class FileKind { kScenario, kTopology, kWorkloads, kUnknown };
FileKind file_kind(const std::filesystem::path& file);

/// The scenario file that a topology names for its sessions; empty: none, or it is no topology.
std::filesystem::path session_of(const std::filesystem::path& topology);

/// What must be known of a scenario to choose it, without checking it.
struct ScenarioLabels {
  std::vector<std::string> tags;
  std::string flavour;          ///< That it is about; empty: any.
  bool flavour_is_here = true;  ///< This machine has what that flavour needs.
};
/// Empty ones where the file cannot be read.
ScenarioLabels labels_of(const LoadRequest& request);

}  // namespace squall
