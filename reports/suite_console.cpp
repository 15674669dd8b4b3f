#include <fmt/format.h>

#include "reports/console_text.h"
#include "reports/display.h"
#include "reports/quantity.h"
#include "reports/suite.h"

namespace squall {
namespace {

constexpr std::size_t kNameWidth = 34;
constexpr std::size_t kIndent = 6;
constexpr std::size_t kMostReasonLines = 3;

Style style_of(const SuiteEntry& entry) {
  return entry.state == SuiteState::kRan ? style_of(entry.verdict) : Style::kFaint;
}

class SuiteText : private ConsoleText {
 public:
  explicit SuiteText(bool colour) : ConsoleText(colour) {}

  std::string write(const Suite& suite) {
    std::string heads = "  " + padded("Scenario", kNameWidth + 3);
    for (const char* head : {"availability", "p99", "detect", "recover", "took"}) {
      heads += right_aligned(head, 12);
    }
    line(heads, Style::kBold);
    for (const SuiteEntry& entry : suite.entries) {
      figures(entry);
      const bool ran = entry.state == SuiteState::kRan;
      if (ran && entry.verdict == Verdict::kPass) continue;
      why(ran ? entry.reason : fmt::format("{}: {}", verdict_name(entry), entry.reason));
    }
    return std::move(text_);
  }

 private:
  void figures(const SuiteEntry& entry) {
    const SuiteFigures& figures = entry.figures;
    const auto cell = [](const std::optional<double>& value, auto text) {
      return right_aligned(value ? text(*value) : kNoValue, 12);
    };
    text_ += fmt::format("  {} ", paint(mark(entry), style_of(entry)));
    text_ += padded(fitted(one_line(entry.name), kNameWidth), kNameWidth + 1);
    text_ += cell(figures.availability, percent_text);
    text_ += cell(figures.response_p99_ms, milliseconds_text);
    text_ += cell(figures.time_to_detect_s, seconds_text);
    text_ += figures.never_recovered ? right_aligned("never", 12)
                                     : cell(figures.time_to_recover_s, seconds_text);
    const bool ran = entry.state == SuiteState::kRan;
    text_ += right_aligned(ran ? seconds_text(entry.duration_s) : kNoValue, 12) + '\n';
  }

  void why(const std::string& reason) {
    for (const std::string& part : wrapped(one_line(reason), kWidth - kIndent, kMostReasonLines)) {
      text_ += std::string(kIndent, ' ') + part + '\n';
    }
  }
};

}  // namespace

std::string suite_console(const Suite& suite, bool colour) {
  return SuiteText(colour).write(suite);
}

}  // namespace squall
