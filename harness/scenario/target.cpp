#include "harness/scenario/target.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <utility>

namespace squall {
namespace {

using Select = TargetNodes::Select;

constexpr std::array<std::pair<std::string_view, Select>, 6> kWords{
    {{"any", Select::kAny},
     {"all", Select::kAll},
     {"minority", Select::kMinority},
     {"majority", Select::kMajority},
     {"one-at-a-time", Select::kOneAtATime},
     {"primary", Select::kPrimary}}};

// `count` of the numbers below `nodes`, ascending: a partial Fisher-Yates shuffle.
std::vector<int> draw(int count, int nodes, Random& random) {
  std::vector<int> indices(static_cast<std::size_t>(nodes));
  std::iota(indices.begin(), indices.end(), 0);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const auto j = i + static_cast<std::size_t>(random.below(indices.size() - i));
    std::swap(indices[i], indices[j]);
  }
  indices.resize(static_cast<std::size_t>(count));
  std::sort(indices.begin(), indices.end());
  return indices;
}

}  // namespace

namespace {

std::optional<TargetNodes> parse_nodes(std::string_view text) {
  TargetNodes nodes;
  const std::size_t open = text.find('[');
  nodes.service = text.substr(0, open);
  if (nodes.service.empty()) return std::nullopt;
  if (open == text.npos) return nodes;
  if (!text.ends_with(']')) return std::nullopt;
  const std::string_view selector = text.substr(open + 1, text.size() - open - 2);
  for (const auto& [word, select] : kWords) {
    if (word != selector) continue;
    nodes.select = select;
    return nodes;
  }
  nodes.select = Select::kIndex;
  const char* const end = selector.data() + selector.size();
  const auto [rest, error] = std::from_chars(selector.data(), end, nodes.index);
  const bool whole = error == std::errc{} && rest == end && nodes.index >= 0;
  return whole ? std::optional(nodes) : std::nullopt;
}

// The names of the selected nodes.
std::vector<std::string> draw_nodes(const TargetNodes& end, const Topology& topology,
                                    Random& random) {
  const Service* service = topology.find_service(end.service);
  if (service == nullptr) return {end.service};  // "client"
  if (end.select == Select::kIndex) return {node_name(*service, end.index)};
  const int count = end.select == Select::kOnly ? service->nodes : node_count(end, service->nodes);
  std::vector<std::string> names;
  for (const int index : draw(count, service->nodes, random)) {
    names.push_back(node_name(*service, index));
  }
  return names;
}

std::vector<std::string> draw_legs(const Target& target, const Topology& topology, Random& random) {
  std::vector<std::string> legs;
  const auto from = draw_nodes(*target.from, topology, random);
  const auto to = draw_nodes(target, topology, random);
  for (const std::string& a : from) {
    for (const std::string& b : to) {
      if (a != b) legs.push_back(a + "->" + b);
    }
  }
  return legs;
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  const std::size_t arrow = text.find("->");
  Target target;
  if (arrow != text.npos) {
    target.from = parse_nodes(text.substr(0, arrow));
    if (!target.from) return std::nullopt;
    text.remove_prefix(arrow + 2);
  }
  const auto nodes = parse_nodes(text);
  if (!nodes) return std::nullopt;
  static_cast<TargetNodes&>(target) = *nodes;
  return target;
}

int node_count(const TargetNodes& target, int nodes) {
  switch (target.select) {
    case Select::kAll:
      return nodes;
    case Select::kMinority:
      return (nodes - 1) / 2;
    case Select::kMajority:
      return nodes / 2 + 1;
    default:
      return 1;
  }
}

std::vector<std::string> draw_targets(std::string_view text, const Topology& topology,
                                      Random random) {
  const auto target = parse_target(text);
  const Service* service = target ? topology.find_service(target->service) : nullptr;
  if (service == nullptr || target->select == Select::kPrimary) return {std::string(text)};
  if (target->is_link()) {
    const bool whole = target->select == Select::kOnly && target->from->select == Select::kOnly;
    return whole ? std::vector{std::string(text)} : draw_legs(*target, topology, random);
  }
  return draw_nodes(*target, topology, random);
}

}  // namespace squall
