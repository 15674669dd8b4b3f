#include "harness/run/resources.h"

#include <unistd.h>

#include <algorithm>

#include "harness/core/machine_usage.h"
#include "harness/core/process_usage.h"
#include "harness/core/wait.h"

namespace squall {
namespace {

constexpr Nanoseconds kInterval = std::chrono::seconds(1);

// Nodes that have ended are children of the harness, or of the process that ends them.
void add_machine(ResourcesSampled& sampled, std::vector<ProcessInfo> all) {
  const auto usage = machine_usage();
  const auto self = process_info(::getpid());
  if (!usage || !self) return;
  if (all.empty()) all.push_back(*self);  // The run has no nodes.
  sampled.all = usage->all;
  sampled.busy = usage->busy;
  sampled.stolen = usage->stolen;
  sampled.of_run = busy_of(process_tree(self->pid, std::move(all)));
}

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
  add_machine(sampled, std::move(all));
  return sampled;
}

ResourceWatch::ResourceWatch(const System& system, EventSink& events)
    : thread_([&system, &events](const std::stop_token& stop) {
        SteadyTime next = steady_now();
        do {
          events.on_event(sample_resources(system));
          next = std::max(steady_now(), next + kInterval);
        } while (wait_until(stop, next));
      }) {}

}  // namespace squall
