// Stands in until the parser is delivered.
#include "harness/scenario/condition.h"
#include "harness/scenario/load.h"
#include "harness/scenario/lookup.h"
#include "harness/scenario/plan.h"
#include "harness/scenario/reference.h"
#include "harness/scenario/target.h"

namespace squall {

tl::expected<LoadedScenario, Diagnostics> load_scenario(const LoadRequest&, const KindTables&) {
  return LoadedScenario{};
}
tl::expected<LoadedTopology, Diagnostics> load_topology(const LoadRequest&, const KindTables&) {
  return LoadedTopology{};
}
std::vector<std::string> draw_variables(Topology&, std::uint64_t) { return {}; }
FileKind file_kind(const std::filesystem::path&) { return FileKind::kUnknown; }
tl::expected<Condition, ExpressionError> parse_condition(std::string_view) { return Condition{}; }
std::string impossible_limit(const Condition&) { return {}; }
Plan make_plan(const Scenario&, const Topology&, std::uint64_t, bool) { return {}; }
std::string to_text(const Plan&, const Scenario&) { return {}; }
std::optional<Target> parse_target(std::string_view) { return std::nullopt; }
int node_count(const Target&, int) { return 0; }
std::vector<std::string> draw_nodes(std::string_view, const Topology&, Random) { return {}; }
std::string reference_markdown(const KindTables&) { return {}; }
std::string scenario_json_schema(const KindTables&) { return {}; }
std::string topology_json_schema(const KindTables&) { return {}; }
EnvironmentLookup process_environment() { return nullptr; }
ProgramFinder path_finder(const EnvironmentLookup&) { return nullptr; }

}  // namespace squall
