#include "harness/run/live_metrics.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "harness/core/time.h"

namespace squall {
namespace {

// From half a millisecond to the longest that clients usually wait.
const prometheus::Histogram::BucketBoundaries kLatencyBuckets{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
const prometheus::Histogram::BucketBoundaries kLateBuckets{0.0001, 0.00025, 0.0005, 0.001, 0.002,
                                                           0.005,  0.01,    0.1,    1};

template <typename Builder>
auto& family(Builder builder, prometheus::Registry& registry, const char* name, const char* help) {
  return builder.Name(name).Help(help).Register(registry);
}
auto& counter(prometheus::Registry& registry, const char* name, const char* help) {
  return family(prometheus::BuildCounter(), registry, name, help);
}
auto& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return family(prometheus::BuildGauge(), registry, name, help);
}
auto& histogram(prometheus::Registry& registry, const char* name, const char* help) {
  return family(prometheus::BuildHistogram(), registry, name, help);
}

std::size_t number_of(Outcome outcome) { return static_cast<std::size_t>(outcome); }

}  // namespace

LiveMetrics::LiveMetrics(const Scenario& scenario, const Topology& topology)
    : scenario_(scenario),
      topology_(topology),
      operations_(
          counter(*registry_, "squall_operations_total", "Operations that ended, by outcome.")),
      attempts_(counter(*registry_, "squall_attempts_total",
                        "Attempts at operations that ended, by outcome.")),
      errors_(counter(*registry_, "squall_errors_total",
                      "Attempts that did not end ok and operations that were dropped, by class.")),
      retries_(counter(*registry_, "squall_retries_total",
                       "Attempts after the first of an operation, without hedges.")),
      response_(histogram(*registry_, "squall_response_time_seconds",
                          "From when an operation was due to the end of its last attempt.")),
      service_(histogram(*registry_, "squall_service_time_seconds",
                         "From when an attempt was sent to its end.")),
      late_start_(histogram(*registry_, "squall_late_start_seconds",
                            "How much later than due the harness itself began an iteration.")),
      late_wakeup_(histogram(*registry_, "squall_machine_late_wakeup_seconds",
                             "How late this machine woke up a thread that only slept.")),
      run_(gauge(*registry_, "squall_run_info", "The run: always 1.")),
      system_(gauge(*registry_, "squall_topology_info", "The system under test: always 1.")),
      phase_(gauge(*registry_, "squall_phase", "1 while the phase runs.")),
      fault_(gauge(*registry_, "squall_fault_in_force", "1 from the injection to the healing.")),
      node_(gauge(*registry_, "squall_node_state", "1 for the state that a node is in.")),
      backend_(gauge(*registry_, "squall_backend_state",
                     "1 for the state in which a load balancer sees a server.")),
      breaker_(gauge(*registry_, "squall_breaker_state",
                     "1 for the state of the clients' circuit breaker for an address.")),
      hypothesis_(gauge(*registry_, "squall_hypothesis_met",
                        "1 if the hypothesis was met when it was last checked, else 0.")),
      memory_(gauge(*registry_, "squall_node_resident_memory_bytes",
                    "Resident memory of a node's process.")),
      descriptors_(gauge(*registry_, "squall_node_open_descriptors",
                         "Open file descriptors of a node's process.")),
      machine_late_(late_wakeup_.Add({}, kLateBuckets)) {
  for (const Load& load : scenario.loads) {
    late_.push_back(&late_start_.Add({{"load", load.name}}, kLateBuckets));
  }
  begin_phase(scenario.phases.empty() ? "" : scenario.phases.front().name);
}

void LiveMetrics::begin_phase(const std::string& phase) {
  steps_.clear();
  for (const Load& load : scenario_.loads) {
    std::vector<StepMetrics>& steps = steps_.emplace_back();
    const Workload* workload = topology_.find_workload(load.workload);
    if (workload == nullptr) continue;
    for (const Step& step : workload->steps) steps.push_back(make_step(load, step.name, phase));
  }
}

LiveMetrics::StepMetrics LiveMetrics::make_step(const Load& load, const std::string& step,
                                                const std::string& phase) {
  StepMetrics metrics;
  metrics.labels = {{"load", load.name}, {"step", step}, {"phase", phase}};
  for (const Outcome outcome :
       {Outcome::kOk, Outcome::kFailed, Outcome::kIndeterminate, Outcome::kDropped}) {
    prometheus::Labels labels = metrics.labels;
    labels.emplace("outcome", name(outcome));
    metrics.operations[number_of(outcome)] = &operations_.Add(labels);
    if (outcome != Outcome::kDropped) metrics.attempts[number_of(outcome)] = &attempts_.Add(labels);
  }
  metrics.retries = &retries_.Add(metrics.labels);
  metrics.response = &response_.Add(metrics.labels, kLatencyBuckets);
  metrics.service = &service_.Add(metrics.labels, kLatencyBuckets);
  return metrics;
}

void LiveMetrics::on_attempts(std::span<const Attempt> attempts) {
  const std::lock_guard lock(mutex_);
  for (const Attempt& attempt : attempts) count(attempt);
}

void LiveMetrics::count(const Attempt& attempt) {
  if (attempt.purpose != Purpose::kLoad || attempt.load >= steps_.size() ||
      attempt.step >= steps_[attempt.load].size()) {
    return;
  }
  if (attempt.first && attempt.number == 0 && attempt.begun >= Nanoseconds{}) {
    late_[attempt.load]->Observe(seconds(attempt.begun));
  }
  if (is_cut_off(attempt)) return;
  StepMetrics& step = steps_[attempt.load][attempt.step];
  const bool dropped = attempt.outcome == Outcome::kDropped;
  if (!dropped) step.attempts[number_of(attempt.outcome)]->Increment();
  if (attempt.error != ErrorClass::kNone) {
    prometheus::Counter*& errors = step.errors[static_cast<std::size_t>(attempt.error)];
    if (errors == nullptr) {
      prometheus::Labels labels = step.labels;
      labels.emplace("error", name(attempt.error));
      errors = &errors_.Add(labels);
    }
    errors->Increment();
  }
  if (attempt.number > 0 && !attempt.hedged) step.retries->Increment();
  if (!dropped && attempt.sent >= Nanoseconds{}) {
    step.service->Observe(seconds(attempt.end - attempt.sent));
  }
  if (!attempt.final) return;
  step.operations[number_of(attempt.operation_outcome)]->Increment();
  if (!dropped) step.response->Observe(seconds(attempt.end));
}

void LiveMetrics::set_state(prometheus::Family<prometheus::Gauge>& family,
                            prometheus::Labels labels, const std::string& state) {
  prometheus::Gauge*& held = held_[{&family, labels}];
  if (held != nullptr) held->Set(0);
  labels.emplace("state", state);
  held = &family.Add(labels);
  held->Set(1);
}

void LiveMetrics::on_event(const TimedEvent& event) {
  const std::lock_guard lock(mutex_);
  std::visit([this](const auto& each) { take(each); }, event.event);
}

void LiveMetrics::take(const RunStarted& event) {
  run_.Add({{"title", scenario_.title},
            {"seed", std::to_string(event.seed)},
            {"version", event.version}})
      .Set(1);
}

void LiveMetrics::take(const TopologyResolved& event) {
  system_.Add({{"topology", event.name}, {"flavour", event.flavour}}).Set(1);
}

void LiveMetrics::take(const NodeChanged& event) {
  set_state(node_, {{"node", event.node}}, std::string(name(event.state)));
}

void LiveMetrics::take(const BackendChanged& event) {
  set_state(backend_, {{"balancer", event.balancer}, {"server", event.server}}, event.state);
}

void LiveMetrics::take(const PhaseStarted& event) {
  begin_phase(event.phase);
  phase_.Add({{"phase", event.phase}}).Set(1);
}

void LiveMetrics::take(const PhaseEnded& event) { phase_.Add({{"phase", event.phase}}).Set(0); }

void LiveMetrics::take(const FaultInjecting& event) {
  faults_[event.fault] = {{"fault", event.fault}, {"kind", event.kind}, {"target", event.target}};
}

void LiveMetrics::take(const FaultInjected& event) { fault_.Add(faults_[event.fault]).Set(1); }

void LiveMetrics::take(const FaultHealed& event) {
  if (event.ok) fault_.Add(faults_[event.fault]).Set(0);
}

void LiveMetrics::take(const HypothesisChecked& event) {
  hypothesis_.Add({{"hypothesis", event.hypothesis}}).Set(event.met ? 1 : 0);
}

void LiveMetrics::take(const ResourcesSampled& event) {
  for (const NodeUsage& usage : event.nodes) {
    memory_.Add({{"node", usage.node}}).Set(static_cast<double>(usage.rss_bytes));
    descriptors_.Add({{"node", usage.node}}).Set(static_cast<double>(usage.descriptors));
  }
}

void LiveMetrics::take(const MachineSampled& event) {
  for (const Nanoseconds late : event.late) machine_late_.Observe(seconds(late));
}

void LiveMetrics::take(const BreakerChanged& event) {
  set_state(breaker_, {{"address", event.address}}, event.state);
}

}  // namespace squall
