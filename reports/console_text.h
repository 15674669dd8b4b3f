// The pieces of the console summary: lines, sections, items, in colour where that is wanted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/core/style.h"
#include "harness/model/report.h"

namespace squall {

Style style_of(CheckVerdict verdict);
Style style_of(Verdict verdict);

class ConsoleText {
 protected:
  static constexpr std::size_t kWidth = 100;
  static constexpr std::size_t kLabelWidth = 20;

  explicit ConsoleText(bool colour) : colour_(colour) {}

  std::string paint(std::string_view text, Style style) const;
  void line(std::string_view text, Style style = Style::kPlain);
  void gap() { text_ += '\n'; }
  void section(std::string_view title);
  /// "  ✓ label   rest", the mark coloured; a long rest goes on below itself.
  void item(std::string_view mark, Style style, std::string_view label, std::string_view rest);

  /// What an item needs to be understood, dim and over the whole width below it.
  void aside(std::string_view text);

  std::string text_;
  std::size_t label_width_ = kLabelWidth;

 private:
  const bool colour_;
};

}  // namespace squall
