#include "harness/core/template.h"

#include <fmt/format.h>

#include "harness/core/text.h"

namespace squall {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_name(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' || c == '[' ||
         c == ']';
}

// The reference that starts at the `{` at `open`, if one does; `end` is set behind its `}`.
std::optional<Template::Segment> reference_at(std::string_view source, std::size_t open,
                                              std::size_t& end) {
  std::size_t at = open + 1;
  if (at >= source.size() || !is_letter(source[at])) return std::nullopt;
  while (at < source.size() && is_name(source[at])) ++at;
  Template::Segment segment{true, std::string(source.substr(open + 1, at - open - 1)),
                            Template::Filter::kNone, open};
  const std::string_view rest = source.substr(at);
  if (rest.starts_with("|url")) {
    segment.filter = Template::Filter::kUrl;
    at += 4;
  } else if (rest.starts_with("|json")) {
    segment.filter = Template::Filter::kJson;
    at += 5;
  }
  if (at >= source.size() || source[at] != '}') return std::nullopt;
  end = at + 1;
  return segment;
}

void append_literal(std::vector<Template::Segment>& segments, std::string_view text,
                    std::size_t offset) {
  if (text.empty()) return;
  if (!segments.empty() && !segments.back().reference) {
    segments.back().text += text;
  } else {
    segments.push_back({false, std::string(text), Template::Filter::kNone, offset});
  }
}

}  // namespace

Template::Template(std::string_view source) {
  std::size_t at = 0;
  while (at < source.size()) {
    const std::size_t open = source.find('{', at);
    append_literal(segments_, source.substr(at, open - at), at);
    if (open == source.npos) break;
    std::size_t end = 0;
    if (source.substr(open).starts_with("{{")) {
      append_literal(segments_, "{", open);
      at = open + 2;
    } else if (auto segment = reference_at(source, open, end)) {
      segments_.push_back(std::move(*segment));
      at = end;
    } else {
      append_literal(segments_, "{", open);
      at = open + 1;
    }
  }
}

bool Template::constant() const {
  for (const Segment& segment : segments_) {
    if (segment.reference) return false;
  }
  return true;
}

Result<std::string> Template::render(const Lookup& lookup) const {
  std::string text;
  for (const Segment& segment : segments_) {
    if (!segment.reference) {
      text += segment.text;
      continue;
    }
    auto value = lookup(segment.text);
    if (!value) return fail(fmt::format("nothing is called {{{}}} here", segment.text));
    text += apply_filter(segment.filter, std::move(*value));
  }
  return text;
}

Template Template::render_partly(const Lookup& lookup) const {
  Template rendered;
  for (const Segment& segment : segments_) {
    std::optional<std::string> value;
    if (segment.reference && lookup) value = lookup(segment.text);
    if (!segment.reference) {
      append_literal(rendered.segments_, segment.text, segment.offset);
    } else if (value) {
      append_literal(rendered.segments_, apply_filter(segment.filter, std::move(*value)),
                     segment.offset);
    } else {
      rendered.segments_.push_back(segment);
    }
  }
  return rendered;
}

std::string Template::source() const {
  std::string text;
  for (const Segment& segment : segments_) {
    if (!segment.reference) {
      for (const char c : segment.text) text += c == '{' ? "{{" : std::string(1, c);
      continue;
    }
    const std::string_view filter = segment.filter == Filter::kUrl    ? "|url"
                                    : segment.filter == Filter::kJson ? "|json"
                                                                      : "";
    text += fmt::format("{{{}{}}}", segment.text, filter);
  }
  return text;
}

std::string apply_filter(Template::Filter filter, std::string value) {
  switch (filter) {
    case Template::Filter::kUrl:
      return percent_encode(value);
    case Template::Filter::kJson:
      return json_escape(value);
    case Template::Filter::kNone:
      break;
  }
  return value;
}

}  // namespace squall
