#include "harness/scenario/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "harness/core/text.h"

namespace squall {
namespace {

using Nodes = std::vector<int>;

Nodes shuffled(int count, Random& random) {
  Nodes nodes(static_cast<std::size_t>(count));
  std::iota(nodes.begin(), nodes.end(), 0);
  for (std::size_t i = nodes.size(); i > 1; --i) std::swap(nodes[i - 1], nodes[random.below(i)]);
  return nodes;
}

Result<std::vector<Nodes>> read_groups(const ValueList& texts, int count) {
  std::vector<Nodes> groups;
  std::vector<bool> seen(static_cast<std::size_t>(count));
  for (const Value& text : texts) {
    Nodes& group = groups.emplace_back();
    for (const std::string& item : split(std::get<std::string>(text.data), ',')) {
      const std::string_view digits = trim(item);
      int index = -1;
      const auto [end, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), index);
      const bool whole = error == std::errc{} && end == digits.data() + digits.size();
      if (!whole || index < 0 || index >= count) {
        return fail(fmt::format("'{}' is no node: there are 0 to {}", item, count - 1));
      }
      const auto at = static_cast<std::size_t>(index);
      if (seen[at])
        return fail(fmt::format("node {} stands in two groups: leave it in one of them", index));
      seen[at] = true;
      group.push_back(index);
    }
  }
  return groups;
}

// The groups of a shape that has some: the smaller first.
std::vector<Nodes> split_by(const std::string& shape, const Nodes& order) {
  std::size_t first = 1;
  if (shape == "minority") first = (order.size() - 1) / 2;
  if (shape == "halves") first = order.size() / 2;
  const auto border = order.begin() + static_cast<std::ptrdiff_t>(first);
  return {Nodes(order.begin(), border), Nodes(border, order.end())};
}

/// Whether connections from one node to another are cut.
class Cuts {
 public:
  explicit Cuts(int count) : count_(static_cast<std::size_t>(count)), cut_(count_ * count_) {}

  void cut(int from, int to) { cut_[at(from, to)] = true; }
  void cut_both(int a, int b) {
    cut(a, b);
    cut(b, a);
  }
  bool is_cut(int from, int to) const { return cut_[at(from, to)]; }

 private:
  std::size_t at(int from, int to) const {
    return static_cast<std::size_t>(from) * count_ + static_cast<std::size_t>(to);
  }

  std::size_t count_;
  std::vector<bool> cut_;
};

// Nodes of no group see all others.
void cut_groups(const std::vector<Nodes>& groups, const std::string& one_way, Cuts& cuts) {
  for (std::size_t a = 0; a < groups.size(); ++a) {
    for (std::size_t b = a + 1; b < groups.size(); ++b) {
      for (const int first : groups[a]) {
        for (const int other : groups[b]) {
          if (one_way != "to") cuts.cut(first, other);
          if (one_way != "from") cuts.cut(other, first);
        }
      }
    }
  }
}

void cut_ring(const Nodes& order, Cuts& cuts) {
  for (std::size_t a = 0; a < order.size(); ++a) {
    for (std::size_t b = a + 2; b < order.size(); ++b) {
      const bool closes_ring = a == 0 && b + 1 == order.size();
      if (!closes_ring) cuts.cut_both(order[a], order[b]);
    }
  }
}

std::vector<std::string> legs_of(const Cuts& cuts, const Service& service) {
  std::vector<std::string> legs;
  for (int from = 0; from < service.nodes; ++from) {
    for (int to = 0; to < service.nodes; ++to) {
      if (!cuts.is_cut(from, to)) continue;
      legs.push_back(node_name(service, from) + "->" + node_name(service, to));
    }
  }
  return legs;
}

// To and from every node: from the primary one to itself there is no leg, as the run will find.
std::vector<std::string> legs_of_primary(const Service& service, const std::string& one_way) {
  std::vector<std::string> legs;
  const std::string primary = service.name + "[primary]";
  for (int i = 0; service.nodes > 1 && i < service.nodes; ++i) {
    if (one_way != "to") legs.push_back(primary + "->" + node_name(service, i));
    if (one_way != "from") legs.push_back(node_name(service, i) + "->" + primary);
  }
  return legs;
}

}  // namespace

Result<std::vector<std::string>> partition_legs(const Options& options, const Service& service,
                                                Random random) {
  const auto shape = options.get_or<std::string>("shape", "one");
  const auto one_way = options.get_or<std::string>("one_way", "none");
  Cuts cuts(service.nodes);
  Nodes order = shuffled(service.nodes, random);
  if (const auto texts = options.get<ValueList>("groups")) {
    const auto groups = read_groups(*texts, service.nodes);
    if (!groups) return tl::unexpected(groups.error());
    cut_groups(*groups, one_way, cuts);
  } else if (shape == "ring") {
    cut_ring(order, cuts);
  } else if (shape == "bridge") {
    if (!order.empty()) order.pop_back();  // It sees all.
    cut_groups(split_by("halves", order), "none", cuts);
  } else {
    cut_groups(split_by(shape, order), one_way, cuts);
  }
  const bool by_primary = shape == "primary" && options.find("groups") == nullptr;
  const auto legs = by_primary ? legs_of_primary(service, one_way) : legs_of(cuts, service);
  if (legs.empty()) {
    return fail(fmt::format("it cuts nothing: {} has {} node{}", service.name, service.nodes,
                            service.nodes == 1 ? "" : "s"));
  }
  return legs;
}

}  // namespace squall
