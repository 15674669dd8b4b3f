// The options of a [[checker]] that looks into logs.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/core/text.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

constexpr std::array<std::string_view, 3> kLogOptions{"service", "gained", "lost"};

// The nodes of the service that is named, whose output the run keeps.
std::vector<std::string> find_nodes(const Section& section, const ScenarioScope& scope) {
  const std::string name = section.text("service");
  const Service* const service = scope.topology.find_service(name);
  if (service == nullptr) {
    if (!scope.complete) return {};
    std::vector<std::string> names;
    for (const Service& each : scope.topology.services) names.push_back(each.name);
    section.error("service", fmt::format("there is no service '{}'", name),
                  suggestion(name, names, "services"));
    return {};
  }
  if (service->command.empty() || service->nodes < 2) {
    section.error("service",
                  service->nodes < 2 ? fmt::format("service '{}' has one node alone", name)
                                     : fmt::format("the run does not start service '{}'", name),
                  "it looks at the output of nodes that the run has started, two or more");
    return {};
  }
  std::vector<std::string> nodes;
  for (int i = 0; i < service->nodes; ++i) nodes.push_back(node_name(*service, i));
  return nodes;
}

}  // namespace

std::optional<std::vector<std::string>> read_role_logs(const Section& section,
                                                       const ScenarioScope& scope) {
  const auto given = [&](std::string_view key) { return section.has(key); };
  if (std::none_of(kLogOptions.begin(), kLogOptions.end(), given)) return std::nullopt;
  for (const std::string_view key : kLogOptions) {
    const TomlNode* const node = section.given(key);
    if (node == nullptr) {
      section.error("", fmt::format("{} looks into logs and has no '{}'", section.label(), key),
                    "write service, gained and lost");
    } else if (key != "service") {
      check_regex(*node, section.context());
    }
  }
  return section.has("service") ? find_nodes(section, scope) : std::vector<std::string>{};
}

}  // namespace squall
