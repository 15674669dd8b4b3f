#include "harness/core/style.h"

#include <fmt/format.h>

#include <array>

namespace squall {
namespace {

// In the order of Style.
constexpr std::array<std::string_view, 10> kCodes{"",   "1",  "2",    "31",   "32",
                                                  "33", "35", "1;31", "1;32", "1;33"};

}  // namespace

std::string styled(std::string_view text, Style style, bool on) {
  if (!on || style == Style::kPlain) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", kCodes.at(static_cast<std::size_t>(style)), text);
}

}  // namespace squall
