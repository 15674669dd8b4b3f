#include "harness/faults/cpu_by_quota.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "harness/core/duration.h"
#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/faults/busy_process.h"
#include "harness/faults/grouped_node.h"
#include "harness/faults/on_each_node.h"

namespace squall::cpu_by_quota {
namespace {

namespace fs = std::filesystem;

// What the kernel takes.
constexpr Nanoseconds kLongestPeriod = std::chrono::seconds(1);
constexpr Nanoseconds kShortestQuota = std::chrono::milliseconds(1);
// The processes of a node that was started again are found after this time.
constexpr Nanoseconds kFindStrays = std::chrono::milliseconds(500);
constexpr Nanoseconds kMeasureFor = std::chrono::milliseconds(400);
constexpr int kMeasurePeriods = 4;

// The most that was seen of a group which may have `share`: the kernel hands time out in slices.
double at_most(double share) { return share + std::min(0.03 + 0.1 * share, (1 - share) / 2); }

class ByQuota : public Fault {
 public:
  ByQuota(const FaultSpec& spec, const CpuGroups& groups, std::vector<Node*> nodes, System& system)
      : name_(spec.name),
        share_(spec.options.get_or<double>("share", 0.1)),
        period_(std::clamp(spec.options.get_or<Nanoseconds>("period", {}),
                           Nanoseconds(static_cast<std::int64_t>(
                               static_cast<double>(kShortestQuota.count()) / share_)),
                           kLongestPeriod)),
        groups_(groups),
        nodes_(std::move(nodes)),
        system_(system) {
    for (Node* node : nodes_) {
      grouped_.push_back({node, groups_.above / group_name(system_.run_dir(), node->name, name_),
                          group_of(groups_, node->child()->pid())});
    }
  }

  Undo undo() const override {
    Undo undo{name_, {}};
    for (const GroupedNode& one : grouped_) {
      UndoAction action{UndoAction::Kind::kUngroup};
      action.folder = one.group.string();
      action.home = one.home.string();
      undo.actions.push_back(std::move(action));
    }
    return undo;
  }

  Result<std::string> inject() override {
    auto done = on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      const GroupedNode& one = grouped(node);
      const auto others = groups_of_run(system_.run_dir());
      if (std::find(others.begin(), others.end(), one.home) != others.end()) {
        return fail(fmt::format("{} is in a group of another fault", node.name));
      }
      if (auto made = make_group(groups_, one.group, share_, period_); !made) {
        return tl::unexpected(made.error());
      }
      const auto moved = gather(one, groups_, system_);
      if (!moved) return tl::unexpected(moved.error());
      if (*moved == 0) return fail("no process is there to be slowed down");
      return fmt::format("{} process{} may have {:.0f} % of a processor in every {} (a quota, {})",
                         *moved, *moved == 1 ? "" : "es", share_ * 100, format_duration(period_),
                         groups_.version);
    });
    if (done) watch_ = std::jthread([this](const std::stop_token& stop) { gather_strays(stop); });
    return done;
  }

  // An idle node shows no quota. So a busy process of our own joins each group for a moment, the
  // least of all in it, and then the group has had its share and no more.
  FaultProof evidence(std::stop_token stop) override {
    std::vector<BusyProcess> busy;
    std::vector<GroupUsage> before;
    for (const GroupedNode& one : grouped_) {
      auto started = BusyProcess::start(system_, name_);
      if (!started) return {false, started.error().message};
      const auto moved = move_process(started->pid(), one.group);
      if (!moved) return {false, moved.error().message};
      busy.push_back(std::move(*started));
    }
    wait_for(stop, period_);
    for (std::size_t i = 0; i < busy.size(); ++i) before.push_back(usage(i, busy[i]));
    wait_for(stop, std::max(kMeasureFor, period_ * kMeasurePeriods));
    FaultProof all{!grouped_.empty(), {}};
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < busy.size(); ++i) {
      const FaultProof one = compare(before[i], usage(i, busy[i]));
      all.confirmed &= one.confirmed;
      seen.push_back(grouped_[i].node->name + ": " + one.what);
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    if (watch_.joinable()) {
      watch_.request_stop();
      watch_.join();
    }
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      const GroupedNode& one = grouped(node);
      if (fs::exists(one.group)) (void)lift_limit(groups_, one.group);
      if (std::string wrong = remove_group(one.group, one.home); !wrong.empty()) return fail(wrong);
      return std::string("its processes may run as before");
    });
  }

 private:
  const GroupedNode& grouped(const Node& node) const {
    return *std::find_if(grouped_.begin(), grouped_.end(),
                         [&](const GroupedNode& one) { return one.node == &node; });
  }

  void gather_strays(const std::stop_token& stop) {
    while (wait_for(stop, kFindStrays)) {
      for (const GroupedNode& one : grouped_) (void)gather(one, groups_, system_);
    }
  }

  GroupUsage usage(std::size_t index, const BusyProcess& busy) const {
    return usage_of(grouped_[index], busy.pid(), groups_, system_);
  }

  FaultProof compare(const GroupUsage& before, const GroupUsage& after) const {
    const Nanoseconds took = after.at - before.at;
    const double share = share_used(before, after);
    const std::size_t own = after.busy.size() - 1;
    const std::uint64_t throttled = after.throttled.value_or(0) - before.throttled.value_or(0);
    FaultProof proof;
    proof.confirmed = took >= kMeasureFor && throttled > 0 && share <= at_most(share_) && own > 0 &&
                      after.outside == 0;
    proof.what = fmt::format(
        "its group ({} of its {} process{}, and a busy one of ours) had {:.1f} % of a processor in "
        "{}, and was held back {} times",
        own - after.outside, own, own == 1 ? "" : "es", share * 100, human_duration(took),
        throttled);
    return proof;
  }

  const std::string name_;
  const double share_;
  const Nanoseconds period_;
  const CpuGroups groups_;
  const std::vector<Node*> nodes_;
  System& system_;
  std::vector<GroupedNode> grouped_;
  std::jthread watch_;  // Last: it uses the members above.
};

}  // namespace

std::unique_ptr<Fault> make(const FaultSpec& spec, const CpuGroups& groups,
                            std::vector<Node*> nodes, System& system) {
  return std::make_unique<ByQuota>(spec, groups, std::move(nodes), system);
}

}  // namespace squall::cpu_by_quota
