#include "harness/scenario/reach.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace squall {
namespace {

using Select = TargetNodes::Select;
using Indices = std::vector<int>;

bool end_covers(const TargetNodes& listed, const TargetNodes& part) {
  if (listed.service != part.service) return false;
  if (listed.select != Select::kIndex) return true;
  return listed.index == (part.select == Select::kIndex ? part.index : 0);
}

// Fewer candidates leave its meaning: one of them, or a few.
bool is_drawn(const TargetNodes& end) {
  return end.select == Select::kAny || end.select == Select::kMinority;
}

/// One end of a target, with the nodes that it may become.
struct End {
  End(const TargetNodes& of, const Topology& topology)
      : nodes(of), service(topology.find_service(of.service)), candidates(1, 0) {
    if (service == nullptr) return;  // "client"
    if (nodes.select == Select::kIndex) {
      candidates = {nodes.index};
    } else {
      candidates.resize(static_cast<std::size_t>(service->nodes));
      std::iota(candidates.begin(), candidates.end(), 0);
    }
  }

  std::string name(int index) const {
    return service == nullptr ? nodes.service : node_name(*service, index);
  }
  bool may_be_fewer() const { return is_drawn(nodes) || nodes.select == Select::kPrimary; }
  /// Whether there are still as many candidates as it means.
  bool enough() const {
    if (!may_be_fewer() || service == nullptr) return true;
    return candidates.size() >= static_cast<std::size_t>(node_count(nodes, service->nodes));
  }

  const TargetNodes& nodes;
  const Service* service;
  Indices candidates;
};

class LinkReach {
 public:
  LinkReach(const Target& target, const Topology& topology, const Safety& safety)
      : from_(*target.from, topology), to_(target, topology), safety_(safety) {}

  Reach run() {
    // First what is forbidden whatever the other end becomes, then what is with any of the rest.
    narrow(1);
    narrow(std::numeric_limits<std::size_t>::max());
    for (const int a : from_.candidates) {
      for (const int b : to_.candidates) check(a, b);
    }
    return {from_.candidates, to_.candidates, forbidden_};
  }

 private:
  bool check(int a, int b) {
    const std::string name = from_.name(a) + "->" + to_.name(b);
    if (from_.name(a) == to_.name(b) || may_touch(safety_, name)) return true;
    if (forbidden_.empty()) forbidden_ = name;
    return false;
  }

  // Keeps the candidates that have `least` allowed legs, or all of theirs.
  void narrow(std::size_t least) {
    for (End* end : {&to_, &from_}) {
      if (!end->may_be_fewer()) continue;
      const Indices& others = end == &to_ ? from_.candidates : to_.candidates;
      const auto is_fine = [&](int index) {
        const auto allowed = std::count_if(others.begin(), others.end(), [&](int other) {
          return end == &to_ ? check(other, index) : check(index, other);
        });
        return static_cast<std::size_t>(allowed) >= std::min(least, others.size());
      };
      std::erase_if(end->candidates, [&](int index) { return !is_fine(index); });
    }
    if (from_.enough() && to_.enough()) forbidden_.clear();
  }

  End from_, to_;
  const Safety& safety_;
  std::string forbidden_;
};

}  // namespace

bool covers(std::string_view listed, std::string_view part) {
  const auto entry = parse_target(listed);
  const auto target = parse_target(part);
  if (!entry || !target || entry->is_link() != target->is_link()) return false;
  if (entry->is_link() && !end_covers(*entry->from, *target->from)) return false;
  return end_covers(*entry, *target);
}

bool may_touch(const Safety& safety, std::string_view part) {
  const auto has_it = [&](const std::string& listed) { return covers(listed, part); };
  const auto& only = safety.only;
  if (!only.empty() && std::none_of(only.begin(), only.end(), has_it)) return false;
  return std::none_of(safety.never.begin(), safety.never.end(), has_it);
}

Reach reach_of(const Target& target, const Topology& topology, const Safety& safety) {
  if (target.is_link()) return LinkReach(target, topology, safety).run();
  End end(target, topology);
  std::string forbidden;
  Indices allowed;
  for (const int index : end.candidates) {
    if (may_touch(safety, end.name(index))) {
      allowed.push_back(index);
    } else if (forbidden.empty()) {
      forbidden = end.name(index);
    }
  }
  if (!end.may_be_fewer()) return {{}, end.candidates, forbidden};
  end.candidates = std::move(allowed);
  return {{}, end.candidates, end.enough() ? "" : forbidden};
}

}  // namespace squall
