#include "harness/faults/cpu_by_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <thread>

#include "harness/core/duration.h"
#include "harness/core/proc.h"
#include "harness/core/text.h"
#include "harness/core/wait.h"

namespace squall::cpu_by_signals {
namespace {

constexpr Nanoseconds kShortestPeriod = std::chrono::milliseconds(5);
// New processes of a node are found after this time.
constexpr Nanoseconds kFindProcesses = std::chrono::milliseconds(500);
constexpr Nanoseconds kSampleFor = std::chrono::milliseconds(800);
// A prime number of microseconds, so that samples do not keep step with the periods.
constexpr Nanoseconds kSampleEvery = std::chrono::microseconds(1009);
constexpr double kStray = 0.15;  // How far the share that was seen may lie from the one asked for.

class BySignals : public Fault {
 public:
  BySignals(const FaultSpec& spec, std::vector<Node*> nodes, System& system)
      : name_(spec.name),
        share_(spec.options.get_or<double>("share", 0.1)),
        period_(std::max(spec.options.get_or<Nanoseconds>("period", {}), kShortestPeriod)),
        nodes_(std::move(nodes)),
        system_(system) {
    find();
  }

  Undo undo() const override {
    Undo undo{name_, {}};
    for (const ProcessIdentity& process : processes_) {
      undo.actions.push_back({UndoAction::Kind::kContinue, process});
    }
    return undo;
  }

  Result<std::string> inject() override {
    std::size_t stopped = 0;
    for (const ProcessIdentity& process : processes_) stopped += signal_process(process, SIGSTOP);
    if (stopped == 0) return fail("no process is there to be slowed down");
    work_ = std::jthread([this](const std::stop_token& stop) { throttle(stop); });
    return fmt::format("{} process{} may run {:.0f} % of every {} (SIGSTOP and SIGCONT)", stopped,
                       stopped == 1 ? "" : "es", share_ * 100, format_duration(period_));
  }

  // The kernel's view of the first process of each node, looked at often.
  FaultProof evidence(std::stop_token stop) override {
    std::vector<std::int64_t> pids;
    for (const Node* node : nodes_) pids.push_back(node->child()->pid());
    std::vector<int> stopped(pids.size());
    int looks = 0;
    const SteadyTime start = steady_now();
    const SteadyTime end = start + std::max(kSampleFor, period_);
    for (; steady_now() < end; ++looks) {
      for (std::size_t i = 0; i < pids.size(); ++i) {
        const auto info = process_info(pids[i]);
        stopped[i] += info && info->state == 'T' ? 1 : 0;
      }
      if (!wait_for(stop, kSampleEvery)) break;
    }
    if (steady_now() < start + period_) return {false, "it was healed within its first period"};
    FaultProof all{looks > 0, {}};
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < pids.size(); ++i) {
      const double ran = 1 - static_cast<double>(stopped[i]) / std::max(looks, 1);
      all.confirmed &= std::abs(ran - share_) <= kStray && stopped[i] > 0;
      seen.push_back(
          fmt::format("pid {} was not stopped in {:.0f} % of {} looks", pids[i], ran * 100, looks));
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    if (work_.joinable()) {
      work_.request_stop();
      work_.join();
    }
    std::size_t continued = 0;
    for (const ProcessIdentity& process : processes_) continued += signal_process(process, SIGCONT);
    return fmt::format("{} process{} may run as before", continued, continued == 1 ? "" : "es");
  }

 private:
  void find() {
    std::vector<ProcessIdentity> found;
    for (const Node* node : nodes_) {
      const auto own = system_.processes(*node);
      found.insert(found.end(), own.begin(), own.end());
    }
    processes_ = std::move(found);
    found_at_ = steady_now();
  }

  // Times are counted from the first one, so that the share does not drift.
  void throttle(const std::stop_token& stop) {
    const auto runs = std::chrono::duration_cast<Nanoseconds>(period_ * share_);
    SteadyTime begin = steady_now();
    while (wait_until(stop, begin + (period_ - runs))) {
      for (const ProcessIdentity& process : processes_) signal_process(process, SIGCONT);
      const bool goes_on = wait_until(stop, begin + period_);
      if (!goes_on) return;
      // While it runs: a process that has just been started is found, and none is missed.
      if (steady_now() - found_at_ > kFindProcesses) find();
      for (const ProcessIdentity& process : processes_) signal_process(process, SIGSTOP);
      begin = std::max(begin + period_, steady_now() - period_);
    }
  }

  const std::string name_;
  const double share_;
  const Nanoseconds period_;
  const std::vector<Node*> nodes_;
  System& system_;
  std::vector<ProcessIdentity> processes_;
  SteadyTime found_at_{};
  std::jthread work_;  // Last: it uses the members above.
};

}  // namespace

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system) {
  return std::make_unique<BySignals>(spec, std::move(nodes), system);
}

}  // namespace squall::cpu_by_signals
