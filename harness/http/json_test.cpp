#include "harness/http/json_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/core/duration.h"
#include "harness/core/text.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownJsonBytes = 60;

bool equal(const Value& expected, const json::value& actual);

struct Equals {
  const json::value& actual;

  bool operator()(std::monostate) const { return actual.is_null(); }
  bool operator()(bool expected) const { return actual.is_bool() && actual.get_bool() == expected; }
  bool operator()(std::int64_t expected) const {
    if (actual.is_int64()) return actual.get_int64() == expected;
    return actual.is_double() && actual.get_double() == static_cast<double>(expected);
  }
  bool operator()(double expected) const {
    return actual.is_number() && actual.to_number<double>() == expected;
  }
  bool operator()(const std::string& expected) const {
    return actual.is_string() && std::string_view(actual.get_string()) == expected;
  }
  bool operator()(Nanoseconds expected) const { return (*this)(format_duration(expected)); }
  bool operator()(const ValueList& expected) const {
    const json::array* array = actual.if_array();
    if (array == nullptr || array->size() != expected.size()) return false;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (!equal(expected[i], (*array)[i])) return false;
    }
    return true;
  }
  bool operator()(const ValueTable& expected) const {
    const json::object* object = actual.if_object();
    if (object == nullptr || object->size() != expected.size()) return false;
    for (const auto& [name, value] : expected) {
      const json::value* member = object->if_contains(name);
      if (member == nullptr || !equal(value, *member)) return false;
    }
    return true;
  }
};

bool equal(const Value& expected, const json::value& actual) {
  return std::visit(Equals{actual}, expected.data);
}

std::string show(const json::value& value) {
  return clean_utf8(json::serialize(value), kShownJsonBytes);
}

struct Show {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(const std::string& value) const {
    return fmt::format("\"{}\"", clean_utf8(value, kShownJsonBytes));
  }
  std::string operator()(Nanoseconds value) const { return (*this)(format_duration(value)); }
  std::string operator()(const ValueList& list) const {
    std::string text;
    for (const Value& item : list)
      text += (text.empty() ? "" : ", ") + std::visit(*this, item.data);
    return "[" + text + "]";
  }
  std::string operator()(const ValueTable& table) const {
    std::string text;
    for (const auto& [name, item] : table) {
      text +=
          fmt::format("{}\"{}\": {}", text.empty() ? "" : ", ", name, std::visit(*this, item.data));
    }
    return "{" + text + "}";
  }
};

std::string show(const Value& value) { return std::visit(Show{}, value.data); }

std::string show_choice(const std::vector<Value>& values) {
  std::vector<std::string> texts;
  for (const Value& value : values) texts.push_back(show(value));
  return join_names(texts, "or");
}

bool found_in(const Regex& regex, const json::value& place) {
  if (place.is_string()) return regex.found_in(std::string_view(place.get_string()));
  return regex.found_in(json::serialize(place));
}

}  // namespace

Result<CompiledJsonTest> CompiledJsonTest::compile(const JsonTest& test,
                                                   const Template::Lookup& known) {
  auto path = JsonPath::compile(test.path);
  if (!path) return tl::unexpected(path.error());
  CompiledJsonTest compiled;
  compiled.path_ = std::move(*path);
  compiled.test_ = test;
  if (test.equals_template) {
    const Template rest = test.equals_template->render_partly(known);
    compiled.test_.equals_template = rest;
    if (rest.constant()) {
      compiled.test_.equals = Value{*rest.render({})};
      compiled.test_.equals_template.reset();
    }
  }
  if (!test.regex.empty()) {
    auto regex = Regex::compile(test.regex);
    if (!regex) return tl::unexpected(regex.error());
    compiled.regex_ = std::move(*regex);
  }
  return compiled;
}

std::optional<std::string> CompiledJsonTest::mismatch(const json::value& document,
                                                      const Template::Lookup& lookup) const {
  const json::value* place = path_.find(document);
  if (!test_.exists) {
    if (place == nullptr) return std::nullopt;
    return fmt::format("{} is present", path_.text());
  }
  if (place == nullptr) return fmt::format("{} is missing", path_.text());
  auto reason = unequal(*place, lookup);
  if (!reason && (test_.min || test_.max)) reason = out_of_range(*place);
  if (!reason && regex_ && !found_in(*regex_, *place)) {
    reason = fmt::format("{} is {}, expected a match of '{}'", path_.text(), show(*place),
                         regex_->pattern());
  }
  return reason;
}

std::optional<std::string> CompiledJsonTest::unequal(const json::value& place,
                                                     const Template::Lookup& lookup) const {
  const auto wrong = [&](const std::string& expected) {
    return fmt::format("{} is {}, expected {}", path_.text(), show(place), expected);
  };
  if (test_.equals && !equal(*test_.equals, place)) return wrong(show(*test_.equals));
  if (test_.equals_template) {
    const Value expected{render_known(*test_.equals_template, lookup)};
    if (!equal(expected, place)) return wrong(show(expected));
  }
  const auto& allowed = test_.one_of;
  const auto is_it = [&](const Value& value) { return equal(value, place); };
  if (allowed.empty() || std::any_of(allowed.begin(), allowed.end(), is_it)) return std::nullopt;
  return wrong(show_choice(allowed));
}

std::optional<std::string> CompiledJsonTest::out_of_range(const json::value& place) const {
  if (!place.is_number()) {
    return fmt::format("{} is {}, expected a number", path_.text(), show(place));
  }
  const auto number = place.to_number<double>();
  if (test_.min && !(number >= *test_.min)) {
    return fmt::format("{} is {}, expected at least {}", path_.text(), show(place), *test_.min);
  }
  if (test_.max && !(number <= *test_.max)) {
    return fmt::format("{} is {}, expected at most {}", path_.text(), show(place), *test_.max);
  }
  return std::nullopt;
}

std::string describe_test(const JsonTest& test) {
  if (!test.exists) return test.path + " is missing";
  std::vector<std::string> parts;
  if (test.equals) parts.push_back("= " + show(*test.equals));
  if (test.equals_template) {
    parts.push_back(fmt::format("= \"{}\"", test.equals_template->source()));
  }
  if (!test.one_of.empty()) parts.push_back("is " + show_choice(test.one_of));
  if (test.min) parts.push_back(fmt::format(">= {}", *test.min));
  if (test.max) parts.push_back(fmt::format("<= {}", *test.max));
  if (!test.regex.empty()) parts.push_back(fmt::format("matches '{}'", test.regex));
  if (parts.empty()) parts.emplace_back("exists");
  return fmt::format("{} {}", test.path, join_names(parts));
}

std::string render_known(const Template& text, const Template::Lookup& lookup) {
  const auto value_or_name = [&lookup](std::string_view name) -> std::optional<std::string> {
    auto value = lookup ? lookup(name) : std::nullopt;
    return value ? std::move(value) : fmt::format("{{{}}}", name);
  };
  return *text.render(value_or_name);
}

}  // namespace squall
