#include "harness/core/json_path.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>

namespace squall {
namespace {

// Takes what stands between `open` and the next `close` off the front of `rest`.
std::optional<std::string_view> enclosed(std::string_view& rest, std::string_view open,
                                         std::string_view close) {
  if (!rest.starts_with(open)) return std::nullopt;
  const std::size_t end = rest.find(close, open.size());
  if (end == rest.npos) return std::nullopt;
  const std::string_view inside = rest.substr(open.size(), end - open.size());
  rest.remove_prefix(end + close.size());
  return inside;
}

std::optional<std::size_t> index(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<JsonPath> JsonPath::compile(std::string_view text) {
  const auto wrong = [text](std::string_view rest, std::string_view expected) {
    return fail(fmt::format("the JSON path '{}' needs {} at character {}", text, expected,
                            text.size() - rest.size() + 1));
  };
  JsonPath path;
  path.text_ = text;
  std::string_view rest = text;
  if (!rest.starts_with('$')) return wrong(rest, "a '$'");
  rest.remove_prefix(1);
  while (!rest.empty()) {
    if (rest.front() == '.') {
      rest.remove_prefix(1);
      const std::string_view name = rest.substr(0, rest.find_first_of(".["));
      if (name.empty()) return wrong(rest, "a name");
      path.steps_.emplace_back(std::string(name));
      rest.remove_prefix(name.size());
    } else if (rest.starts_with("[\"")) {
      const auto name = enclosed(rest, "[\"", "\"]");
      if (!name) return wrong(rest, "a name in [\"…\"]");
      path.steps_.emplace_back(std::string(*name));
    } else {
      const std::string_view before = rest;
      const auto number = enclosed(rest, "[", "]");
      const auto value = number ? index(*number) : std::nullopt;
      if (!value) return wrong(before, "'.name', '[0]' or '[\"name\"]'");
      path.steps_.emplace_back(*value);
    }
  }
  return path;
}

const boost::json::value* JsonPath::find(const boost::json::value& root) const {
  const boost::json::value* at = &root;
  for (const Step& step : steps_) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      const boost::json::object* object = at->if_object();
      at = object == nullptr ? nullptr : object->if_contains(*name);
    } else {
      const boost::json::array* array = at->if_array();
      at = array == nullptr ? nullptr : array->if_contains(std::get<std::size_t>(step));
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace squall
