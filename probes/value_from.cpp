#include "probes/value_from.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "harness/core/json_path.h"
#include "harness/core/regex.h"
#include "harness/core/text.h"
#include "harness/http/answer.h"

namespace squall {
namespace {

Result<double> number_at(const std::string& text, const std::string& where) {
  const auto path = JsonPath::compile(where);
  if (!path) return tl::unexpected(path.error());
  JsonScratch scratch;
  const boost::json::value* const root = scratch.parse(text);
  if (root == nullptr) return fail("the answer is no JSON");
  const boost::json::value* const found = path->find(*root);
  if (found == nullptr) return fail(where + " is missing");
  if (found->is_number()) return found->to_number<double>();
  if (found->is_bool()) return found->get_bool() ? 1.0 : 0.0;
  if (found->is_string()) {
    if (const auto number = number_of(std::string_view(found->get_string()))) return *number;
  }
  return fail(where + " is no number");
}

}  // namespace

Dimension dimension_of_unit(const Options& options) {
  constexpr std::array kDimensions{Dimension::kNone, Dimension::kRatio, Dimension::kTime,
                                   Dimension::kBytes, Dimension::kRate};
  const auto unit = options.get_or<std::string>("unit", "count");
  const auto it = std::find(kUnits.begin(), kUnits.end(), unit);
  return it == kUnits.end() ? Dimension::kNone
                            : kDimensions.at(static_cast<std::size_t>(it - kUnits.begin()));
}

std::optional<double> number_of(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

Result<double> number_in(const std::string& text, const std::string& value_from) {
  if (value_from.starts_with('$')) return number_at(text, value_from);
  const auto regex = Regex::compile(value_from);
  if (!regex) return tl::unexpected(regex.error());
  const auto found = regex->capture(text);
  if (!found) return fail(fmt::format("'{}' is not found", value_from));
  if (const auto number = number_of(*found)) return *number;
  return fail(fmt::format("'{}' is no number", clean_utf8(*found, 40)));
}

std::optional<OptionMistake> mistake_in_value_from(const Options& options) {
  const auto where = options.get_or<std::string>("value_from", "");
  if (where.starts_with('$')) {
    const auto path = JsonPath::compile(where);
    if (!path) return OptionMistake{"value_from", path.error().message, "write \"$.rows[0].id\""};
  } else if (const auto regex = Regex::compile(where); !regex) {
    return OptionMistake{"value_from", regex.error().message,
                         "or a JSON path, which begins with $"};
  } else if (!where.empty() && where.find_first_of("([.*+?\\|") == where.npos) {
    return OptionMistake{
        "value_from", fmt::format("'{}' is neither a JSON path nor finds a number", where),
        fmt::format("write \"$.{0}\", or \"{0}: ([0-9.]+)\", whose group is the number", where)};
  }
  return std::nullopt;
}

}  // namespace squall
