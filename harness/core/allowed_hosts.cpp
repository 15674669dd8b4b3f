#include "harness/core/allowed_hosts.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/text.h"

namespace squall {
namespace {

bool is_loopback_v6(const in6_addr& address) {
  if (IN6_IS_ADDR_LOOPBACK(&address)) return true;
  return IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127;
}

bool leads_here(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
  }
  return address.sa_family == AF_INET6 &&
         is_loopback_v6(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
}

bool is_host(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

bool is_v6(const std::string& text) {
  in6_addr ignored{};
  return ::inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  return error == std::errc{} && rest == end && port > 0 ? std::optional(port) : std::nullopt;
}

// "host", "host:port", "[v6]:port"; a v6 address by itself may stand without brackets.
std::optional<HostPort> parse_authority(std::string_view text, std::uint16_t port) {
  if (is_v6(std::string(text))) return HostPort{std::string(text), port};
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == text.npos) return std::nullopt;
  const std::size_t colon = text.find(':', bracket);
  std::string_view host = text.substr(0, colon);
  if (bracket > 0) {
    if (host.size() != bracket + 1) return std::nullopt;
    host = host.substr(1, bracket - 1);
  }
  const bool is_one = bracket > 0 ? is_v6(std::string(host)) : is_host(host);
  if (!is_one) return std::nullopt;
  if (colon == text.npos) return HostPort{std::string(host), port};
  const auto said = port_of(text.substr(colon + 1));
  return said ? std::optional(HostPort{std::string(host), *said}) : std::nullopt;
}

}  // namespace

std::string HostPort::text() const {
  const std::string written = host.find(':') == host.npos ? host : fmt::format("[{}]", host);
  return port == 0 ? written : fmt::format("{}:{}", written, port);
}

std::optional<HostPort> host_port_of(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == text.npos) return parse_authority(text, 0);
  const std::string_view name = text.substr(0, scheme);
  if (!equal_names(name, "http") && !equal_names(name, "https")) return std::nullopt;
  text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  const std::size_t at = text.rfind('@');
  if (at != text.npos) text.remove_prefix(at + 1);
  return parse_authority(text, equal_names(name, "https") ? 443 : 80);
}

bool is_this_machine(std::string_view host) {
  constexpr std::string_view kName = "localhost";
  const std::string text(host);
  in_addr v4{};
  if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  if (::inet_pton(AF_INET6, text.c_str(), &v6) == 1) return is_loopback_v6(v6);
  if (host.size() < kName.size()) return false;
  const std::string_view tail = host.substr(host.size() - kName.size());
  return equal_names(tail, kName) && (tail.size() == host.size() || tail.data()[-1] == '.');
}

bool AllowedHosts::name(const HostPort& place) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const std::string& entry) {
    const auto named = host_port_of(entry);
    return named && equal_names(named->host, place.host) &&
           (named->port == 0 || named->port == place.port);
  });
}

bool AllowedHosts::allow(const HostPort& place, const sockaddr& address) const {
  return leads_here(address) || name(place);
}

std::string AllowedHosts::refusal(const HostPort& place) {
  return fmt::format(
      "{} was not dialled: it is not on this machine, and [safety] allow of the topology does not "
      "name it",
      place.text());
}

}  // namespace squall
