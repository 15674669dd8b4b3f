#include "harness/run/faults_in_force.h"

#include <fmt/format.h>

#include "harness/core/text.h"
#include "harness/faults/kinds.h"
#include "harness/faults/primary.h"
#include "harness/scenario/reach.h"

namespace squall {

struct FaultsInForce::InForce {
  enum class Healing { kNotYet, kUnderWay, kFailed, kDone };

  std::string name;
  std::unique_ptr<Fault> fault;    // Null until it is made, or if it can't be.
  std::vector<std::string> nodes;  // That it takes down; none if it is in a link.
  int ledger_entry = 0;
  bool injected = false;  // Or about to be.
  std::atomic<Healing> healing = Healing::kNotYet;
  std::jthread work;  // Making it, then evidence, then healing. Last: it uses the members above.

  bool made() {
    if (work.joinable() && !injected) work.join();
    return fault != nullptr;
  }
};

namespace {

// How long a fault waits for others to be healed before it says so, and then until its time is
// over.
constexpr Nanoseconds kShortHealing = std::chrono::milliseconds(100);
constexpr Nanoseconds kAnyHealing = std::chrono::hours(24);

// What a symbolic target became; [primary] may turn out to be what no fault may touch.
Result<std::vector<std::string>> resolved(const std::vector<std::string>& targets,
                                          const Safety& safety, const System& system) {
  auto parts = resolve_primary(targets, system, {});
  if (!parts || *parts == targets) return parts;
  for (const std::string& part : *parts) {
    if (may_touch(safety, part)) continue;
    return fail(fmt::format("[safety] only and never do not let it touch {}", part));
  }
  return parts;
}

}  // namespace

FaultsInForce::FaultsInForce(System& system, const Safety& safety, const RunClock& clock,
                             EventSink& events, FaultObserver& observer, FaultLogs& logs)
    : system_(system),
      safety_(safety),
      clock_(clock),
      events_(events),
      observer_(observer),
      logs_(logs),
      down_(safety.max_nodes_down) {}

FaultsInForce::~FaultsInForce() { heal_all(); }

FaultsInForce::InForce* FaultsInForce::find(const std::string& fault) {
  for (auto it = faults_.rbegin(); it != faults_.rend(); ++it) {
    if ((*it)->name == fault) return it->get();
  }
  return nullptr;
}

void FaultsInForce::prepare(const FaultSpec& spec, const std::string& phase,
                            const std::vector<std::string>& targets, Nanoseconds planned) {
  faults_.push_back(std::make_unique<InForce>());
  InForce& fault = *faults_.back();
  fault.name = spec.name;
  fault.work = std::jthread([this, &fault, &spec, phase, &targets, planned] {
    make(fault, spec, {phase, targets, planned});
  });
}

void FaultsInForce::make(InForce& fault, const FaultSpec& spec, const Preparation& preparation) {
  const auto& [phase, targets, planned] = preparation;
  const auto nodes = resolved(targets, safety_, system_);
  FaultInjecting injecting{spec.name, spec.kind, phase, spec.target, nodes.value_or(targets),
                           planned};
  if (!spec.written.empty()) injecting.spec = spec.written;
  events_.on_event(std::move(injecting));
  if (!nodes) {
    events_.on_event(FaultFailed{spec.name, nodes.error().message});
    return;
  }
  auto made = make_fault(spec, *nodes, system_);
  if (!made) {
    events_.on_event(FaultFailed{spec.name, made.error().message});
    return;
  }
  auto entry = system_.ledger().add((*made)->undo());
  if (!entry) {
    events_.on_event(FaultFailed{spec.name, entry.error().message});
    return;
  }
  for (const std::string& target : *nodes) {
    if (system_.find_node(target) != nullptr) fault.nodes.push_back(target);
  }
  fault.ledger_entry = *entry;
  fault.fault = std::move(*made);
}

void FaultsInForce::finish_preparing() {
  for (const auto& fault : faults_) fault->made();
}

void FaultsInForce::inject(const std::string& name) {
  InForce* fault = find(name);
  if (fault == nullptr || fault->injected || !fault->made()) return;
  fault->injected = true;  // Even if inject() fails half-way, it has to be healed.
  ++in_force_;
  const bool at_once = down_.take(name, fault->nodes);
  if (at_once && !inject_now(*fault)) return;
  fault->work = std::jthread([this, fault, at_once](const std::stop_token& stop) {
    if (!at_once && !(wait_for_others(*fault, stop) && inject_now(*fault))) return;
    const FaultProof evidence = fault->fault->evidence(stop);
    events_.on_event(FaultEvidence{fault->name, evidence.confirmed, evidence.what});
  });
}

bool FaultsInForce::inject_now(const InForce& fault) {
  logs_.begin(fault.name);
  const Nanoseconds began = clock_.now();
  auto injected = fault.fault->inject();
  if (!injected) {
    events_.on_event(FaultFailed{fault.name, injected.error().message});
    return false;
  }
  const Nanoseconds at = events_.on_event(FaultInjected{fault.name, *injected, began});
  observer_.on_injected(fault.name, at);
  return true;
}

// A healing that takes no time is not worth a word.
bool FaultsInForce::wait_for_others(const InForce& fault, const std::stop_token& stop) {
  if (down_.take_within(kShortHealing, fault.name, fault.nodes, stop)) return true;
  const std::vector<std::string> down = down_.held();
  const std::string why =
      fmt::format("{} {} still down, and [safety] max_nodes_down is {}", join_names(down),
                  down.size() == 1 ? "is" : "are", safety_.max_nodes_down);
  if (!stop.stop_requested()) {
    events_.on_event(Warned{fmt::format("fault {} has to wait: {}", fault.name, why)});
    if (down_.take_within(kAnyHealing, fault.name, fault.nodes, stop)) return true;
  }
  events_.on_event(FaultFailed{fault.name, "it waited until its time was over: " + why});
  return false;
}

void FaultsInForce::heal(const std::string& name) {
  if (InForce* fault = find(name)) heal(*fault);
}

void FaultsInForce::heal(InForce& fault) {
  using Healing = InForce::Healing;
  const Healing before = fault.healing;
  if (!fault.injected || before == Healing::kUnderWay || before == Healing::kDone) return;
  fault.healing = Healing::kUnderWay;
  std::jthread evidence = std::move(fault.work);
  fault.work = std::jthread([this, &fault, earlier = std::move(evidence)]() mutable {
    earlier = {};  // Stops the search for evidence, and waits for its end.
    heal_now(fault);
  });
}

void FaultsInForce::heal_now(InForce& fault) {
  // Healing has deadlines of its own; an interrupted run heals as well.
  const Nanoseconds began = clock_.now();
  auto healed = fault.fault->heal({});
  const bool ok = healed.has_value();
  // A ledger that cannot be written any more errs on the safe side: the undo is done twice.
  if (ok) [[maybe_unused]]
    const auto removed = system_.ledger().remove(fault.ledger_entry);
  // Before it is told: whoever hears that it failed may try again.
  fault.healing = ok ? InForce::Healing::kDone : InForce::Healing::kFailed;
  const Nanoseconds at =
      events_.on_event(FaultHealed{fault.name, ok, ok ? *healed : healed.error().message, began});
  logs_.end(fault.name);
  if (!ok) return;  // It is still in force.
  observer_.on_healed(fault.name, at);
  --in_force_;
  down_.give_back(fault.name);
}

void FaultsInForce::heal_all() {
  for (auto it = faults_.rbegin(); it != faults_.rend(); ++it) {
    InForce& fault = **it;
    if (!fault.made()) continue;
    if (!fault.injected) {
      [[maybe_unused]] const auto removed = system_.ledger().remove(fault.ledger_entry);
      continue;
    }
    heal(fault);
    if (fault.work.joinable()) fault.work.join();
  }
  faults_.clear();
}

}  // namespace squall
