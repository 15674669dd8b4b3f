#include "harness/http/expect.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "harness/core/duration.h"
#include "harness/core/text.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownBytes = 60;

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
  return clean_utf8(json::serialize(value), kShownBytes);
}

struct Show {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(const std::string& value) const {
    return fmt::format("\"{}\"", clean_utf8(value, kShownBytes));
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

// A text with references; one that has no value stays as it is written.
std::string render(const Template& text, const Template::Lookup& lookup) {
  const auto value_or_name = [&lookup](std::string_view name) -> std::optional<std::string> {
    auto value = lookup ? lookup(name) : std::nullopt;
    return value ? std::move(value) : fmt::format("{{{}}}", name);
  };
  return *text.render(value_or_name);
}

std::string show_status(const std::vector<StatusRange>& status) {
  if (status.empty()) return "2xx";
  std::vector<std::string> ranges;
  for (const auto& [low, high] : status) {
    const bool hundred = low % 100 == 0 && high == low + 99;
    ranges.push_back(low == high ? fmt::format("{}", low)
                     : hundred   ? fmt::format("{}xx", low / 100)
                                 : fmt::format("{}-{}", low, high));
  }
  return join_names(ranges, "or");
}

std::string show_test(const JsonTest& test) {
  if (test.equals) return fmt::format("{} = {}", test.path, show(*test.equals));
  if (test.equals_template) {
    return fmt::format("{} = \"{}\"", test.path, test.equals_template->source());
  }
  return fmt::format("{} {}", test.path, test.exists ? "exists" : "is missing");
}

Template known_part(const Template& text, const Template::Lookup& known) {
  return known ? text.render_partly(known) : text;
}

}  // namespace

Result<CompiledExpect> CompiledExpect::compile(const Expect& expect,
                                               const Template::Lookup& known) {
  CompiledExpect compiled;
  compiled.status_ = expect.status;
  compiled.status_text_ = show_status(expect.status);
  for (const HeaderTest& test : expect.headers) {
    auto regex = Regex::compile(test.regex);
    if (!regex) return tl::unexpected(regex.error());
    compiled.headers_.push_back({test.name, std::move(*regex)});
  }
  for (const JsonTest& test : expect.json) {
    auto path = JsonPath::compile(test.path);
    if (!path) return tl::unexpected(path.error());
    Json entry{std::move(*path), test};
    if (test.equals_template) {
      const Template rest = known_part(*test.equals_template, known);
      entry.test.equals_template = rest;
      if (rest.constant()) {
        entry.test.equals = Value{*rest.render({})};
        entry.test.equals_template.reset();
      }
    }
    compiled.json_.push_back(std::move(entry));
  }
  for (const Template& text : expect.body) compiled.body_.push_back(known_part(text, known));
  if (!expect.regex.empty()) {
    auto regex = Regex::compile(expect.regex);
    if (!regex) return tl::unexpected(regex.error());
    compiled.regex_ = std::move(*regex);
  }
  return compiled;
}

std::optional<Mismatch> CompiledExpect::mismatch(Answer& answer,
                                                 const Template::Lookup& lookup) const {
  if (!status_expected(answer.status())) {
    return Mismatch{status_error(answer.status()),
                    fmt::format("status {}, expected {}", answer.status(), status_text_)};
  }
  auto reason = header_reason(answer);
  if (!reason) reason = json_reason(answer, lookup);
  if (!reason) reason = body_reason(answer, lookup);
  if (!reason) return std::nullopt;
  return Mismatch{ErrorClass::kUnexpectedBody, std::move(*reason)};
}

bool CompiledExpect::status_expected(int status) const {
  if (status_.empty()) return status >= 200 && status <= 299;
  for (const auto& [low, high] : status_) {
    if (status >= low && status <= high) return true;
  }
  return false;
}

std::optional<std::string> CompiledExpect::header_reason(const Answer& answer) const {
  for (const Header& test : headers_) {
    const HeaderField* header = answer.find_header(test.name);
    if (header == nullptr) return fmt::format("header {} is missing", test.name);
    if (!test.regex.found_in(header->value)) {
      return fmt::format("header {} is '{}', expected {}", test.name,
                         clean_utf8(header->value, kShownBytes), test.regex.pattern());
    }
  }
  return std::nullopt;
}

std::optional<std::string> CompiledExpect::json_reason(Answer& answer,
                                                       const Template::Lookup& lookup) const {
  if (json_.empty()) return std::nullopt;
  const json::value* document = answer.json();
  if (document == nullptr) return "the body is not JSON";
  for (const auto& [path, test] : json_) {
    const json::value* place = path.find(*document);
    if (place == nullptr && (test.equals || test.equals_template || test.exists)) {
      return fmt::format("{} is missing", path.text());
    }
    if (test.equals && !equal(*test.equals, *place)) {
      return fmt::format("{} is {}, expected {}", path.text(), show(*place), show(*test.equals));
    }
    if (test.equals_template) {
      const Value expected{render(*test.equals_template, lookup)};
      if (equal(expected, *place)) continue;
      return fmt::format("{} is {}, expected {}", path.text(), show(*place), show(expected));
    }
    if (place != nullptr && !test.exists) return fmt::format("{} is present", path.text());
  }
  return std::nullopt;
}

std::optional<std::string> CompiledExpect::body_reason(const Answer& answer,
                                                       const Template::Lookup& lookup) const {
  for (const Template& text : body_) {
    const auto& segments = text.segments();
    const bool literal = segments.size() == 1 && !segments.front().reference;
    const std::string rendered = literal ? std::string() : render(text, lookup);
    const std::string_view expected = literal ? std::string_view(segments.front().text) : rendered;
    if (answer.body().find(expected) == std::string_view::npos) {
      return fmt::format("the body does not contain '{}'", clean_utf8(expected, kShownBytes));
    }
  }
  if (regex_ && !regex_->found_in(answer.body())) {
    return fmt::format("the body does not match '{}'", regex_->pattern());
  }
  return std::nullopt;
}

ErrorClass status_error(int status) {
  if (status >= 400 && status <= 499) return ErrorClass::kHttp4xx;
  if (status >= 500 && status <= 599) return ErrorClass::kHttp5xx;
  return ErrorClass::kUnexpectedStatus;
}

std::optional<std::string> mismatch(const Expect& expect, const HttpResponse& response,
                                    const Template::Lookup& lookup) {
  const auto compiled = CompiledExpect::compile(expect, lookup);
  if (!compiled) return compiled.error().message;
  std::vector<HeaderField> headers;
  for (const auto& [name, value] : response.headers) headers.push_back({name, value});
  JsonScratch scratch;
  Answer answer(response.status, headers, response.body, scratch);
  auto found = compiled->mismatch(answer, lookup);
  if (!found) return std::nullopt;
  return std::move(found->reason);
}

std::string describe(const Expect& expect) {
  std::string text = "status " + show_status(expect.status);
  for (const HeaderTest& test : expect.headers) {
    text += fmt::format(", header {} matches '{}'", test.name, test.regex);
  }
  for (const JsonTest& test : expect.json) text += ", " + show_test(test);
  for (const Template& body : expect.body) text += fmt::format(", body has '{}'", body.source());
  if (!expect.regex.empty()) text += fmt::format(", body matches '{}'", expect.regex);
  return text;
}

}  // namespace squall
