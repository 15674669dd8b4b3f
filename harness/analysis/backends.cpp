#include "harness/analysis/backends.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "harness/analysis/spans.h"

namespace squall {
namespace {

// `target`: a node, a service, a leg or a link, of which the far end is meant.
bool is_hit(const std::string& target, const std::string& node) {
  const std::size_t arrow = target.find("->");
  const std::string end = arrow == target.npos ? target : target.substr(arrow + 2);
  return !node.empty() && (node == end || node.starts_with(end + "["));
}

}  // namespace

std::vector<DetectionReport> detections(const FaultReport& fault, Nanoseconds injected,
                                        Nanoseconds end,
                                        const std::vector<TimedBackendChange>& changes) {
  std::vector<DetectionReport> found;
  using Server = std::pair<std::string, std::string>;
  std::set<Server> seen;
  std::set<Server> down;  // As far as is known: a balancer that did not answer changes nothing.
  for (const auto& [at, change] : changes) {
    const Server server{change.balancer, change.server};
    const bool was_down = down.count(server) == 1;
    if (change.state == "down") down.insert(server);
    if (change.state != "down" && change.state != "unknown") down.erase(server);
    if (at < injected || at >= end || change.state != "down" || was_down) continue;
    const bool hit = std::any_of(
        fault.nodes.begin(), fault.nodes.end(),
        [&node = change.node](const std::string& target) { return is_hit(target, node); });
    if (!hit || !seen.insert(server).second) continue;
    found.push_back({change.balancer, change.server + " is down", seconds(at - injected)});
  }
  return found;
}

std::vector<BackendSpan> backend_spans(const std::vector<TimedEvent>& events, Nanoseconds end) {
  std::vector<BackendSpan> spans;
  for (const TimedEvent& event : events) {
    const auto* change = std::get_if<BackendChanged>(&event.event);
    if (change == nullptr) continue;
    const auto same = [&](const BackendSpan& span) {
      return span.balancer == change->balancer && span.server == change->server;
    };
    end_newest(spans, same, event.at);
    spans.push_back({change->balancer, change->server, change->node, change->state,
                     seconds(event.at), seconds(end)});
  }
  return spans;
}

std::vector<BreakerSpan> breaker_spans(const std::vector<TimedEvent>& events, Nanoseconds end) {
  std::vector<BreakerSpan> spans;
  for (const TimedEvent& event : events) {
    const auto* change = std::get_if<BreakerChanged>(&event.event);
    if (change == nullptr) continue;
    const auto same = [&](const BreakerSpan& span) { return span.address == change->address; };
    end_newest(spans, same, event.at);
    spans.push_back({change->address, change->state, seconds(event.at), seconds(end)});
  }
  return spans;
}

}  // namespace squall
