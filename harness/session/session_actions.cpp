// What a person asks of the session: each action is checked, journaled with who asked, and done.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/core/duration.h"
#include "harness/core/text.h"
#include "harness/faults/preparations.h"
#include "harness/scenario/plan.h"
#include "harness/scenario/target.h"
#include "harness/session/live_phases.h"
#include "harness/session/session_loop.h"

namespace squall {
namespace {

namespace json = boost::json;

ActionAnswer done(unsigned status, const json::value& body = json::object{}) {
  return {status, json::serialize(body)};
}

std::string rate_text(double rate_per_s) { return fmt::format("{}/s", rate_per_s); }

ActionAnswer cannot_have(const SessionLoad& load, const std::string& workload) {
  return refusal(400, "workload",
                 fmt::format("load '{}' cannot have the workload '{}'", load.name, workload),
                 suggestion(workload, load.workloads(), "workloads"));
}

}  // namespace

void SessionLoop::take_actions() {
  while (auto asked = parts_.queue.pop()) {
    // Once it ends, nothing new begins.
    ActionAnswer answer = refusal(409, "", "the session is being finished");
    if (going_on() && !finishing_) {
      answer =
          std::visit([&](const auto& action) { return act(action, asked->who); }, asked->action);
    }
    asked->reply(std::move(answer));
  }
}

void SessionLoop::journal(const std::string& who, std::string action, std::string detail) {
  run_.events.on_event(Acted{who, std::move(action), std::move(detail)});
}

// Unless it has one, the fault gets its kind as its name, and a number if that is taken.
std::optional<ActionAnswer> SessionLoop::name_fault(TomlNode& table) const {
  const auto taken = [&](const std::string& name) {
    return std::any_of(faults_.begin(), faults_.end(),
                       [&](const Held& fault) { return fault.spec.name == name; });
  };
  const TomlNode* given = table.find("name");
  if (given != nullptr && given->text() != nullptr && taken(*given->text())) {
    return refusal(400, "name", fmt::format("another fault is called '{}'", *given->text()),
                   "leave it out, and it gets a name of its own");
  }
  const std::string kind = table.text_of("kind");
  if (given != nullptr || kind.empty()) return std::nullopt;
  std::string name = kind;
  for (int number = 2; taken(name); ++number) name = fmt::format("{}-{}", kind, number);
  const Position place{std::make_shared<const std::string>("name"), 0, 0};
  table.at("name", place) = make_text(name, place);
  return std::nullopt;
}

std::optional<ActionAnswer> SessionLoop::why_it_cannot_be_made(
    const FaultSpec& spec, const std::vector<std::string>& targets) const {
  if (needs_preparation(spec.kind) && parts_.prepared.count(spec.kind) == 0) {
    return refusal(409, "kind",
                   fmt::format("'{}' can be put only on nodes that were started for it", spec.kind),
                   fmt::format("begin the session with --prepare {}", spec.kind));
  }
  if (targets.empty()) {
    return refusal(409, "target", "[safety] only and never leave nothing that it may touch");
  }
  for (const std::string& target : targets) {
    const auto parsed = parse_target(target);
    const bool link = parsed && parsed->is_link() && !is_symbolic(target);
    if (!link || !run_.system.legs().of(target).empty()) continue;
    return refusal(409, "target", fmt::format("{} does not run through the fault proxy", target));
  }
  return std::nullopt;
}

SessionLoop::Held& SessionLoop::hold(FaultSpec spec, std::vector<std::string> targets) {
  Held& fault = faults_.emplace_back();
  fault.spec = std::move(spec);
  fault.targets = std::move(targets);
  fault.planned = now() + LivePhases::kLead;
  return fault;
}

ActionAnswer SessionLoop::act(const InjectFault& action, const std::string& who) {
  TomlNode table = action.table;
  if (auto refused = name_fault(table)) return *refused;
  std::vector<const FaultSpec*> in_force;
  for (const Held& fault : faults_) {
    if (!fault.over) in_force.push_back(&fault.spec);
  }
  auto spec = reader_.fault(std::move(table), in_force);
  if (!spec) return refusal(400, spec.error());
  const std::string phase = phase_for_faults();
  std::vector<std::string> targets =
      targets_of(*spec, phase, parts_.loaded.topology, run_.scenario.safety, parts_.seed);
  if (auto refused = why_it_cannot_be_made(*spec, targets)) return *refused;

  const std::string length = spec->duration ? " for " + format_duration(*spec->duration) : "";
  journal(who, "inject", fmt::format("{}: {} {}{}", spec->name, spec->kind, spec->target, length));
  if (phases_.back().name != phase) begin_phase(phase, PhaseKind::kFault);
  broke_something_ = true;
  Held& fault = hold(*std::move(spec), std::move(targets));
  std::optional<Nanoseconds> expires;
  if (fault.spec.duration) expires = fault.planned + *fault.spec.duration;
  parts_.view.expect(fault.spec, who, expires);
  run_.faults.prepare(fault.spec, phase, fault.targets, fault.planned);
  return done(201, json::object{{"name", fault.spec.name}});
}

ActionAnswer SessionLoop::act(const HealFault& action, const std::string& who) {
  for (Held& fault : faults_) {
    if (fault.spec.name != action.fault) continue;
    if (fault.over || fault.healing) {
      return refusal(409, "name", fmt::format("'{}' is healed already", action.fault));
    }
    journal(who, "heal", action.fault);
    if (fault.injected) heal(fault);
    fault.heal_at = Nanoseconds{};
    return done(202);
  }
  std::vector<std::string> names;
  for (const Held& fault : faults_) names.push_back(fault.spec.name);
  return refusal(404, "name", fmt::format("there is no fault '{}'", action.fault),
                 suggestion(action.fault, names, "faults"));
}

ActionAnswer SessionLoop::act(const HealAll&, const std::string& who) {
  json::array healed;
  // The newest first, as on every way out.
  for (auto fault = faults_.rbegin(); fault != faults_.rend(); ++fault) {
    if (fault->over || fault->healing) continue;
    healed.push_back(json::string(fault->spec.name));
    if (fault->injected) heal(*fault);
    fault->heal_at = Nanoseconds{};
  }
  journal(who, "heal", "everything");
  return done(202, json::object{{"healed", std::move(healed)}});
}

ActionAnswer SessionLoop::act(const ChangeLoad& action, const std::string& who) {
  const std::vector<SessionLoad> loads = parts_.view.loads();
  const auto load = std::find_if(loads.begin(), loads.end(),
                                 [&](const SessionLoad& each) { return each.name == action.load; });
  if (load == loads.end()) {
    std::vector<std::string> names;
    for (const SessionLoad& each : loads) names.push_back(each.name);
    return refusal(404, "", fmt::format("there is no load '{}'", action.load),
                   suggestion(action.load, names, "loads"));
  }
  const std::string workload = action.workload.value_or(load->workload);
  const SessionLoad::Choice* now = load->choice_of(load->workload);
  const SessionLoad::Choice* next = load->choice_of(workload);
  if (next == nullptr) return cannot_have(*load, workload);
  const double rate = action.rate_per_s.value_or(load->rate_per_s);
  if (const auto changed = run_.engine.set_rate(next->load, rate); !changed) {
    return refusal(409, "rate", changed.error().message);
  }
  journal(who, action.workload ? "workload" : "rate",
          fmt::format("{} {}", next->load, rate_text(rate)));
  // The one that comes from now on is told last: it is what the load then is.
  if (next != now && run_.engine.set_rate(now->load, 0)) {
    run_.events.on_event(LoadChanged{now->load, 0});
  }
  run_.events.on_event(LoadChanged{next->load, rate});
  return done(200);
}

ActionAnswer SessionLoop::act(const ChangeClient& action, const std::string& who) {
  const TomlNode* variant = action.changes.find("variant");
  auto policy = variant != nullptr ? reader_.variant(*variant) : reader_.client(action.changes);
  if (!policy) return refusal(400, policy.error());
  const std::string name = variant != nullptr ? policy->name : "";
  journal(who, "client", name.empty() ? policy->settings : name + ": " + policy->settings);
  run_.events.on_event(ClientChanged{policy->settings, who});
  run_.engine.set_client(*std::move(policy));
  parts_.view.note_client(name);
  return done(200);
}

ActionAnswer SessionLoop::act(const MakeNote& action, const std::string& who) {
  run_.events.on_event(Noted{action.text, who});
  return done(201);
}

ActionAnswer SessionLoop::act(const DeclarePhase& action, const std::string& who) {
  const std::string name = action.name.text() == nullptr ? "" : *action.name.text();
  const auto is_it = [&](const Phase& phase) { return phase.name == name; };
  const bool printable = std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '\'' && c != '"';
  });
  if (name.empty() || name.size() > 100 || !printable) {
    return refusal(400, "name", "this cannot be the name of a phase",
                   "write up to 100 characters, and no quotes");
  }
  if (std::any_of(phases_.begin(), phases_.end(), is_it)) {
    return refusal(400, "name", fmt::format("another phase is called '{}'", name));
  }
  if (any_fault()) {
    return refusal(409, "", "a fault is in, and it ends in the phase in which it began",
                   "heal it first, or mark the moment with a note");
  }
  const PhaseKind usual = phases_.size() == 1 ? PhaseKind::kBaseline : PhaseKind::kRecovery;
  journal(who, "phase", name);
  begin_phase(name, action.kind.value_or(usual));
  return done(201, json::object{{"name", name}});
}

ActionAnswer SessionLoop::act(const FinishSession&, const std::string& who) {
  journal(who, "finish");
  finish();
  return done(202);
}

ActionAnswer SessionLoop::act(const AbortSession&, const std::string& who) {
  journal(who, "abort");
  const std::string reason = fmt::format("the session was aborted ({})", who);
  run_.ending.early("aborted", reason);
  run_.events.on_event(Decided{"abort", reason, seconds(now())});
  return done(202);
}

}  // namespace squall
