#include "harness/faults/primary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <thread>

#include "harness/core/text.h"
#include "probes/kinds.h"

namespace squall {
namespace {

constexpr std::string_view kPrimary = "[primary]";

// "web" of "web[primary]", else empty.
std::string service_of(std::string_view end) {
  return end.ends_with(kPrimary) ? std::string(end.substr(0, end.size() - kPrimary.size())) : "";
}

// One end, or both.
std::vector<std::string> ends_of(const std::string& target) {
  const std::size_t arrow = target.find("->");
  if (arrow == target.npos) return {target};
  return {target.substr(0, arrow), target.substr(arrow + 2)};
}

std::vector<const Node*> nodes_of(const std::string& service, const System& system) {
  std::vector<const Node*> nodes;
  for (const Node* node : system.nodes()) {
    if (node->service.name == service) nodes.push_back(node);
  }
  return nodes;
}

// All are asked at the same time: one that hangs must not hold up the others.
Result<std::string> primary_of(const std::string& service, const System& system,
                               const std::stop_token& stop) {
  const auto nodes = nodes_of(service, system);
  if (nodes.empty() || !nodes.front()->service.primary) {
    return fail(fmt::format("{} does not say how its primary node is told", service));
  }
  std::vector<ProbeSample> samples(nodes.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      threads.emplace_back([&, i] {
        samples[i] = sample(*nodes[i]->service.primary, system.lookup("", nodes[i]), stop);
      });
    }
  }
  std::vector<std::string> primaries, seen;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (samples[i].met) primaries.push_back(nodes[i]->name);
    seen.push_back(fmt::format("{} says {}", nodes[i]->name, samples[i].actual));
  }
  if (primaries.size() == 1) return primaries.front();
  if (primaries.empty()) {
    return fail(fmt::format("no node of {} is the primary one: {}", service, join_names(seen)));
  }
  return fail(
      fmt::format("{} has {} primary nodes: {}", service, primaries.size(), join_names(primaries)));
}

}  // namespace

Result<std::vector<std::string>> resolve_primary(const std::vector<std::string>& targets,
                                                 const System& system, std::stop_token stop) {
  const auto is_symbolic = [](const std::string& target) {
    return target.find(kPrimary) != target.npos;
  };
  if (std::none_of(targets.begin(), targets.end(), is_symbolic)) return targets;
  std::map<std::string, std::string> known;  // Asked once for all legs.
  std::vector<std::string> resolved;
  for (const std::string& target : targets) {
    std::vector<std::string> ends = ends_of(target);
    bool symbolic = false;
    for (std::string& end : ends) {
      const std::string service = service_of(end);
      if (service.empty()) continue;
      symbolic = true;
      if (known.find(service) == known.end()) {
        auto primary = primary_of(service, system, stop);
        if (!primary) return tl::unexpected(primary.error());
        known[service] = *std::move(primary);
      }
      end = known[service];
    }
    if (symbolic && ends.size() == 2 && ends[0] == ends[1]) continue;
    resolved.push_back(ends.size() == 2 ? ends[0] + "->" + ends[1] : ends[0]);
  }
  if (resolved.empty()) {
    return fail(fmt::format("there is no connection from {} to itself", known.begin()->second));
  }
  std::sort(resolved.begin(), resolved.end());
  resolved.erase(std::unique(resolved.begin(), resolved.end()), resolved.end());
  return resolved;
}

Nanoseconds time_to_tell_primary(const std::vector<std::string>& targets, const System& system) {
  Nanoseconds longest{};
  for (const std::string& target : targets) {
    for (const std::string& end : ends_of(target)) {
      const std::string service = service_of(end);
      if (service.empty()) continue;
      const auto nodes = nodes_of(service, system);
      if (nodes.empty() || !nodes.front()->service.primary) continue;
      longest = std::max(longest, nodes.front()->service.primary->timeout);
    }
  }
  return longest;
}

}  // namespace squall
