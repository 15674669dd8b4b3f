#include "harness/run/resources.h"

#include <algorithm>

#include "harness/core/process_usage.h"
#include "harness/core/wait.h"

namespace squall {
namespace {

constexpr Nanoseconds kInterval = std::chrono::seconds(1);

}  // namespace

ResourcesSampled sample_resources(const System& system) {
  ResourcesSampled sampled;
  std::vector<ProcessInfo> all;  // Looked up for the first node that is a process of the run's.
  for (const Node* node : system.nodes()) {
    const auto child = node->child();
    if (child == nullptr) continue;
    if (all.empty()) all = all_processes();
    const auto usage = usage_of_tree(child->identity(), all);
    if (!usage) continue;
    sampled.nodes.push_back({node->name, child->pid(), usage->rss_bytes, usage->busy,
                             usage->descriptors, usage->threads});
  }
  return sampled;
}

ResourceWatch::ResourceWatch(const System& system, EventSink& events)
    : thread_([&system, &events](const std::stop_token& stop) {
        SteadyTime next = steady_now();
        do {
          ResourcesSampled sampled = sample_resources(system);
          if (!sampled.nodes.empty()) events.on_event(std::move(sampled));
          next = std::max(steady_now(), next + kInterval);
        } while (wait_until(stop, next));
      }) {}

}  // namespace squall
