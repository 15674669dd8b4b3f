// The run as metrics that Prometheus scrapes while it goes on.
//
// Names follow Prometheus' conventions: base units, counters end in _total, a state is a gauge for
// each value that is 1 for the one that holds. Labels come from the scenario and the topology
// alone, so there are never more series than these have loads, steps, phases, faults and nodes.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/model/attempt.h"
#include "harness/model/event.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// Thread-safe. An operation counts in the phase in which it ended: what is scraped cannot wait for
/// what was due earlier. The report's figures go by when it was due.
class LiveMetrics final : public AttemptSink, public EventObserver {
 public:
  LiveMetrics(const Scenario& scenario, const Topology& topology);

  void on_attempts(std::span<const Attempt> attempts) override;
  void on_event(const TimedEvent& event) override;

  std::shared_ptr<prometheus::Collectable> collectable() const { return registry_; }

 private:
  /// Of one step of a load, in the phase that runs.
  struct StepMetrics {
    prometheus::Labels labels;
    std::array<prometheus::Counter*, 4> operations{}, attempts{};  ///< By Outcome.
    std::array<prometheus::Counter*, kErrorClasses> errors{};      ///< Made when they occur.
    prometheus::Counter* retries = nullptr;
    prometheus::Histogram* response = nullptr;
    prometheus::Histogram* service = nullptr;
  };

  void begin_phase(const std::string& phase);
  StepMetrics make_step(const Load& load, const std::string& step, const std::string& phase);
  void count(const Attempt& attempt);
  /// `state` of the thing that `labels` name holds now, and no other of its states.
  void set_state(prometheus::Family<prometheus::Gauge>& family, prometheus::Labels labels,
                 const std::string& state);

  void take(const RunStarted& event);
  void take(const TopologyResolved& event);
  void take(const NodeChanged& event);
  void take(const BackendChanged& event);
  void take(const PhaseStarted& event);
  void take(const PhaseEnded& event);
  void take(const FaultInjecting& event);
  void take(const FaultInjected& event);
  void take(const FaultHealed& event);
  void take(const HypothesisChecked& event);
  void take(const ResourcesSampled& event);
  void take(const MachineSampled& event);
  void take(const BreakerChanged& event);
  template <typename Other>
  void take(const Other&) {}

  const Scenario& scenario_;
  const Topology& topology_;
  std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  prometheus::Family<prometheus::Counter>&operations_, &attempts_, &errors_, &retries_;
  prometheus::Family<prometheus::Histogram>&response_, &service_, &late_start_, &late_wakeup_;
  prometheus::Family<prometheus::Gauge>&run_, &system_, &phase_, &fault_, &node_, &backend_;
  prometheus::Family<prometheus::Gauge>&breaker_, &hypothesis_, &memory_, &descriptors_;

  std::mutex mutex_;
  std::vector<std::vector<StepMetrics>> steps_;  ///< By load and step, of the phase that runs.
  std::vector<prometheus::Histogram*> late_;     ///< By load.
  prometheus::Histogram& machine_late_;
  std::map<std::string, prometheus::Labels> faults_;
  std::map<std::pair<const void*, prometheus::Labels>, prometheus::Gauge*> held_;
};

}  // namespace squall
