#include "harness/cli/finding.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/quantity.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

bool has_failed(const GateReport& gate) {
  return gate.verdict == CheckVerdict::kFail && gate.severity == Gate::Severity::kFail;
}

std::string one_comment_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return "#   " + text + "\n";
}

}  // namespace

std::set<std::string> failed_checks(const Report& report) {
  std::set<std::string> failed;
  for (const GateReport& gate : report.gates) {
    if (has_failed(gate)) failed.insert(fmt::format("gate {} in {}", gate.expr, gate.phase));
  }
  for (const HypothesisReport& hypothesis : report.hypotheses) {
    if (!hypothesis.met) failed.insert(fmt::format("hypothesis {}", hypothesis.name));
  }
  for (const CheckerReport& checker : report.checkers) {
    if (checker.verdict == CheckVerdict::kFail) failed.insert("checker " + checker.name);
  }
  return failed;
}

bool fail_alike(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& check) { return b.count(check) == 1; });
}

std::string finding_comment(const Report& report, const std::filesystem::path& scenario,
                            const std::filesystem::path& run, bool smallest) {
  std::string text = fmt::format(
      "# Found by squall explore in {}:\n# {} that fails, with seed {}.\n#\n# What failed:\n",
      scenario.string(),
      smallest ? "the smallest schedule"
               : "the smallest schedule so far (it was not tried further)",
      report.seed);
  for (const GateReport& gate : report.gates) {
    if (!has_failed(gate)) continue;
    const auto value = [&](const std::optional<double>& number) {
      return number ? quantity_text(*number, gate.dimension) : std::string("no value");
    };
    text += one_comment_line(fmt::format("gate {} in phase {}: {}, and the limit is {} {}",
                                         gate.name, gate.phase, value(gate.actual), gate.comparison,
                                         value(gate.limit)));
  }
  for (const HypothesisReport& hypothesis : report.hypotheses) {
    if (hypothesis.met) continue;
    text += one_comment_line(fmt::format("hypothesis {}: {}, and expected was {}", hypothesis.name,
                                         hypothesis.actual, hypothesis.expected));
  }
  for (const CheckerReport& checker : report.checkers) {
    if (checker.verdict != CheckVerdict::kFail) continue;
    const std::string first =
        checker.examples.empty() ? std::string() : ": " + checker.examples.front().text;
    text += one_comment_line("checker " + checker.name + first);
  }
  return text +
         fmt::format("# The run that shows it: {}\n#\n# Run it again: squall run found.toml\n",
                     run.string());
}

}  // namespace squall
