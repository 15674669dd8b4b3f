#include "harness/run/sampled_probes.h"

#include <algorithm>
#include <optional>
#include <string>

#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "probes/kinds.h"

namespace squall {
namespace {

constexpr std::size_t kLongestActual_bytes = 200;

/// Samples one probe; what was seen is recorded when it changes, a value each time.
class Recorder {
 public:
  Recorder(const Probe& probe, const System& system, EventSink& events)
      : probe_(probe), lookup_(system.lookup()), events_(events) {}

  void look(const std::stop_token& stop) {
    const ProbeSample taken = sample(probe_.spec, lookup_, stop, memory_);
    if (stop.stop_requested()) return;
    ProbeSampled event{probe_.name, taken.met, taken.value, std::nullopt};
    // What a value says already is no news.
    const bool says_value = taken.met && taken.value;
    const std::string actual = clean_utf8(taken.actual, kLongestActual_bytes);
    if (met_ != taken.met || (!says_value && actual != actual_)) event.actual = actual;
    met_ = taken.met;
    actual_ = actual;
    events_.on_event(std::move(event));
  }

 private:
  const Probe& probe_;
  const Template::Lookup lookup_;
  EventSink& events_;
  ProbeMemory memory_;
  std::optional<bool> met_;
  std::string actual_;
};

void watch_probe(const Probe& probe, const System& system, EventSink& events,
                 const std::function<bool()>& due, const std::stop_token& stop) {
  Recorder recorder(probe, system, events);
  SteadyTime next = steady_now();
  do {
    if (due()) recorder.look(stop);
    // What came too late is left out, and not made up for.
    next = std::max(steady_now(), next + probe.spec.interval);
  } while (wait_until(stop, next));
}

}  // namespace

void sample_probes(const Scenario& scenario, Hypothesis::Mode mode, System& system,
                   EventSink& events, std::stop_token stop) {
  std::vector<std::jthread> threads;
  for (const Probe& probe : scenario.probes) {
    if (probe.mode != mode && probe.mode != Hypothesis::Mode::kEdge) continue;
    threads.emplace_back(
        [&probe, &system, &events, stop] { Recorder(probe, system, events).look(stop); });
  }
}

SampledProbes::SampledProbes(const Scenario& scenario, System& system, EventSink& events,
                             std::function<bool()> fault_in_force) {
  const auto always = [] { return true; };
  for (const Probe& probe : scenario.probes) {
    const bool continuous = probe.mode == Hypothesis::Mode::kContinuous;
    if (!continuous && probe.mode != Hypothesis::Mode::kDuringFault) continue;
    const std::function<bool()> due = continuous ? always : fault_in_force;
    threads_.emplace_back([&probe, &system, &events, due](const std::stop_token& stop) {
      watch_probe(probe, system, events, due, stop);
    });
  }
}

}  // namespace squall
