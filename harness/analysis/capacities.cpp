#include "harness/analysis/capacities.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/analysis/cells.h"
#include "harness/model/quantity.h"

namespace squall {
namespace {

std::uint8_t index_of(const Scenario& scenario, const std::string& load) {
  for (std::size_t i = 0; i < scenario.loads.size(); ++i) {
    if (scenario.loads[i].name == load) return static_cast<std::uint8_t>(i);
  }
  return 0xff;
}

std::string per_s(double rate) { return format_quantity(rate, Dimension::kRate); }

// The step that ended the climb: the lowest one that did not hold, above all that did.
const CapacityStepReport* first_not_held(const CapacityReport& report) {
  const CapacityStepReport* lowest = nullptr;
  for (const CapacityStepReport& step : report.steps) {
    if (step.verdict == "held") continue;
    if (lowest == nullptr || step.rate_per_s < lowest->rate_per_s) lowest = &step;
  }
  return lowest;
}

std::string summary_of(const CapacityReport& report) {
  const CapacityStepReport* stopped = first_not_held(report);
  const std::string why = stopped == nullptr ? "" : stopped->reason;
  const std::string where = stopped == nullptr ? "" : per_s(stopped->rate_per_s);
  const std::string held = per_s(report.held_per_s.value_or(0));
  if (report.result == "found") return fmt::format("{} held; at {}, {}", held, where, why);
  if (report.result == "at_least") return fmt::format("at least {}: every step held", held);
  if (report.result == "none_held") return fmt::format("0: not even {} held; {}", where, why);
  const std::string up_to = report.held_per_s ? fmt::format(" ({} held)", held) : "";
  if (report.result == "harness_limit") {
    return fmt::format("not known{}: at {}, {}", up_to, where, why);
  }
  return fmt::format("not known{}: the search was cut short", up_to);
}

}  // namespace

Capacities::Capacities(const Scenario& scenario, const std::vector<TimedEvent>& events) {
  for (const Phase& phase : scenario.phases) {
    const bool began = std::any_of(events.begin(), events.end(), [&](const TimedEvent& event) {
      const auto* started = std::get_if<PhaseStarted>(&event.event);
      return started != nullptr && started->phase == phase.name;
    });
    if (phase.capacity && began) search_of(phase.name, phase.capacity->load);
  }
  for (const TimedEvent& event : events) {
    if (const auto* step = std::get_if<CapacityStep>(&event.event)) {
      Search& search = search_of(step->phase, step->load);
      search.steps.emplace_back(index_of(scenario, step->load), step->from, step->until);
      search.report.steps.push_back({step->rate_per_s,
                                     seconds(step->from),
                                     seconds(step->until),
                                     step->verdict,
                                     step->reason,
                                     {},
                                     0});
      std::optional<double>& held = search.report.held_per_s;
      if (step->verdict == "held") held = std::max(held.value_or(0), step->rate_per_s);
    } else if (const auto* found = std::get_if<CapacityFound>(&event.event)) {
      CapacityReport& report = search_of(found->phase, found->load).report;
      report.result = found->result;
      if (found->result == "found" || found->result == "none_held") {
        report.capacity_per_s = found->rate_per_s;
      }
    }
  }
}

Capacities::Search& Capacities::search_of(const std::string& phase, const std::string& load) {
  for (Search& search : searches_) {
    if (search.report.phase == phase && search.report.load == load) return search;
  }
  Search& search = searches_.emplace_back();
  search.report.phase = phase;
  search.report.load = load;
  return search;
}

void Capacities::add(const Attempt& attempt) {
  for (Search& search : searches_) {
    if (search.steps.empty() || attempt.intended < search.steps.front().from()) continue;
    if (attempt.intended >= search.steps.back().until()) continue;
    const auto after = std::upper_bound(
        search.steps.begin(), search.steps.end(), attempt.intended,
        [](Nanoseconds due, const CapacityStepFold& step) { return due < step.from(); });
    if (after != search.steps.begin()) std::prev(after)->add(attempt);
  }
}

std::vector<CapacityReport> Capacities::reports() const {
  std::vector<CapacityReport> reports;
  for (const Search& search : searches_) {
    CapacityReport& report = reports.emplace_back(search.report);
    for (std::size_t i = 0; i < search.steps.size(); ++i) {
      const CapacityStepFold& step = search.steps[i];
      report.steps[i].figures = figures_of(step.tally(), step.length());
      report.steps[i].missed = step.missed();
    }
    report.summary = summary_of(report);
  }
  return reports;
}

}  // namespace squall
