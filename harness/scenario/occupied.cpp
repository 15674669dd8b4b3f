#include "harness/scenario/occupied.h"

#include <algorithm>

#include "harness/scenario/target.h"

namespace squall {
namespace {

bool is_in(const std::vector<std::string>& parts, const std::string& part) {
  return std::find(parts.begin(), parts.end(), part) != parts.end();
}

bool share_a_part(const Occupied& a, const Occupied& b) {
  if (a.place != b.place) return false;
  if (a.parts.empty() || b.parts.empty()) return true;
  return std::any_of(a.parts.begin(), a.parts.end(),
                     [&](const std::string& part) { return is_in(b.parts, part); });
}

bool are_near(const Occupied& a, const Occupied& b, Nanoseconds gap) {
  return a.from < b.until + gap && b.from < a.until + gap;
}

// The most of what `weigh` says, over all moments of `next`: it can only change where one begins.
template <typename Weigh>
int peak(const Occupied& next, const std::vector<Occupied>& all, Nanoseconds gap, Weigh weigh) {
  std::vector<Nanoseconds> moments{next.from};
  for (const Occupied& other : all) {
    if (other.from > next.from && other.from < next.until + gap) moments.push_back(other.from);
  }
  int most = 0;
  for (const Nanoseconds moment : moments) {
    int sum = weigh(next);
    for (const Occupied& other : all) {
      if (other.from <= moment && moment < other.until + gap) sum += weigh(other);
    }
    most = std::max(most, sum);
  }
  return most;
}

}  // namespace

Occupied occupied(const FaultSpec& fault, const std::vector<std::string>& targets,
                  const Topology& topology, Nanoseconds until) {
  Occupied occupied{fault.at, until, {}, targets, 0};
  const auto target = parse_target(fault.target);
  if (!target) return occupied;
  const bool symbolic = targets.size() == 1 && targets.front() == fault.target;
  if (target->is_link()) {
    occupied.place = target->from->service + "->" + target->service;
    const bool whole = symbolic && targets.front() == occupied.place;
    if (whole || is_symbolic(fault.target)) occupied.parts.clear();
    return occupied;
  }
  occupied.place = target->service;
  const Service* service = topology.find_service(target->service);
  occupied.nodes = node_count(*target, service == nullptr ? 1 : service->nodes);
  // Which node is the primary one, only the run can tell.
  if (target->select == TargetNodes::Select::kPrimary) occupied.parts.clear();
  return occupied;
}

bool clashes(const Occupied& next, const std::vector<Occupied>& all, Nanoseconds gap) {
  return std::any_of(all.begin(), all.end(), [&](const Occupied& other) {
    return share_a_part(next, other) && are_near(next, other, gap);
  });
}

bool disturbs(const Occupied& next, const std::vector<Occupied>& all, Nanoseconds cooldown) {
  return std::any_of(all.begin(), all.end(), [&](const Occupied& other) {
    return !are_near(next, other, Nanoseconds{}) && are_near(next, other, cooldown);
  });
}

int most_at_once(const Occupied& next, const std::vector<Occupied>& all) {
  return peak(next, all, Nanoseconds{}, [](const Occupied&) { return 1; });
}

int most_nodes_down(const Occupied& next, const std::vector<Occupied>& all, Nanoseconds gap) {
  return peak(next, all, gap, [](const Occupied& each) { return each.nodes; });
}

}  // namespace squall
