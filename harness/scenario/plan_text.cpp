#include <fmt/format.h>

#include <algorithm>

#include "harness/core/duration.h"
#include "harness/core/text.h"
#include "harness/scenario/plan.h"

namespace squall {
namespace {

using Action = PlanEntry::Action;

struct Row {
  std::string phase, at, action, what, target;
};

// "+2s"; a phase that ends by a condition ends at its timeout at the latest.
Row row_of(const PlanEntry& entry, const Phase& phase) {
  Row row{"", fmt::format("+{}", format_duration(entry.offset)), "", "", join_names(entry.targets)};
  const FaultSpec* fault =
      entry.fault < 0 ? nullptr : &phase.faults[static_cast<std::size_t>(entry.fault)];
  switch (entry.action) {
    case Action::kPhaseStart:
      row.phase = phase.name;
      row.action = "phase starts";
      row.what = name(phase.kind);
      break;
    case Action::kInject:
    case Action::kHeal:
      row.action = entry.action == Action::kInject ? "inject" : "heal";
      row.what = fault->name == fault->kind ? fault->kind
                                            : fmt::format("{} ({})", fault->name, fault->kind);
      if (row.target != fault->target && entry.action == Action::kInject) {
        row.target += fmt::format("  (drawn from {})", fault->target);
      }
      break;
    case Action::kPhaseEnd:
      row.action = "phase ends";
      row.what = phase.until_steady ? "when steady, at the latest then"
                 : phase.capacity   ? "when a step breaks, at the latest about then"
                                    : "";
      break;
  }
  return row;
}

std::string variants_text(const Scenario& scenario) {
  const std::size_t count = scenario.variants.size();
  if (count == 0) return "";
  const Nanoseconds each = longest_duration(scenario);
  std::string text = fmt::format(
      "With each of {} client policies, one after the other ({} x {} = {} at most):\n", count,
      count, format_duration(each), format_duration(static_cast<std::int64_t>(count) * each));
  std::size_t width = 0;
  for (const ClientPolicy& variant : scenario.variants)
    width = std::max(width, variant.name.size());
  for (const ClientPolicy& variant : scenario.variants) {
    const std::string settings = variant.settings.empty() ? "as [client]" : variant.settings;
    text += fmt::format("  {:<{}}  {}\n", variant.name, width, settings);
  }
  return text + "\n";
}

std::string changes_text(const Scenario& scenario) {
  std::string text;
  for (const ClientChange& change : scenario.client_changes) {
    const std::string& settings = change.policy.settings;
    text += fmt::format("  at {}  {}\n", format_duration(change.at),
                        settings.empty() ? "as [client]" : settings);
  }
  return text.empty() ? "" : "Clients change while it runs:\n" + text + "\n";
}

}  // namespace

std::string to_text(const Plan& plan, const Scenario& scenario) {
  std::vector<Row> rows{{"PHASE", "AT", "ACTION", "WHAT", "TARGET"}};
  for (const PlanEntry& entry : plan.entries) {
    rows.push_back(row_of(entry, scenario.phases[static_cast<std::size_t>(entry.phase)]));
  }
  std::size_t phase = 0, at = 0, action = 0, what = 0;
  for (const Row& row : rows) {
    phase = std::max(phase, row.phase.size());
    at = std::max(at, row.at.size());
    action = std::max(action, row.action.size());
    what = std::max(what, row.what.size());
  }
  std::string text = fmt::format("{}\nseed {}\n\n", scenario.title, plan.seed);
  text += variants_text(scenario) + changes_text(scenario);
  for (const Row& row : rows) {
    const std::string line =
        fmt::format("{:<{}}  {:>{}}  {:<{}}  {:<{}}  {}", row.phase, phase, row.at, at, row.action,
                    action, row.what, what, row.target);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace squall
