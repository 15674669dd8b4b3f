#include "harness/analysis/analysis.h"

#include <algorithm>
#include <utility>

#include "harness/analysis/backends.h"
#include "harness/analysis/cells.h"
#include "harness/analysis/history.h"
#include "harness/analysis/machine.h"
#include "harness/analysis/round.h"
#include "harness/analysis/sample_reports.h"
#include "harness/analysis/verdict.h"

namespace squall {

struct Analysis::State {
  State(const Scenario& in_scenario, const Topology& topology, std::vector<TimedEvent> in_events)
      : scenario(in_scenario), events(std::move(in_events)) {
    for (const RoundEvents& round : split_by_variant(events)) {
      rounds.push_back(std::make_unique<Round>(scenario, topology, round));
    }
  }

  void add(const Attempt& attempt);
  void copy_events(Report& report) const;
  Nanoseconds end() const;

  const Scenario& scenario;
  const std::vector<TimedEvent> events;
  std::vector<std::unique_ptr<Round>> rounds;  ///< One, or one for each variant that began.
  Nanoseconds last_seen{};
};

namespace {

bool has_fault(const std::vector<TimedEvent>& events) {
  return std::any_of(events.begin(), events.end(), [](const TimedEvent& event) {
    return std::holds_alternative<FaultInjected>(event.event);
  });
}

// Of mode continuous, and where a fault went in of mode during_fault; with variants, of each.
std::vector<std::string> unwatched(const Scenario& scenario, const Report& report,
                                   const std::vector<TimedEvent>& events) {
  std::vector<std::string> names;
  if (report.phases.empty()) return names;
  std::vector<std::string> variants;
  for (const VariantReport& variant : report.variants) variants.push_back(variant.name);
  if (variants.empty()) variants.emplace_back();
  const bool broken = has_fault(events);
  for (const Hypothesis& hypothesis : scenario.hypotheses) {
    const bool due = hypothesis.mode == Hypothesis::Mode::kContinuous ||
                     (hypothesis.mode == Hypothesis::Mode::kDuringFault && broken);
    if (!due) continue;
    for (const std::string& variant : variants) {
      const bool seen = std::any_of(
          report.hypotheses.begin(), report.hypotheses.end(), [&](const HypothesisReport& checked) {
            return checked.name == hypothesis.name && checked.variant == variant;
          });
      if (!seen)
        names.push_back(variant.empty() ? hypothesis.name : variant + ": " + hypothesis.name);
    }
  }
  return names;
}

}  // namespace

Analysis::Analysis(const Scenario& scenario, const Topology& topology,
                   std::vector<TimedEvent> events)
    : state_(std::make_unique<State>(scenario, topology, std::move(events))) {}

Analysis::~Analysis() = default;

void Analysis::add(std::span<const Attempt> attempts) {
  for (const Attempt& attempt : attempts) {
    state_->add(attempt);
  }
}

void Analysis::State::add(const Attempt& attempt) {
  if (attempt.purpose == Purpose::kLoad) {
    last_seen = std::max(last_seen, attempt.intended + attempt.end);
  }
  for (const auto& round : rounds) {
    if (round->index() == attempt.variant) round->add(attempt);
  }
}

Report Analysis::finish(const RecordsCondition& records) {
  State& state = *state_;
  Report report;
  state.copy_events(report);
  Histogram late;
  for (const auto& round : state.rounds) round->finish(report, late, records);
  report.generator.late_start_ms = summary_ms(late);
  report.machine = machine_report(state.events);
  const Nanoseconds end = state.end();
  report.duration_s = seconds(end);
  report.resources = resource_reports(Samples(state.events));
  report.nodes = node_spans(state.events, end);
  report.backends = backend_spans(state.events, end);
  report.breakers = breaker_spans(state.events, end);
  report.unwatched = unwatched(state.scenario, report, state.events);
  judge(report, state.events, records);
  return report;
}

/// Records that have no end last as long as anything in them.
Nanoseconds Analysis::State::end() const {
  bool ended = false;
  Nanoseconds last_event{};
  for (const TimedEvent& event : events) {
    last_event = std::max(last_event, event.at);
    ended = ended || std::holds_alternative<RunEnded>(event.event);
  }
  return ended ? last_event : std::max(last_event, last_seen);
}

void Analysis::State::copy_events(Report& report) const {
  report.title = scenario.title;
  std::string variant;
  for (const TimedEvent& event : events) {
    const double at_s = seconds(event.at);
    if (const auto* started = std::get_if<RunStarted>(&event.event)) {
      report.squall_version = started->version;
      report.started_at = started->started_at;
      report.seed = started->seed;
      report.scenario_file = started->scenario_file;
      report.scenario_hash = started->scenario_hash;
      report.command_line = started->command_line;
      report.host_os = started->host_os;
      report.host_cpu = started->host_cpu;
      report.host_cores = started->host_cores;
      report.host_memory_bytes = started->host_memory_bytes;
    } else if (const auto* topology_is = std::get_if<TopologyResolved>(&event.event)) {
      report.topology = *topology_is;
    } else if (const auto* baseline = std::get_if<BaselineGiven>(&event.event)) {
      report.baseline_run = *baseline;
    } else if (const auto* checked = std::get_if<HypothesisChecked>(&event.event)) {
      report.hypotheses.push_back({checked->hypothesis, checked->when, checked->expected,
                                   checked->actual, at_s, checked->met, variant});
    } else if (const auto* began = std::get_if<VariantStarted>(&event.event)) {
      variant = began->variant;
    } else if (std::holds_alternative<VariantEnded>(event.event)) {
      variant.clear();
    } else if (const auto* example = std::get_if<FailureExample>(&event.event)) {
      report.examples.emplace_back(at_s, *example);
    } else if (const auto* warning = std::get_if<Warned>(&event.event)) {
      report.warnings.emplace_back(at_s, warning->what);
    } else if (const auto* noted = std::get_if<Noted>(&event.event)) {
      report.notes.push_back({at_s, noted->text, noted->who});
    } else if (const auto* changed = std::get_if<ClientChanged>(&event.event)) {
      report.notes.push_back({at_s, to_text(*changed), changed->who});
    } else if (const auto* cleaned = std::get_if<CleanedUp>(&event.event)) {
      report.residue = cleaned->residue;
      report.cleanup_checked = true;
    }
  }
}

}  // namespace squall
