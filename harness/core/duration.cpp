#include "harness/core/duration.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace squall {
namespace {

struct Unit {
  std::string_view name;
  double nanoseconds;
};

constexpr std::array<Unit, 7> kUnits{
    {{"ns", 1.0}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9},
     {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}}};
constexpr double kLongest_ns = 9e18;  // The range of a 64-bit count of nanoseconds.

}  // namespace

std::optional<Nanoseconds> parse_duration(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] =
      std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{} || !(number >= 0)) return std::nullopt;
  const std::string_view suffix(rest, static_cast<std::size_t>(end - rest));
  for (const Unit& unit : kUnits) {
    if (suffix != unit.name) continue;
    const double count = number * unit.nanoseconds;
    if (count > kLongest_ns) return std::nullopt;
    return Nanoseconds(std::llround(count));
  }
  return std::nullopt;
}

std::string format_duration(Nanoseconds duration) {
  const std::int64_t count = duration.count();
  if (count == 0) return "0s";
  constexpr std::int64_t kSecond = 1'000'000'000;
  if (count % (86400 * kSecond) == 0 && count >= 2 * 86400 * kSecond) {
    return fmt::format("{}d", count / (86400 * kSecond));
  }
  if (count % (60 * kSecond) == 0 && count >= 120 * kSecond) {
    return fmt::format("{}m", count / (60 * kSecond));
  }
  if (count >= kSecond) return fmt::format("{}s", static_cast<double>(count) / 1e9);
  if (count >= 1'000'000) return fmt::format("{}ms", static_cast<double>(count) / 1e6);
  if (count >= 1'000) return fmt::format("{}us", static_cast<double>(count) / 1e3);
  return fmt::format("{}ns", count);
}

std::string human_duration(Nanoseconds duration) {
  const double ms = milliseconds(duration);
  if (ms == 0) return "0 ms";
  const auto digits = [](double value) {
    return std::abs(value) >= 100 ? 0 : std::abs(value) >= 10 ? 1 : 2;
  };
  if (std::abs(ms) < 1) return fmt::format("{:.{}f} ms", ms, 2);
  if (std::abs(ms) < 1000) return fmt::format("{:.{}f} ms", ms, digits(ms));
  const double s = ms / 1000;
  return fmt::format("{:.{}f} s", s, digits(s));
}

}  // namespace squall
