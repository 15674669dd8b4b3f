#include "reports/console_text.h"

#include <fmt/format.h>

#include <utility>

#include "harness/core/text.h"
#include "reports/display.h"

namespace squall {
namespace {

constexpr std::size_t kMostLines = 3;  // Of one item.

}  // namespace

Style style_of(CheckVerdict verdict) {
  return verdict == CheckVerdict::kPass   ? Style::kGreen
         : verdict == CheckVerdict::kFail ? Style::kRed
                                          : Style::kYellow;
}

Style style_of(Verdict verdict) {
  return verdict == Verdict::kPass   ? Style::kGreen
         : verdict == Verdict::kFail ? Style::kRed
                                     : Style::kYellow;
}

std::string ConsoleText::paint(std::string_view text, Style style) const {
  return styled(text, style, colour_);
}

void ConsoleText::line(std::string_view text, Style style) {
  text_ += paint(fitted(one_line(text), kWidth), style);
  text_ += '\n';
}

void ConsoleText::section(std::string_view title) {
  gap();
  line(title, Style::kBold);
}

void ConsoleText::item(std::string_view mark, Style style, std::string_view label,
                       std::string_view rest) {
  const std::size_t indent = 4 + label_width_ + 1;
  text_ += fmt::format("  {} ", paint(mark, style));
  text_ += padded(fitted(one_line(label), label_width_), label_width_ + 1);
  bool first = true;
  for (const std::string& part : wrapped(one_line(rest), kWidth - indent, kMostLines)) {
    if (!std::exchange(first, false)) text_.append(indent, ' ');
    text_ += part;
    text_ += '\n';
  }
}

void ConsoleText::aside(std::string_view text) {
  const std::string indent(6, ' ');
  for (const std::string& part : wrapped(one_line(text), kWidth - indent.size(), kMostLines)) {
    line(indent + part, Style::kFaint);
  }
}

}  // namespace squall
