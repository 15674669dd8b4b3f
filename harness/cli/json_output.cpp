#include "harness/cli/json_output.h"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace squall {
namespace {

namespace json = boost::json;

json::array options_json(std::span<const Option> options) {
  json::array all;
  for (const Option& option : options) {
    json::object each{{"name", option.name},
                      {"summary", option.summary},
                      {"required", option.required}};
    if (!option.fallback.empty()) each["default"] = option.fallback;
    if (!option.choices.empty()) {
      each["choices"] = json::array(option.choices.begin(), option.choices.end());
    }
    if (!option.fields.empty()) each["options"] = options_json(option.fields);
    all.push_back(std::move(each));
  }
  return all;
}

}  // namespace

void print_json(const json::value& document) { fmt::print("{}\n", json::serialize(document)); }

json::array to_json(const Diagnostics& diagnostics) {
  json::array all;
  for (const Diagnostic& diagnostic : diagnostics) {
    const bool error = diagnostic.severity == Diagnostic::Severity::kError;
    all.push_back(json::object{{"severity", error ? "error" : "warning"},
                               {"file", diagnostic.file},
                               {"line", diagnostic.line},
                               {"column", diagnostic.column},
                               {"what", diagnostic.what},
                               {"hint", diagnostic.hint}});
  }
  return all;
}

json::object to_json(const Plan& plan, const Scenario& scenario) {
  json::array entries;
  for (const PlanEntry& entry : plan.entries) {
    const Phase& phase = scenario.phases[static_cast<std::size_t>(entry.phase)];
    json::object each{{"phase", phase.name},
                      {"at_s", seconds(entry.offset)},
                      {"action", name(entry.action)}};
    if (entry.fault >= 0) {
      const FaultSpec& fault = phase.faults[static_cast<std::size_t>(entry.fault)];
      each["fault"] = fault.name;
      each["kind"] = fault.kind;
      each["targets"] = json::array(entry.targets.begin(), entry.targets.end());
    }
    entries.push_back(std::move(each));
  }
  return {{"title", scenario.title}, {"seed", plan.seed}, {"entries", std::move(entries)}};
}

json::array to_json(std::span<const Kind> kinds) {
  json::array all;
  for (const Kind& kind : kinds) {
    all.push_back(json::object{{"name", kind.name},
                               {"summary", kind.summary},
                               {"options", options_json(kind.options)}});
  }
  return all;
}

}  // namespace squall
