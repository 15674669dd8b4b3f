// How text is set off on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace squall {

enum class Style {
  kPlain,
  kBold,
  kFaint,
  kRed,
  kGreen,
  kYellow,
  kMagenta,
  kBoldRed,
  kBoldGreen,
  kBoldYellow
};

/// `text` within ECMA-48 "select graphic rendition" codes where `on`, else as it is.
std::string styled(std::string_view text, Style style, bool on);

}  // namespace squall
