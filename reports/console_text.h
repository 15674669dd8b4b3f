// The pieces of the console summary: lines, sections, items, in colour where that is wanted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/model/report.h"

namespace squall {

enum class Colour { kNone, kBold, kDim, kGreen, kRed, kYellow };

Colour colour_of(CheckVerdict verdict);
Colour colour_of(Verdict verdict);

class ConsoleText {
 protected:
  static constexpr std::size_t kWidth = 100;
  static constexpr std::size_t kLabelWidth = 20;

  explicit ConsoleText(bool colour) : colour_(colour) {}

  std::string paint(std::string_view text, Colour colour) const;
  void line(std::string_view text, Colour colour = Colour::kNone);
  void gap() { text_ += '\n'; }
  void section(std::string_view title);
  /// "  ✓ label   rest", the mark coloured; a long rest goes on below itself.
  void item(std::string_view mark, Colour colour, std::string_view label, std::string_view rest);

  /// What an item needs to be understood, dim and over the whole width below it.
  void aside(std::string_view text);

  std::string text_;
  std::size_t label_width_ = kLabelWidth;

 private:
  const bool colour_;
};

}  // namespace squall
