#include "reports/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/core/text.h"
#include "reports/first_evidence.h"
#include "reports/quantity.h"
#include "reports/verdict_text.h"
#include "reports/xml_text.h"

namespace squall {
namespace {

enum class CaseResult { kPass, kFailure, kError };

struct Case {
  std::string group;  ///< The end of the class name: "gate", "hypothesis", …
  std::string name;
  CaseResult result = CaseResult::kPass;
  std::string type;     ///< Of the failure or error.
  std::string message;  ///< One line.
  std::string detail;
};

Case run_case(const Report& report) {
  Case result{"run", "the run completed", CaseResult::kPass, "", "", ""};
  if (report.status == RunStatus::kCompleted) return result;
  result.result = CaseResult::kError;
  result.type = name(report.status);
  result.message = fmt::format("{}: {}", name(report.status), deciding_reason(report));
  return result;
}

Case gate_case(const GateReport& gate) {
  const GateText text = gate_text(gate);
  Case result{"gate", of_variant(gate.variant) + gate.name, CaseResult::kPass, "", "", ""};
  if (!gate.phase.empty()) result.name += fmt::format(" in {}", gate.phase);
  result.message = fmt::format("{}: {}, the limit is {} {}", gate.expr, text.actual,
                               gate.comparison, text.limit);
  if (!gate.actual) result.message = fmt::format("{}: no value", gate.expr);
  if (!gate.reason.empty()) result.message += fmt::format(" ({})", gate.reason);
  result.detail = fmt::format("{}\nactual {}\nlimit {} {}\nsamples {}\nphase {}", gate.expr,
                              text.actual, gate.comparison, text.limit, gate.samples,
                              gate.phase.empty() ? "whole run" : gate.phase);
  if (gate.worst_at_s) result.detail += fmt::format("\nworst at {:.3f} s", *gate.worst_at_s);
  if (gate.verdict == CheckVerdict::kFail) {
    result.result = CaseResult::kFailure;
    result.type = "gate";
  } else if (gate.verdict == CheckVerdict::kInconclusive) {
    result.result = CaseResult::kError;
    result.type = "inconclusive";
  } else if (gate.verdict == CheckVerdict::kWarn) {
    result.detail = fmt::format("warning: {}\n{}", result.message, result.detail);
  }
  return result;
}

Case hypothesis_case(const HypothesisReport& hypothesis) {
  Case result{
      "hypothesis",
      fmt::format("{}{} ({})", of_variant(hypothesis.variant), hypothesis.name, hypothesis.when),
      CaseResult::kPass,
      "",
      "",
      ""};
  if (hypothesis.met) return result;
  result.result = CaseResult::kFailure;
  result.type = "hypothesis";
  result.message =
      fmt::format("at {:.3f} s: expected {}, saw {}", hypothesis.at_s, hypothesis.expected,
                  hypothesis.actual.empty() ? "nothing" : hypothesis.actual);
  return result;
}

Case fault_case(const FaultReport& fault) {
  Case result{"fault",
              fmt::format("{}{}: {} took effect", of_variant(fault.variant), fault.name,
                          fault_title(fault)),
              CaseResult::kPass,
              "",
              "",
              ""};
  result.detail = fmt::format("evidence: {}\nimpact: {}", fault.evidence, impact_text(fault));
  if (!fault.failure.empty() || !fault.evidence_confirmed) {
    result.result = CaseResult::kError;
    result.type = "no_evidence";
    result.message = !fault.failure.empty()   ? fmt::format("not injected: {}", fault.failure)
                     : fault.evidence.empty() ? "no evidence that the fault took effect"
                                              : fault.evidence;
  } else if (!fault.heal_ok) {
    result.result = CaseResult::kFailure;
    result.type = "heal";
    result.message = fmt::format("healing failed: {}", fault.healed_detail);
  }
  return result;
}

Case checker_case(const CheckerReport& checker) {
  Case result{"checker", of_variant(checker.variant) + checker.name, CaseResult::kPass, "", "", ""};
  for (const auto& [key, count] : checker.counts) {
    result.message += fmt::format("{}{} {}", result.message.empty() ? "" : ", ", key, count);
  }
  if (!checker.reason.empty()) result.message = checker.reason + "; " + result.message;
  for (const CheckerExample& example : checker.examples) {
    result.detail += fmt::format("{:.3f} s: {}\n", example.at_s, example.text);
  }
  if (checker.verdict == CheckVerdict::kFail) {
    result.result = CaseResult::kFailure;
    result.type = checker.kind;
  } else if (checker.verdict == CheckVerdict::kInconclusive) {
    result.result = CaseResult::kError;
    result.type = "inconclusive";
  }
  return result;
}

Case cleanup_case(const Report& report) {
  Case result{"cleanup", "nothing was left behind", CaseResult::kPass, "", "", ""};
  if (!report.residue.empty()) {
    result.result = CaseResult::kFailure;
    result.type = "residue";
    result.message = fmt::format("left behind: {}", join_names(report.residue));
  } else if (!report.cleanup_checked) {
    result.result = CaseResult::kError;
    result.type = "inconclusive";
    result.message = "the records do not say whether anything was left behind";
  }
  return result;
}

std::vector<Case> cases_of(const Report& report) {
  std::vector<Case> cases{run_case(report)};
  for (const auto& gate : report.gates) cases.push_back(gate_case(gate));
  for (const auto& hypothesis : report.hypotheses) cases.push_back(hypothesis_case(hypothesis));
  for (const std::string& hypothesis : report.unwatched) {
    cases.push_back(
        {"hypothesis", hypothesis, CaseResult::kError, "inconclusive", "it was never checked", ""});
  }
  for (const auto& fault : report.faults) cases.push_back(fault_case(fault));
  for (const auto& checker : report.checkers) cases.push_back(checker_case(checker));
  cases.push_back(cleanup_case(report));
  return cases;
}

std::string suite_name(const Report& report) {
  const std::string& file = report.scenario_file;
  const std::size_t slash = file.rfind('/');
  const std::string stem = slash == file.npos ? file : file.substr(slash + 1);
  constexpr std::string_view kExtension = ".toml";
  return stem.ends_with(kExtension) ? stem.substr(0, stem.size() - kExtension.size()) : stem;
}

std::string case_xml(const Case& each, const std::string& suite) {
  std::string xml = fmt::format("    <testcase classname=\"squall.{}.{}\" name=\"{}\" time=\"0\"",
                                xml_attribute(suite), each.group, xml_attribute(each.name));
  if (each.result == CaseResult::kPass) {
    if (each.detail.empty()) return xml + "/>\n";
    return xml + fmt::format(">\n      <system-out>{}</system-out>\n    </testcase>\n",
                             xml_text(each.detail));
  }
  const std::string_view tag = each.result == CaseResult::kFailure ? "failure" : "error";
  return xml +
         fmt::format(">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n", tag,
                     xml_attribute(each.type), xml_attribute(each.message), xml_text(each.detail));
}

std::string properties_xml(const Report& report) {
  const auto property = [](std::string_view name, std::string_view value) {
    return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xml_attribute(value));
  };
  std::string xml = "    <properties>\n";
  xml += property("title", report.title);
  xml += property("verdict", name(report.verdict));
  xml += property("status", name(report.status));
  xml += property("exit_code", std::to_string(report.exit_code));
  xml += property("reason", deciding_reason(report));
  xml += property("seed", std::to_string(report.seed));
  xml += property("topology", topology_text(report));
  if (const auto evidence = first_evidence(report)) {
    xml += property("first_evidence",
                    evidence->at_s ? fmt::format("{:.3f} s: {}", *evidence->at_s, evidence->what)
                                   : evidence->what);
  }
  return xml + "    </properties>\n";
}

}  // namespace

std::string report_junit(const Report& report) {
  const std::vector<Case> cases = cases_of(report);
  const auto count = [&](CaseResult result) {
    return std::count_if(cases.begin(), cases.end(),
                         [&](const Case& each) { return each.result == result; });
  };
  const std::string suite = suite_name(report);
  const std::string totals =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"", cases.size(),
                  count(CaseResult::kFailure), count(CaseResult::kError), report.duration_s);
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml += fmt::format("<testsuites name=\"squall\" {}>\n", totals);
  xml += fmt::format("  <testsuite name=\"{}\" {} skipped=\"0\" timestamp=\"{}\">\n",
                     xml_attribute(suite), totals, xml_attribute(report.started_at.substr(0, 19)));
  xml += properties_xml(report);
  for (const Case& each : cases) xml += case_xml(each, suite);
  return xml + "  </testsuite>\n</testsuites>\n";
}

}  // namespace squall
