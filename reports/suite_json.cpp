#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "reports/json_parts.h"
#include "reports/json_text.h"
#include "reports/suite.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr int kSuiteSchema = 1;

json::object figures_part(const SuiteFigures& figures) {
  return {{"availability", rounded(figures.availability, kBaseUnitDecimals)},
          {"response_p99_ms", rounded(figures.response_p99_ms, 3)},
          {"time_to_detect_s", rounded(figures.time_to_detect_s, 3)},
          {"time_to_recover_s", rounded(figures.time_to_recover_s, 3)},
          {"never_recovered", figures.never_recovered}};
}

json::object entry_part(const SuiteEntry& entry) {
  json::object part{{"name", entry.name},
                    {"file", entry.file},
                    {"title", entry.title},
                    {"tags", strings(entry.tags)},
                    {"verdict", verdict_name(entry)},
                    {"reason", entry.reason}};
  if (entry.state != SuiteState::kRan) return part;
  part["folder"] = entry.name;
  part["exit_code"] = entry.exit_code;
  part["seed"] = entry.seed;
  part["duration_s"] = rounded(entry.duration_s, 3);
  part["topology"] = entry.topology;
  part["figures"] = figures_part(entry.figures);
  if (entry.evidence) {
    part["first_evidence"] =
        json::object{{"at_s", rounded(entry.evidence->at_s, 3)}, {"what", entry.evidence->what}};
  }
  return part;
}

}  // namespace

std::string suite_json(const Suite& suite) {
  const SuiteCounts counts = counts_of(suite);
  json::array scenarios;
  for (const SuiteEntry& entry : suite.entries) scenarios.push_back(entry_part(entry));
  return json_text(json::object{{"schema", kSuiteSchema},
                                {"source", suite.source},
                                {"squall_version", suite.squall_version},
                                {"started_at", suite.started_at},
                                {"duration_s", rounded(suite.duration_s, 3)},
                                {"exit_code", suite.exit_code},
                                {"reason", deciding_reason(suite)},
                                {"counts",
                                 {{"passed", counts.passed},
                                  {"failed", counts.failed},
                                  {"inconclusive", counts.inconclusive},
                                  {"skipped", counts.skipped},
                                  {"not_run", counts.not_run}}},
                                {"scenarios", std::move(scenarios)}});
}

}  // namespace squall
