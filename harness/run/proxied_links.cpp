#include "harness/run/proxied_links.h"

#include "harness/scenario/target.h"

namespace squall {
namespace {

bool is_target(const Link& link, const Scenario& scenario) {
  for (const Phase& phase : scenario.phases) {
    for (const FaultSpec& fault : phase.faults) {
      const auto target = parse_target(fault.target);
      if (!target || !target->is_link() || !fault.enabled) continue;
      if (target->from->service == link.from && target->service == link.to) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::string> proxied_links(const Scenario& scenario, const Topology& topology) {
  std::vector<std::string> names;
  for (const Link& link : topology.links) {
    const bool proxied = link.proxy == Link::Proxy::kAlways ||
                         (link.proxy == Link::Proxy::kAuto && is_target(link, scenario));
    if (proxied) names.push_back(link.name);
  }
  return names;
}

std::vector<std::string> links_that_can_be_proxied(const Topology& topology) {
  std::vector<std::string> names;
  for (const Link& link : topology.links) {
    const Service* const from = topology.find_service(link.from);
    // Who connects must be one whose addresses this program decides.
    const bool ours = from == nullptr || from->driver == "process";
    if (link.proxy != Link::Proxy::kNever && ours) names.push_back(link.name);
  }
  return names;
}

}  // namespace squall
