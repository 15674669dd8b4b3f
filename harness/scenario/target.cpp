#include "harness/scenario/target.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "harness/scenario/reach.h"

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

// `count` of the candidates, ascending: a partial Fisher-Yates shuffle.
std::vector<int> draw(int count, std::vector<int> candidates, Random& random) {
  const std::size_t most = std::min(static_cast<std::size_t>(count), candidates.size());
  for (std::size_t i = 0; i < most; ++i) {
    const auto j = i + static_cast<std::size_t>(random.below(candidates.size() - i));
    std::swap(candidates[i], candidates[j]);
  }
  candidates.resize(most);
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

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
std::vector<std::string> draw_nodes(const TargetNodes& end, const std::vector<int>& candidates,
                                    const Topology& topology, Random& random) {
  const Service* service = topology.find_service(end.service);
  if (service == nullptr) return {end.service};  // "client"
  if (end.select == Select::kPrimary) return {end.service + "[primary]"};
  if (end.select == Select::kIndex) return {node_name(*service, end.index)};
  const int count = end.select == Select::kOnly ? service->nodes : node_count(end, service->nodes);
  std::vector<std::string> names;
  for (const int index : draw(count, candidates, random)) {
    names.push_back(node_name(*service, index));
  }
  return names;
}

std::vector<std::string> draw_legs(const Target& target, const Reach& reach,
                                   const Topology& topology, Random& random) {
  std::vector<std::string> legs;
  const auto from = draw_nodes(*target.from, reach.from, topology, random);
  const auto to = draw_nodes(target, reach.to, topology, random);
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
                                      const Safety& safety, Random random) {
  const auto target = parse_target(text);
  const Service* service = target ? topology.find_service(target->service) : nullptr;
  if (service == nullptr) return {std::string(text)};
  const Reach reach = reach_of(*target, topology, safety);
  if (target->is_link()) {
    const bool whole = target->select == Select::kOnly && target->from->select == Select::kOnly;
    return whole ? std::vector{std::string(text)} : draw_legs(*target, reach, topology, random);
  }
  return draw_nodes(*target, reach.to, topology, random);
}

bool is_symbolic(std::string_view text) {
  const auto target = parse_target(text);
  return target && (target->select == Select::kPrimary ||
                    (target->is_link() && target->from->select == Select::kPrimary));
}

}  // namespace squall
