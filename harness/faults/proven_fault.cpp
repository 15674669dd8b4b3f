#include "harness/faults/proven_fault.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/duration.h"
#include "harness/core/text.h"
#include "probes/kinds.h"

namespace squall {
namespace {

// The look beforehand: it must not make the injection late.
constexpr Nanoseconds kLookBefore = std::chrono::milliseconds(100);

struct Place {
  std::string name;  ///< Of the node; empty: the proof speaks of none.
  Template::Lookup lookup;
  bool before = false;  ///< It was to be seen before the fault.
};

class ProvenFault : public Fault {
 public:
  ProvenFault(std::unique_ptr<Fault> fault, ProofSpec proof, std::vector<Place> places)
      : fault_(std::move(fault)), proof_(std::move(proof)), places_(std::move(places)) {
    ProbeSpec quick = proof_.probe;
    quick.timeout = std::min(quick.timeout, kLookBefore);
    for (Place& place : places_) place.before = sample(quick, place.lookup, {}).met;
  }

  Undo undo() const override { return fault_->undo(); }
  Result<std::string> inject() override { return fault_->inject(); }
  Result<std::string> heal(std::stop_token stop) override { return fault_->heal(std::move(stop)); }

  FaultProof evidence(std::stop_token stop) override {
    FaultProof all = fault_->evidence(stop);
    std::vector<std::string> seen;
    if (!all.what.empty()) seen.push_back(all.what);
    for (const Place& place : places_) {
      const ProbeSample last = sample_until_met(proof_.probe, place.lookup, stop, proof_.within);
      all.confirmed &= last.met && !place.before;
      seen.push_back(fmt::format("the proof{} saw {}{}",
                                 places_.size() == 1 ? "" : " at " + place.name, last.actual,
                                 wrong_with(place, last)));
    }
    all.what = join_names(seen);
    return all;
  }

 private:
  std::string wrong_with(const Place& place, const ProbeSample& last) const {
    if (!last.met) {
      return fmt::format(" and not {} within {}", describe(proof_.probe),
                         format_duration(proof_.within));
    }
    return place.before ? ", as before the fault: that proves nothing" : "";
  }

  const std::unique_ptr<Fault> fault_;
  const ProofSpec proof_;
  std::vector<Place> places_;
};

}  // namespace

std::unique_ptr<Fault> with_proof(std::unique_ptr<Fault> fault, const ProofSpec& proof,
                                  const std::vector<Node*>& nodes, const System& system) {
  std::vector<Place> places;
  for (const Node* node : nodes) places.push_back({node->name, system.lookup("", node)});
  if (places.empty()) places.push_back({"", system.lookup()});
  return std::make_unique<ProvenFault>(std::move(fault), proof, std::move(places));
}

}  // namespace squall
