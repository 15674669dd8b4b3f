#include "harness/faults/cpu.h"

#include <fmt/format.h>

#include "harness/faults/cpu_by_quota.h"
#include "harness/faults/cpu_by_signals.h"
#include "harness/topology/cgroup.h"

namespace squall::cpu {
namespace {

// By a quota; by signals if the kernel refuses it after all.
class Either : public Fault {
 public:
  Either(std::unique_ptr<Fault> quota, std::unique_ptr<Fault> signals)
      : quota_(std::move(quota)), signals_(std::move(signals)), used_(quota_.get()) {}

  Undo undo() const override {
    Undo both = quota_->undo();
    for (UndoAction& action : signals_->undo().actions) both.actions.push_back(std::move(action));
    return both;
  }

  Result<std::string> inject() override {
    auto injected = quota_->inject();
    if (injected) return injected;
    if (auto healed = quota_->heal({}); !healed) return healed;
    used_ = signals_.get();
    const std::string why = std::move(injected.error().message);
    injected = signals_->inject();
    if (injected) *injected += fmt::format(", because of no quota: {}", why);
    return injected;
  }

  FaultProof evidence(std::stop_token stop) override { return used_->evidence(std::move(stop)); }
  Result<std::string> heal(std::stop_token stop) override { return used_->heal(std::move(stop)); }

 private:
  const std::unique_ptr<Fault> quota_, signals_;
  Fault* used_;
};

std::string way_of(const FaultSpec& spec) { return spec.options.get_or<std::string>("by", "auto"); }

}  // namespace

std::unique_ptr<Fault> make(const FaultSpec& spec, std::vector<Node*> nodes, System& system) {
  const std::string way = way_of(spec);
  const auto groups = find_cpu_groups();
  if (way == "signals" || !groups) return cpu_by_signals::make(spec, std::move(nodes), system);
  auto quota = cpu_by_quota::make(spec, *groups, nodes, system);
  if (way == "quota") return quota;
  return std::make_unique<Either>(std::move(quota),
                                  cpu_by_signals::make(spec, std::move(nodes), system));
}

Result<NodePreparation> preparation(const FaultSpec& spec) {
  if (way_of(spec) != "quota") return NodePreparation{};
  const auto groups = find_cpu_groups();
  if (groups) return NodePreparation{};
  return fail(
      fmt::format("the fault '{}' needs groups of processes (cgroups): {}; by = \"signals\" "
                  "works everywhere",
                  spec.name, groups.error().message));
}

}  // namespace squall::cpu
