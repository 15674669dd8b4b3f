#include "harness/faults/disk_slow.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/core/duration.h"
#include "harness/core/text.h"
#include "harness/faults/disk_trial.h"
#include "harness/faults/on_each_node.h"
#include "harness/topology/slow_disk.h"

namespace squall::disk_slow {
namespace {

constexpr Nanoseconds kUsualLatency = std::chrono::milliseconds(200);
// The shortest of so many trials counts: a busy machine makes some of them long.
constexpr int kTrials = 3;
// A trial of a bandwidth is long enough to be seen.
constexpr double kTrial_s = 0.1;

constexpr std::array<std::pair<std::string_view, DiskOperation>, 4> kOperations{{
    {"write", DiskOperation::kWrite},
    {"sync", DiskOperation::kSync},
    {"read", DiskOperation::kRead},
    {"open", DiskOperation::kOpen},
}};

std::vector<std::string> chosen(const Options& options) {
  std::vector<std::string> names;
  for (const Value& name : options.get_or<ValueList>("operations", {})) {
    if (const auto* text = std::get_if<std::string>(&name.data)) names.push_back(*text);
  }
  if (names.empty()) names = {"write", "sync"};
  return names;
}

const DiskOperation* find_operation(std::string_view name) {
  const auto known = std::find_if(kOperations.begin(), kOperations.end(),
                                  [&](const auto& one) { return one.first == name; });
  return known == kOperations.end() ? nullptr : &known->second;
}

bool moves_bytes(const std::string& operation) {
  return operation == "write" || operation == "read";
}

class DiskSlow : public Fault {
 public:
  DiskSlow(const FaultSpec& spec, std::vector<Node*> nodes)
      : name_(spec.name),
        latency_(spec.options.get_or<Nanoseconds>("latency", kUsualLatency)),
        bytes_per_s_(spec.options.get_or<double>("bandwidth", 0)),
        operations_(chosen(spec.options)),
        nodes_(std::move(nodes)) {}

  // The disk goes with the run, and has its own undo.
  Undo undo() const override { return {name_, {}}; }

  Result<std::string> inject() override {
    std::uint32_t bits = 0;
    for (const std::string& name : operations_) {
      bits |= static_cast<std::uint32_t>(*find_operation(name));
    }
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      DiskDelay& delay = node.slow_disk()->delay();
      if (delay.is_on()) return fail("its disk is slow already");
      delay.set(latency_, static_cast<std::int64_t>(std::ceil(bytes_per_s_)), bits);
      slowed_.push_back(&node);
      return fmt::format("each {} on its disk takes {} longer{}", join_names(operations_, "or"),
                         format_duration(latency_),
                         bytes_per_s_ > 0 ? fmt::format(", at {:.0f} bytes/s", bytes_per_s_) : "");
    });
  }

  // A file of our own, through the slow disk and beneath it.
  FaultProof evidence(std::stop_token stop) override {
    // A healing that comes meanwhile does not wait for the slow disk.
    const std::stop_callback over(stop, [this] { set_off(); });
    const auto size = static_cast<std::size_t>(bytes_per_s_ * kTrial_s);
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (const Node* node : nodes_) {
      const FaultProof one = try_out(*node, DiskTrial(size), stop);
      all.confirmed &= one.confirmed;
      seen.push_back(one.what);
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    set_off();
    return std::string("the disk is as fast as before");
  }

 private:
  void set_off() {
    for (Node* node : slowed_) node->slow_disk()->delay().set_off();
  }

  // How much longer it should take.
  Nanoseconds expected(const DiskTrial& trial) const {
    Nanoseconds all{};
    for (const std::string& name : operations_) {
      all += latency_;
      if (bytes_per_s_ <= 0 || !moves_bytes(name)) continue;
      const double passes_s = static_cast<double>(trial.bytes()) / bytes_per_s_;
      all += std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(passes_s));
    }
    return all;
  }

  FaultProof try_out(const Node& node, const DiskTrial& trial, const std::stop_token& stop) const {
    Nanoseconds slow = Nanoseconds::max();
    Nanoseconds fast = Nanoseconds::max();
    const Nanoseconds longer = expected(trial);
    for (int i = 0; i < kTrials && !stop.stop_requested() && !(i > 0 && fast < longer / 2); ++i) {
      const auto beneath = trial.run(node.slow_disk()->beneath(), DiskTrial::Cache::kUsed);
      const auto through = trial.run(node.dir, DiskTrial::Cache::kAvoided);
      if (!beneath) return {false, beneath.error().message};
      if (!through) return {false, through.error().message};
      slow = std::min(slow, *through);
      fast = std::min(fast, *beneath);
    }
    if (stop.stop_requested()) return {false, "it ended before a file of ours was on the disk"};
    return {
        slow >= longer && fast <= slow - longer / 2,
        fmt::format("{}: to write, sync and read {} KiB of ours takes {}, and beneath the slow "
                    "disk {}",
                    node.name, trial.bytes() / 1024, human_duration(slow), human_duration(fast))};
  }

  const std::string name_;
  const Nanoseconds latency_;
  const double bytes_per_s_;
  const std::vector<std::string> operations_;
  const std::vector<Node*> nodes_;
  std::vector<Node*> slowed_;
};

}  // namespace

std::optional<OptionMistake> mistake(const Options& options) {
  const auto names = chosen(options);
  for (const std::string& name : names) {
    if (find_operation(name) != nullptr) continue;
    return OptionMistake{"operations", fmt::format("a disk has no operation '{}'", name),
                         "write operations = [\"write\", \"sync\", \"read\", \"open\"], or some of "
                         "them"};
  }
  const double bandwidth = options.get_or<double>("bandwidth", 0);
  if (bandwidth > 0 && std::none_of(names.begin(), names.end(), moves_bytes)) {
    return OptionMistake{"bandwidth", "there is no read or write that it could hold up",
                         "add \"write\" or \"read\" to the operations"};
  }
  if (bandwidth > 0 || options.get_or<Nanoseconds>("latency", kUsualLatency) > Nanoseconds{}) {
    return std::nullopt;
  }
  return OptionMistake{"latency", "nothing takes longer with this",
                       "write latency = \"200ms\", or a bandwidth"};
}

Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes, System&) {
  for (const Node* node : nodes) {
    if (node->slow_disk() == nullptr) {
      return fail(node->name + " has no disk that can be made slow");
    }
  }
  return std::make_unique<DiskSlow>(spec, std::move(nodes));
}

Result<NodePreparation> preparation(const FaultSpec& spec) {
  if (const auto may = may_mount_slow_disk(); !may) {
    return fail(fmt::format("the fault '{}' needs to mount a file system of ours (FUSE): {}",
                            spec.name, may.error().message));
  }
  NodePreparation prepared;
  prepared.slow_disk = true;
  return prepared;
}

}  // namespace squall::disk_slow
