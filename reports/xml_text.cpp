#include "reports/xml_text.h"

#include <fmt/format.h>

#include <limits>

#include "harness/core/text.h"

namespace squall {
namespace {

bool is_forbidden(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
  const std::string_view three = text.substr(at, 3);
  return three == "\xef\xbf\xbe" || three == "\xef\xbf\xbf";
}

std::string escaped(std::string_view raw, std::string_view as_reference) {
  const std::string text = clean_utf8(raw, std::numeric_limits<std::size_t>::max());
  std::string xml;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_forbidden(text, at)) {
      xml += "\xef\xbf\xbd";
      if (static_cast<unsigned char>(c) >= 0x80) at += 2;
    } else if (as_reference.find(c) != as_reference.npos) {
      xml += fmt::format("&#{};", static_cast<int>(c));
    } else if (c == '&') {
      xml += "&amp;";
    } else if (c == '<') {
      xml += "&lt;";
    } else if (c == '>') {
      xml += "&gt;";
    } else if (c == '"') {
      xml += "&quot;";
    } else {
      xml += c;
    }
  }
  return xml;
}

}  // namespace

std::string xml_text(std::string_view text) { return escaped(text, "\r"); }

std::string xml_attribute(std::string_view text) { return escaped(text, "\t\n\r"); }

}  // namespace squall
