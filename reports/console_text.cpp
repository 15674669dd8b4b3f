#include "reports/console_text.h"

#include <fmt/format.h>

#include <utility>

#include "harness/core/text.h"
#include "reports/display.h"

namespace squall {
namespace {

constexpr std::size_t kMostLines = 3;  // Of one item.

}  // namespace

Colour colour_of(CheckVerdict verdict) {
  return verdict == CheckVerdict::kPass   ? Colour::kGreen
         : verdict == CheckVerdict::kFail ? Colour::kRed
                                          : Colour::kYellow;
}

Colour colour_of(Verdict verdict) {
  return verdict == Verdict::kPass   ? Colour::kGreen
         : verdict == Verdict::kFail ? Colour::kRed
                                     : Colour::kYellow;
}

std::string ConsoleText::paint(std::string_view text, Colour colour) const {
  if (!colour_ || colour == Colour::kNone) return std::string(text);
  const int code = colour == Colour::kBold    ? 1
                   : colour == Colour::kDim   ? 2
                   : colour == Colour::kGreen ? 32
                   : colour == Colour::kRed   ? 31
                                              : 33;
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

void ConsoleText::line(std::string_view text, Colour colour) {
  text_ += paint(fitted(one_line(text), kWidth), colour);
  text_ += '\n';
}

void ConsoleText::section(std::string_view title) {
  gap();
  line(title, Colour::kBold);
}

void ConsoleText::item(std::string_view mark, Colour colour, std::string_view label,
                       std::string_view rest) {
  const std::size_t indent = 4 + label_width_ + 1;
  text_ += fmt::format("  {} ", paint(mark, colour));
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
    line(indent + part, Colour::kDim);
  }
}

}  // namespace squall
