#include "harness/topology/by_needs.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace squall {
namespace {

// A stop request of one's own that also follows another.
class LinkedStop {
 public:
  explicit LinkedStop(const std::stop_token& other)
      : follow_(other, [this] { source_.request_stop(); }) {}

  void request_stop() { source_.request_stop(); }
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::stop_callback<std::function<void()>> follow_;
};

}  // namespace

Started start_by_needs(
    const std::vector<Service>& services, const std::stop_token& stop,
    const std::function<Started(const Service& service, std::stop_token stop)>& start) {
  LinkedStop all(stop);
  std::mutex mutex;
  std::condition_variable_any changed;
  std::set<std::string> ready;
  std::optional<StartFailure> first;

  const auto run_one = [&](const Service& service) {
    const auto is_ready = [&](const std::string& name) { return ready.count(name) == 1; };
    {
      std::unique_lock lock(mutex);
      const bool may_start = changed.wait(lock, all.token(), [&] {
        return std::all_of(service.needs.begin(), service.needs.end(), is_ready);
      });
      if (!may_start || all.token().stop_requested()) return;
    }
    const Started started = start(service, all.token());
    {
      const std::scoped_lock lock(mutex);
      if (started) ready.insert(service.name);
      if (!started && !first) first = started.error();
    }
    if (!started) all.request_stop();
    changed.notify_all();
  };

  std::vector<std::thread> threads;
  for (const Service& service : services) threads.emplace_back([&] { run_one(service); });
  for (std::thread& thread : threads) thread.join();
  if (first) return tl::unexpected(*first);
  if (ready.size() < services.size()) {
    return tl::unexpected(StartFailure{"the start was interrupted", {}, {}});
  }
  return {};
}

tl::expected<void, NodeFailure> for_each_node(
    const std::vector<Node*>& nodes, const std::stop_token& stop,
    const std::function<Result<void>(Node& node, std::stop_token stop)>& act) {
  LinkedStop all(stop);
  std::mutex mutex;
  std::optional<NodeFailure> first;
  std::vector<std::thread> threads;
  for (Node* const node : nodes) {
    threads.emplace_back([&, node] {
      const auto done = act(*node, all.token());
      if (done) return;
      const std::scoped_lock lock(mutex);
      if (!first) first = NodeFailure{node, done.error().message};
      all.request_stop();
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (first) return tl::unexpected(*first);
  return {};
}

std::vector<std::vector<const Service*>> end_order(const std::vector<Service>& services) {
  std::vector<std::vector<const Service*>> groups;
  std::vector<const Service*> rest;
  for (const Service& service : services) rest.push_back(&service);
  while (!rest.empty()) {
    const auto is_needed = [&](const Service* service) {
      return std::any_of(rest.begin(), rest.end(), [&](const Service* other) {
        const auto& needs = other->needs;
        return std::find(needs.begin(), needs.end(), service->name) != needs.end();
      });
    };
    auto group_end = std::stable_partition(
        rest.begin(), rest.end(), [&](const Service* service) { return !is_needed(service); });
    // The parser refuses circles; should there be one, it ends all at once.
    if (group_end == rest.begin()) group_end = rest.end();
    groups.emplace_back(rest.begin(), group_end);
    rest.erase(rest.begin(), group_end);
  }
  return groups;
}

}  // namespace squall
