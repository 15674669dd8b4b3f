#include "harness/model/quantity.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace squall {
namespace {

/// Up to three decimals, no trailing zeros.
std::string plain(double value) {
  std::string text = fmt::format("{:.3f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

/// Three significant digits, but never fewer than stand before the point.
std::string short_number(double value) {
  const double size = std::abs(value);
  return plain(std::stod(fmt::format("{:.{}f}", value, size >= 100 ? 0 : size >= 10 ? 1 : 2)));
}

std::string with_unit(double value, std::array<std::string_view, 4> units) {
  std::size_t unit = 0;
  while (std::abs(value) >= 1024 && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{} {}", short_number(value), units.at(unit));
}

}  // namespace

std::string format_quantity(double value, Dimension dimension) {
  if (!std::isfinite(value)) return "none";
  switch (dimension) {
    case Dimension::kNone:
      return plain(value);
    case Dimension::kRatio:
      return std::abs(value) >= 2 ? plain(value) : plain(value * 100) + " %";
    case Dimension::kTime:
      return std::abs(value) < 1 ? short_number(value * 1e3) + " ms" : plain(value) + " s";
    case Dimension::kRate:
      return short_number(value) + "/s";
    case Dimension::kBytes:
      return with_unit(value, {"B", "KiB", "MiB", "GiB"});
  }
  return plain(value);
}

}  // namespace squall
