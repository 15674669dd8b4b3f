#include "harness/scenario/target.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <utility>

namespace squall {
namespace {

using Select = Target::Select;

constexpr std::array<std::pair<std::string_view, Select>, 5> kWords{
    {{"any", Select::kAny},
     {"all", Select::kAll},
     {"minority", Select::kMinority},
     {"majority", Select::kMajority},
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

std::optional<Target> parse_target(std::string_view text) {
  Target target;
  const std::size_t arrow = text.find("->");
  if (arrow != text.npos) {
    target.select = Select::kLink;
    target.from = text.substr(0, arrow);
    target.service = text.substr(arrow + 2);
    const bool named = !target.from.empty() && !target.service.empty();
    return named ? std::optional(target) : std::nullopt;
  }
  const std::size_t open = text.find('[');
  target.service = text.substr(0, open);
  if (target.service.empty()) return std::nullopt;
  if (open == text.npos) return target;
  if (!text.ends_with(']')) return std::nullopt;
  const std::string_view selector = text.substr(open + 1, text.size() - open - 2);
  for (const auto& [word, select] : kWords) {
    if (word != selector) continue;
    target.select = select;
    return target;
  }
  target.select = Select::kIndex;
  const char* const end = selector.data() + selector.size();
  const auto [rest, error] = std::from_chars(selector.data(), end, target.index);
  const bool whole = error == std::errc{} && rest == end && target.index >= 0;
  return whole ? std::optional(target) : std::nullopt;
}

int node_count(const Target& target, int nodes) {
  switch (target.select) {
    case Select::kLink:
      return 0;
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

std::vector<std::string> draw_nodes(std::string_view text, const Topology& topology,
                                    Random random) {
  const auto target = parse_target(text);
  const Service* service = target ? topology.find_service(target->service) : nullptr;
  if (service == nullptr || target->select == Select::kLink || target->select == Select::kPrimary) {
    return {std::string(text)};
  }
  if (target->select == Select::kIndex) return {node_name(*service, target->index)};
  std::vector<std::string> names;
  for (const int index : draw(node_count(*target, service->nodes), service->nodes, random)) {
    names.push_back(node_name(*service, index));
  }
  return names;
}

}  // namespace squall
