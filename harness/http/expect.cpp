#include "harness/http/expect.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "harness/core/text.h"
#include "harness/http/sha256.h"

namespace squall {
namespace {

constexpr std::size_t kShownBytes = 60;

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

std::string show_length(const LengthRange& length) {
  if (length.min == length.max) return fmt::format("{}", length.min);
  if (length.min == 0) return fmt::format("at most {}", length.max);
  if (length.max == LengthRange{}.max) return fmt::format("at least {}", length.min);
  return fmt::format("{} to {}", length.min, length.max);
}

std::string describe_header(const HeaderTest& test) {
  if (!test.exists) return fmt::format("no header {}", test.name);
  std::string text = "header " + test.name;
  if (!test.regex.empty()) text += fmt::format(" matches '{}'", test.regex);
  if (test.equals) text += fmt::format(" = '{}'", test.equals->source());
  return text;
}

}  // namespace

Result<CompiledExpect> CompiledExpect::compile(const Expect& expect,
                                               const Template::Lookup& known) {
  CompiledExpect compiled;
  compiled.status_ = expect.status;
  compiled.status_text_ = show_status(expect.status);
  for (const HeaderTest& test : expect.headers) {
    Header header{test, std::nullopt};
    if (!test.regex.empty()) {
      auto regex = Regex::compile(test.regex);
      if (!regex) return tl::unexpected(regex.error());
      header.regex = std::move(*regex);
    }
    if (test.equals) header.test.equals = test.equals->render_partly(known);
    compiled.headers_.push_back(std::move(header));
  }
  for (const JsonTest& test : expect.json) {
    auto made = CompiledJsonTest::compile(test, known);
    if (!made) return tl::unexpected(made.error());
    compiled.json_.push_back(std::move(*made));
  }
  for (const Template& text : expect.body) compiled.body_.push_back(text.render_partly(known));
  if (!expect.regex.empty()) {
    auto regex = Regex::compile(expect.regex);
    if (!regex) return tl::unexpected(regex.error());
    compiled.regex_ = std::move(*regex);
  }
  compiled.length_ = expect.length;
  compiled.sha256_ = expect.sha256;
  return compiled;
}

std::optional<Mismatch> CompiledExpect::mismatch(Answer& answer,
                                                 const Template::Lookup& lookup) const {
  if (!status_expected(answer.status())) {
    return Mismatch{status_error(answer.status()),
                    fmt::format("status {}, expected {}", answer.status(), status_text_)};
  }
  auto reason = header_reason(answer, lookup);
  if (!reason) reason = length_reason(answer);
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

std::optional<std::string> CompiledExpect::header_reason(const Answer& answer,
                                                         const Template::Lookup& lookup) const {
  for (const auto& [test, regex] : headers_) {
    const HeaderField* header = answer.find_header(test.name);
    if (!test.exists) {
      if (header == nullptr) continue;
      return fmt::format("header {} is present", test.name);
    }
    if (header == nullptr) return fmt::format("header {} is missing", test.name);
    const auto wrong = [&, name = &test.name](std::string_view expected) {
      return fmt::format("header {} is '{}', expected {}", *name,
                         clean_utf8(header->value, kShownBytes), expected);
    };
    if (regex && !regex->found_in(header->value)) return wrong(regex->pattern());
    if (!test.equals) continue;
    const std::string expected = render_known(*test.equals, lookup);
    if (header->value != expected) {
      return wrong(fmt::format("'{}'", clean_utf8(expected, kShownBytes)));
    }
  }
  return std::nullopt;
}

std::optional<std::string> CompiledExpect::length_reason(const Answer& answer) const {
  if (!length_) return std::nullopt;
  const std::uint64_t bytes = answer.body_bytes();
  if (bytes >= length_->min && bytes <= length_->max) return std::nullopt;
  return fmt::format("the body has {} bytes, expected {}", bytes, show_length(*length_));
}

std::optional<std::string> CompiledExpect::json_reason(Answer& answer,
                                                       const Template::Lookup& lookup) const {
  if (json_.empty()) return std::nullopt;
  const boost::json::value* document = answer.json();
  if (document == nullptr) return "the body is not JSON";
  for (const CompiledJsonTest& test : json_) {
    if (auto reason = test.mismatch(*document, lookup)) return reason;
  }
  return std::nullopt;
}

std::optional<std::string> CompiledExpect::body_reason(const Answer& answer,
                                                       const Template::Lookup& lookup) const {
  for (const Template& text : body_) {
    const auto& segments = text.segments();
    const bool literal = segments.size() == 1 && !segments.front().reference;
    const std::string rendered = literal ? std::string() : render_known(text, lookup);
    const std::string_view expected = literal ? std::string_view(segments.front().text) : rendered;
    if (answer.body().find(expected) == std::string_view::npos) {
      return fmt::format("the body does not contain '{}'", clean_utf8(expected, kShownBytes));
    }
  }
  if (regex_ && !regex_->found_in(answer.body())) {
    return fmt::format("the body does not match '{}'", regex_->pattern());
  }
  if (sha256_.empty()) return std::nullopt;
  const std::string actual = sha256_hex(answer.body());
  if (actual == sha256_) return std::nullopt;
  return fmt::format("the body's SHA-256 is {}, expected {}", actual, sha256_);
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
  for (const HeaderTest& test : expect.headers) text += ", " + describe_header(test);
  if (expect.length) text += fmt::format(", {} bytes", show_length(*expect.length));
  for (const JsonTest& test : expect.json) text += ", " + describe_test(test);
  for (const Template& body : expect.body) text += fmt::format(", body has '{}'", body.source());
  if (!expect.regex.empty()) text += fmt::format(", body matches '{}'", expect.regex);
  if (!expect.sha256.empty()) text += fmt::format(", body's SHA-256 = {}", expect.sha256);
  return text;
}

}  // namespace squall
