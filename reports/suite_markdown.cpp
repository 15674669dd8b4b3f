#include <fmt/format.h>

#include "reports/markdown_text.h"
#include "reports/quantity.h"
#include "reports/suite.h"

namespace squall {
namespace {

constexpr std::size_t kMostBytes = 190'000;

template <typename Text>
std::string markdown_cell(const std::optional<double>& value, Text text) {
  return value ? text(*value) : kNoValue;
}

std::string markdown_row(const SuiteEntry& entry) {
  const SuiteFigures& figures = entry.figures;
  return fmt::format(
      "| {} | {} | {} | {} | {} | {} | {} |\n", mark(entry), markdown_text(entry.name, 80),
      markdown_cell(figures.availability, percent_text),
      markdown_cell(figures.response_p99_ms, milliseconds_text),
      figures.never_recovered ? "never" : markdown_cell(figures.time_to_recover_s, seconds_text),
      entry.state == SuiteState::kRan ? seconds_text(entry.duration_s) : kNoValue,
      entry.state == SuiteState::kRan && entry.verdict == Verdict::kPass
          ? ""
          : fmt::format("{}: {}", verdict_name(entry), markdown_text(entry.reason)));
}

}  // namespace

std::string suite_markdown(const Suite& suite) {
  std::string text =
      fmt::format("## {} {}\n\n**{}** · exit code {} · {}\n\n", suite.exit_code == 0 ? "✓" : "✗",
                  markdown_text(suite.source), markdown_text(deciding_reason(suite)),
                  suite.exit_code, seconds_text(suite.duration_s));
  text +=
      "| | scenario | availability | p99 | recovered after | took | |\n"
      "| --- | --- | ---: | ---: | ---: | ---: | --- |\n";
  std::size_t left = suite.entries.size();
  // The worst first: what is cut is what matters least.
  for (const bool well : {false, true}) {
    for (const SuiteEntry& entry : suite.entries) {
      const bool passed = entry.state == SuiteState::kRan && entry.verdict == Verdict::kPass;
      if (passed != well) continue;
      if (text.size() > kMostBytes) continue;
      text += markdown_row(entry);
      --left;
    }
  }
  if (left > 0) text += fmt::format("\n{} more are in suite.json.\n", left);
  return text;
}

}  // namespace squall
