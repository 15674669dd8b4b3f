#include "harness/load/captures.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/http/cookies.h"

namespace squall {

Result<CompiledCapture> CompiledCapture::compile(const Capture& capture, std::size_t slot) {
  CompiledCapture compiled;
  compiled.name_ = capture.name;
  compiled.slot_ = slot;
  compiled.secret_ = capture.secret;
  compiled.optional_ = capture.optional;
  compiled.keep_ = capture.keep;
  const auto wrong = [&capture](const Error& error) {
    return fail(fmt::format("capture '{}': {}", capture.name, error.message));
  };
  switch (capture.from) {
    case Capture::From::kHeader:
      compiled.where_ = HeaderName{capture.where};
      break;
    case Capture::From::kCookie:
      compiled.where_ = CookieName{capture.where};
      break;
    case Capture::From::kJson: {
      auto path = JsonPath::compile(capture.where);
      if (!path) return wrong(path.error());
      compiled.where_ = std::move(*path);
      break;
    }
    case Capture::From::kRegex: {
      auto regex = Regex::compile(capture.where);
      if (!regex) return wrong(regex.error());
      compiled.where_ = std::move(*regex);
      break;
    }
  }
  return compiled;
}

std::optional<std::string_view> CompiledCapture::find(Answer& answer, std::string& scratch) const {
  if (const auto* header = std::get_if<HeaderName>(&where_)) {
    const HeaderField* field = answer.find_header(header->name);
    return field == nullptr ? std::nullopt : std::optional(field->value);
  }
  if (const auto* cookie = std::get_if<CookieName>(&where_)) {
    for (const HeaderField& field : answer.headers()) {
      if (!equal_names(field.name, "set-cookie")) continue;
      const auto set = SetCookie::parse(field.value, 0);
      if (set && set->name == cookie->name) return set->value;
    }
    return std::nullopt;
  }
  if (const auto* regex = std::get_if<Regex>(&where_)) return regex->capture(answer.body());
  const boost::json::value* document = answer.json();
  const boost::json::value* place =
      document == nullptr ? nullptr : std::get<JsonPath>(where_).find(*document);
  if (place == nullptr) return std::nullopt;
  if (place->is_string()) return std::string_view(place->get_string());
  scratch = boost::json::serialize(*place);
  return scratch;
}

std::string CompiledCapture::place() const {
  if (const auto* header = std::get_if<HeaderName>(&where_)) return "header " + header->name;
  if (const auto* cookie = std::get_if<CookieName>(&where_)) return "cookie " + cookie->name;
  if (const auto* path = std::get_if<JsonPath>(&where_)) return path->text();
  return fmt::format("'{}'", std::get<Regex>(where_).pattern());
}

std::optional<std::string> CompiledCapture::take(Answer& answer, std::string& out) const {
  std::string scratch;
  const auto found = find(answer, scratch);
  if (!found) {
    if (!keep_ || !optional_) out.clear();
    if (optional_) return std::nullopt;
    return fmt::format("{} is missing (capture '{}')", place(), name_);
  }
  const bool control = std::any_of(found->begin(), found->end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (found->size() <= kMaxBytes && !control) {
    out = *found;
    return std::nullopt;
  }
  out.clear();
  return fmt::format("the value of capture '{}' is too long or holds control characters", name_);
}

}  // namespace squall
