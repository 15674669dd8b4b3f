#include "harness/faults/toxic_fault.h"

#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "harness/core/text.h"
#include "harness/faults/toxic_evidence.h"

namespace squall {
namespace {

std::string_view plural(std::uint64_t count) { return count == 1 ? "" : "s"; }

std::string bytes_text(const Touched& sum) {
  return fmt::format("it touched {} connection{} and {} bytes{}", sum.connections,
                     plural(sum.connections), sum.bytes,
                     sum.ended == 0 ? "" : fmt::format(", and ended {}", sum.ended));
}

std::string exchanges_text(const Touched& sum) {
  std::string text =
      fmt::format("it changed {} of {} answer{} on {} connection{}", sum.changed, sum.answers,
                  plural(sum.answers), sum.connections, plural(sum.connections));
  if (sum.midway > 0) {
    text += fmt::format("; {} {} in an exchange when it came, which it left alone", sum.midway,
                        sum.midway == 1 ? "was" : "were");
  }
  if (sum.foreign > 0) {
    text +=
        fmt::format("; {} held something else than HTTP/1, which passed untouched", sum.foreign);
  }
  return text;
}

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
    // At the same time: what is slow takes its time, and the fault may be short.
    std::vector<FaultProof> proofs(legs_.size());
    {
      std::vector<std::jthread> looks;
      for (std::size_t i = 0; i < legs_.size(); ++i) {
        looks.emplace_back([this, i, &proofs, &stop] {
          proofs[i] = toxic_evidence(spec_, plan_, toxic_, *legs_[i], proxy_, stop);
        });
      }
    }
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      all.confirmed &= proofs[i].confirmed;
      seen.push_back(legs_.size() == 1 ? proofs[i].what : legs_[i]->name() + ": " + proofs[i].what);
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    if (toxic_ == 0) return std::string("it was not in");
    Touched sum;
    for (const LinkId id : ids_) sum += proxy_.touched(toxic_, id);
    proxy_.remove(toxic_, ids_);
    toxic_ = 0;
    return plan_.acts == ToxicPlan::Acts::kExchanges ? exchanges_text(sum) : bytes_text(sum);
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
