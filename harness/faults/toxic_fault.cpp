#include "harness/faults/toxic_fault.h"

#include <fmt/format.h>

#include <atomic>

#include "harness/core/text.h"
#include "harness/faults/toxic_evidence.h"

namespace squall {
namespace {

class ToxicFault : public Fault {
 public:
  ToxicFault(const FaultSpec& spec, ToxicPlan plan, std::vector<const Leg*> legs, Proxy& proxy)
      : spec_(spec), plan_(std::move(plan)), legs_(std::move(legs)), proxy_(proxy) {
    for (const Leg* leg : legs_) ids_.push_back(leg->id);
  }

  Undo undo() const override { return {spec_.name, {}}; }

  Result<std::string> inject() override {
    std::uint64_t open = 0;
    for (const LinkId id : ids_) open += proxy_.figures(id).open;
    toxic_ = proxy_.inject(spec_.name, plan_, ids_);
    return fmt::format("{} open connection{} on {}", open, open == 1 ? "" : "s", where());
  }

  FaultProof evidence(std::stop_token stop) override {
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (const Leg* leg : legs_) {
      const FaultProof one = toxic_evidence(spec_, plan_, toxic_, *leg, proxy_, stop);
      all.confirmed &= one.confirmed;
      seen.push_back(legs_.size() == 1 ? one.what : leg->name() + ": " + one.what);
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    if (toxic_ == 0) return std::string("it was not in");
    Touched sum;
    for (const LinkId id : ids_) {
      const Touched touched = proxy_.touched(toxic_, id);
      sum.connections += touched.connections;
      sum.bytes += touched.bytes;
      sum.ended += touched.ended;
    }
    proxy_.remove(toxic_, ids_);
    toxic_ = 0;
    return fmt::format("it touched {} connection{} and {} bytes{}", sum.connections,
                       sum.connections == 1 ? "" : "s", sum.bytes,
                       sum.ended == 0 ? "" : fmt::format(", and ended {}", sum.ended));
  }

 private:
  std::string where() const {
    std::vector<std::string> names;
    for (const Leg* leg : legs_) names.push_back(leg->name());
    return join_names(names);
  }

  const FaultSpec spec_;
  const ToxicPlan plan_;
  const std::vector<const Leg*> legs_;
  std::vector<LinkId> ids_;
  Proxy& proxy_;
  std::atomic<int> toxic_ = 0;  // 0: it is not in. Evidence and healing follow on other threads.
};

}  // namespace

std::unique_ptr<Fault> make_toxic_fault(const FaultSpec& spec, ToxicPlan plan,
                                        std::vector<const Leg*> legs, Proxy& proxy) {
  return std::make_unique<ToxicFault>(spec, std::move(plan), std::move(legs), proxy);
}

}  // namespace squall
