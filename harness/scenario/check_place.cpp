// URLs and addresses: whether they are any, and whether what they name may be dialled, as far as
// that is written in the file. What a reference stands for is asked again when it is dialled.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "harness/core/template.h"
#include "harness/scenario/confidential.h"
#include "harness/scenario/section.h"

namespace squall {
namespace {

bool is_url(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

// "web.url/x" and "web[0]/x" give "web" and "web[0]": a reference without its braces. Empty: none.
std::string_view name_without_braces(std::string_view text) {
  std::string_view head = text.substr(0, text.find('/'));
  for (const std::string_view field : {".url", ".host", ".port"}) {
    if (head.ends_with(field)) head.remove_suffix(field.size());
  }
  const auto is_part = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '[' || c == ']';
  };
  const bool fits = !head.empty() && std::isalpha(static_cast<unsigned char>(head[0])) != 0 &&
                    std::all_of(head.begin(), head.end(), is_part);
  return fits ? head : std::string_view();
}

std::string url_hint(std::string_view text) {
  const std::string_view path = text.substr(std::min(text.find('/'), text.size()));
  const std::string_view head = text.substr(0, text.size() - path.size());
  const std::string_view name = name_without_braces(text);
  if (!name.empty()) return fmt::format("write \"{{{}.url}}{}\", with the braces", name, path);
  const auto place = host_port_of(head);
  if (place && place->port > 0) return fmt::format("write \"http://{}\"", text);
  return fmt::format("write \"{{SERVICE.url}}{0}\" or \"http://127.0.0.1:8080{0}\"", path);
}

// The place that a URL's first words name; nullopt: a reference has a part in it.
std::optional<std::string> literal_origin(const Template& url) {
  const auto& segments = url.segments();
  const std::string& start = segments.front().text;
  const std::size_t end = start.find_first_of("/?#", start.find("://") + 3);
  if (end == start.npos && segments.size() > 1) return std::nullopt;
  return start.substr(0, end);
}

bool check_url(const TomlNode& node, const Option& option, const ReadContext& context) {
  const Template url(*node.text());
  const auto& segments = url.segments();
  if (!segments.empty() && segments.front().reference) return true;
  if (segments.empty() || !is_url(segments.front().text)) {
    context.findings.error(node.position,
                           fmt::format("'{}' does not begin with http:// or https://: '{}'",
                                       option.name, *node.text()),
                           url_hint(*node.text()));
    return false;
  }
  const auto origin = literal_origin(url);
  if (!origin) return true;
  const auto place = host_port_of(*origin);
  if (place) return check_allowed(node.position, *place, context);
  context.findings.error(node.position,
                         fmt::format("'{}' names no host: '{}'", option.name, *node.text()),
                         "write \"http://127.0.0.1:8080/…\"");
  return false;
}

bool check_host_port(const TomlNode& node, const Option& option, const ReadContext& context) {
  const std::string& text = *node.text();
  if (!Template(text).constant()) return true;
  const auto place = text.find("://") == text.npos ? host_port_of(text) : std::nullopt;
  if (place && place->port > 0) return check_allowed(node.position, *place, context);
  const std::string_view name = is_url(text) ? std::string_view() : name_without_braces(text);
  context.findings.error(
      node.position, fmt::format("'{}' is not host:port: '{}'", option.name, text),
      name.empty() ? std::string("write \"127.0.0.1:8080\" or \"{SERVICE.host}:{SERVICE.port}\"")
                   : fmt::format("write \"{{{0}.host}}:{{{0}.port}}\"", name));
  return false;
}

}  // namespace

bool check_allowed(const Position& at, const HostPort& place, const ReadContext& context) {
  if (!context.allowed_known || context.allowed.allow(place)) return true;
  context.findings.error(
      at, fmt::format("{} is not loopback, and not allowed", place.host),
      fmt::format("to dial it, write [safety] allow = [\"{}\"] in the topology", place.text()));
  return false;
}

bool check_place(const TomlNode& node, const Option& option, const ReadContext& context) {
  const bool is_place = option.type == OptionType::kUrl || option.type == OptionType::kHostPort;
  // A run directory does not tell what was secret.
  if (!is_place || node.text()->starts_with(kMasked)) return true;
  return option.type == OptionType::kUrl ? check_url(node, option, context)
                                         : check_host_port(node, option, context);
}

}  // namespace squall
