#include "harness/session/session_view.h"

#include <algorithm>
#include <set>
#include <type_traits>
#include <utility>

#include "harness/core/text.h"
#include "harness/journal/codec.h"

namespace squall {
namespace {

constexpr std::size_t kMostTextBytes = 16 * 1024;

// What a session's scenario and the lanes of nodes and servers are made of.
bool is_kept(const Event& event) {
  return std::visit(
      []<typename T>(const T&) {
        return std::is_same_v<T, RunStarted> || std::is_same_v<T, SessionStarted> ||
               std::is_same_v<T, PhaseStarted> || std::is_same_v<T, PhaseEnded> ||
               std::is_same_v<T, FaultInjecting> || std::is_same_v<T, FaultInjected> ||
               std::is_same_v<T, FaultHealed> || std::is_same_v<T, LoadChanged> ||
               std::is_same_v<T, ClientChanged> || std::is_same_v<T, Noted> ||
               std::is_same_v<T, Acted> || std::is_same_v<T, NodeChanged> ||
               std::is_same_v<T, BackendChanged>;
      },
      event);
}

// Samples come every second and say nothing that a person reads line by line.
bool is_shown(const Event& event) {
  return std::visit(
      []<typename T>(const T&) {
        return !std::is_same_v<T, ResourcesSampled> && !std::is_same_v<T, MachineSampled> &&
               !std::is_same_v<T, ProbeSampled> && !std::is_same_v<T, RoleLineSeen> &&
               !std::is_same_v<T, RoleLogRead> && !std::is_same_v<T, FailureExample> &&
               !std::is_same_v<T, FaultLogged>;
      },
      event);
}

// What it comes at when it begins.
double first_rate(const Load& load) {
  double rate = load.rate_per_s;
  if (load.arrival != "stages") return rate;
  for (const Load::Stage& stage : load.stages) {
    if (stage.length > Nanoseconds{}) break;
    rate = stage.to_per_s;
  }
  return rate;
}

}  // namespace

const SessionLoad::Choice* SessionLoad::choice_of(const std::string& wanted) const {
  const auto choice = std::find_if(choices.begin(), choices.end(),
                                   [&](const Choice& each) { return each.workload == wanted; });
  return choice == choices.end() ? nullptr : &*choice;
}

std::vector<std::string> SessionLoad::workloads() const {
  std::vector<std::string> names;
  for (const Choice& choice : choices) names.push_back(choice.workload);
  return names;
}

SessionView::SessionView(const Scenario& scenario, const Topology& topology, std::string run_id,
                         const std::vector<StandIn>& stand_ins)
    : gates_(scenario, topology) {
  state_.run_id = std::move(run_id);
  std::set<std::string> standing_in;
  for (const StandIn& stand_in : stand_ins) standing_in.insert(stand_in.name);
  for (const Load& load : scenario.loads) {
    if (standing_in.count(load.name) > 0) continue;
    const bool open = load.model == Load::Model::kOpen;
    SessionLoad& added = state_.loads.emplace_back();
    added.name = load.name;
    added.workload = load.workload;
    added.rate_per_s = open ? first_rate(load) : 0.0;
    added.changeable = open && load.arrival != "replay";
    added.choices.push_back({load.workload, load.name});
    for (const StandIn& stand_in : stand_ins) {
      if (stand_in.of == load.name) added.choices.push_back({stand_in.workload, stand_in.name});
    }
  }
}

void SessionView::listen(Listener listener) {
  const std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
}

void SessionView::keep_secret(std::string secret) {
  const std::lock_guard lock(mutex_);
  secrets_.push_back(std::move(secret));
}

void SessionView::begin(const RunClock& clock, SecretMask& mask) {
  const std::lock_guard lock(mutex_);
  for (const std::string& secret : secrets_) mask.add(secret);
  clock_ = clock;
  mask_ = &mask;
}

void SessionView::tell(Change change, const std::string& line) const {
  if (listener_) listener_(change, line);
}

void SessionView::on_event(const TimedEvent& event) {
  gates_.on_event(event);
  if (!is_shown(event.event)) return;
  TimedEvent masked_event = event;
  const std::lock_guard lock(mutex_);
  visit_texts(masked_event.event, [&](std::string& text) {
    text = clean_utf8(mask_ == nullptr ? text : mask_->mask(text), kMostTextBytes);
  });
  at_ = event.at;
  std::visit([this](const auto& kind) { take(kind); }, masked_event.event);
  const std::string line = encode_event(masked_event);
  state_.journal.push_back(line);
  if (state_.journal.size() > kJournalLines) state_.journal.pop_front();
  tell(Change::kJournal, line);
  if (is_kept(masked_event.event)) state_.events.push_back(std::move(masked_event));
}

void SessionView::on_attempts(std::span<const Attempt> attempts) {
  timeline_.on_attempts(attempts);
  gates_.on_attempts(attempts);
}

SessionFault& SessionView::named(const std::string& fault) {
  for (SessionFault& known : state_.faults) {
    if (known.name == fault) return known;
  }
  state_.faults.emplace_back().name = fault;
  return state_.faults.back();
}

void SessionView::take(const RunStarted& event) { state_.started_at = event.started_at; }

void SessionView::take(const TopologyResolved& event) {
  state_.topology = event;
  tell(Change::kInfo);
}

void SessionView::take(const PhaseStarted& event) {
  Phase phase;
  phase.name = event.phase;
  phase.kind = find_phase_kind(event.kind.value_or("")).value_or(PhaseKind::kBaseline);
  gates_.begin_phase(phase, at_);
  state_.phases.push_back({phase.name, phase.kind, at_, std::nullopt});
  tell(Change::kPhases);
}

void SessionView::take(const PhaseEnded&) {
  if (!state_.phases.empty()) state_.phases.back().end = at_;
  tell(Change::kPhases);
}

void SessionView::take(const FaultInjecting& event) {
  SessionFault& fault = named(event.fault);
  fault.kind = event.kind;
  fault.target = event.target;
  fault.nodes = event.nodes;
  tell(Change::kFaults);
}

void SessionView::take(const FaultInjected& event) {
  SessionFault& fault = named(event.fault);
  fault.injected = event.began.value_or(at_);
  fault.state = SessionFault::State::kIn;
  tell(Change::kFaults);
}

void SessionView::take(const FaultEvidence& event) {
  named(event.fault).evidence = event;
  tell(Change::kFaults);
}

void SessionView::take(const FaultHealed& event) {
  using State = SessionFault::State;
  SessionFault& fault = named(event.fault);
  fault.over = event.ok;
  if (event.ok && fault.injected) fault.healed = at_;
  if (!fault.injected) {
    fault.state = State::kFailed;
  } else {
    fault.state = event.ok ? State::kHealed : State::kIn;
  }
  tell(Change::kFaults);
}

void SessionView::take(const FaultFailed& event) {
  named(event.fault).state = SessionFault::State::kFailed;
  tell(Change::kFaults);
}

void SessionView::take(const LoadChanged& event) {
  for (SessionLoad& load : state_.loads) {
    for (const SessionLoad::Choice& choice : load.choices) {
      if (choice.load != event.load) continue;
      load.workload = choice.workload;
      load.rate_per_s = event.rate_per_s;
    }
  }
  tell(Change::kInfo);
}

void SessionView::take(const BreakerChanged& event) {
  breakers_[event.address] = event.state;
  counts_.breaker = "closed";
  for (const auto& [address, state] : breakers_) {
    if (state == "open" || (state != "closed" && counts_.breaker == "closed")) {
      counts_.breaker = state;
    }
  }
}

void SessionView::take(const Noted& event) {
  state_.notes.push_back({seconds(at_), event.text, event.who});
}

void SessionView::take(const HypothesisChecked& event) {
  const auto known =
      std::find_if(state_.hypotheses.begin(), state_.hypotheses.end(),
                   [&](const HypothesisReport& each) { return each.name == event.hypothesis; });
  HypothesisReport& checked =
      known == state_.hypotheses.end() ? state_.hypotheses.emplace_back() : *known;
  checked = {event.hypothesis, event.when, event.expected, event.actual, seconds(at_), event.met};
}

void SessionView::expect(const FaultSpec& fault, const std::string& who,
                         std::optional<Nanoseconds> expires) {
  const std::lock_guard lock(mutex_);
  SessionFault& expected = named(fault.name);
  expected.kind = fault.kind;
  expected.target = fault.target;
  expected.who = who;
  expected.expires = expires;
  tell(Change::kFaults);
}

void SessionView::note_healing(const std::string& fault) {
  const std::lock_guard lock(mutex_);
  SessionFault& healing = named(fault);
  if (!healing.over) healing.state = SessionFault::State::kHealing;
  tell(Change::kFaults);
}

void SessionView::note_over(const std::string& fault) {
  const std::lock_guard lock(mutex_);
  named(fault).over = true;
}

void SessionView::note_client(const std::string& variant) {
  const std::lock_guard lock(mutex_);
  state_.client = variant;
  tell(Change::kInfo);
}

void SessionView::note_counts(std::uint64_t in_flight, double rate_per_s) {
  const std::lock_guard lock(mutex_);
  counts_.in_flight = in_flight;
  counts_.rate_per_s = rate_per_s;
}

LiveCounts SessionView::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void SessionView::note_finished() {
  const std::lock_guard lock(mutex_);
  state_.finished = true;
  mask_ = nullptr;
  tell(Change::kInfo);
}

SessionState SessionView::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

std::vector<SessionLoad> SessionView::loads() const {
  const std::lock_guard lock(mutex_);
  return state_.loads;
}

std::optional<SessionFault> SessionView::fault(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  for (const SessionFault& known : state_.faults) {
    if (known.name == name) return known;
  }
  return std::nullopt;
}

Nanoseconds SessionView::now() const {
  const std::lock_guard lock(mutex_);
  return clock_.now();
}

}  // namespace squall
