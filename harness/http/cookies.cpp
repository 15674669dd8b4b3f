#include "harness/http/cookies.h"

#include <algorithm>
#include <charconv>

#include "harness/http/answer.h"

namespace squall {
namespace {

char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string in_lower_case(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower_letter);
  return lowered;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

// Takes the part up to the next `separator` off the front of `rest`, with the separator.
std::string_view take_part(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

// RFC 6265, 5.2.2: a number that does not fit lasts for ever, a negative one has passed.
std::optional<std::int64_t> end_of_max_age(std::string_view text, std::int64_t now) {
  constexpr std::int64_t kLongest = std::int64_t{400} * 24 * 3600;  // As browsers cap it.
  const bool negative = text.starts_with('-');
  const std::string_view digits = negative ? text.substr(1) : text;
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
  if (negative) return 0;
  std::int64_t seconds = kLongest;
  std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return now + std::min(seconds, kLongest);
}

// A parent must have a dot, and an address has no parents.
bool may_set(std::string_view host, std::string_view domain) {
  if (equal_names(host, domain)) return true;
  if (host.size() <= domain.size() || domain.find('.') == domain.npos) return false;
  if (host.find_first_not_of("0123456789.") == host.npos || host.find(':') != host.npos) {
    return false;
  }
  const std::size_t at = host.size() - domain.size();
  return host[at - 1] == '.' && equal_names(host.substr(at), domain);
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find_first_of("?#"));
}

// RFC 6265, 5.1.4.
std::string_view default_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (!path.starts_with('/') || slash == 0) return "/";
  return path.substr(0, slash);
}

bool path_matches(std::string_view path, std::string_view of_cookie) {
  if (!path.starts_with(of_cookie)) return path.empty() && of_cookie == "/";
  return path.size() == of_cookie.size() || of_cookie.ends_with('/') ||
         path[of_cookie.size()] == '/';
}

}  // namespace

std::optional<SetCookie> SetCookie::parse(std::string_view header, std::int64_t now) {
  if (std::any_of(header.begin(), header.end(), is_control)) return std::nullopt;
  SetCookie cookie;
  std::string_view rest = header;
  const std::string_view pair = take_part(rest, ';');
  const std::size_t equals = pair.find('=');
  if (equals == pair.npos) return std::nullopt;
  cookie.name = trimmed(pair.substr(0, equals));
  cookie.value = trimmed(pair.substr(equals + 1));
  if (cookie.name.empty()) return std::nullopt;
  if (cookie.name.size() + cookie.value.size() > CookieJar::kMaxBytes) return std::nullopt;
  bool has_max_age = false;
  while (!rest.empty()) {
    std::string_view value = take_part(rest, ';');
    const std::string_view name = trimmed(take_part(value, '='));
    value = trimmed(value);
    if (equal_names(name, "max-age")) {
      if (const auto end = end_of_max_age(value, now)) {
        cookie.ends_at = *end;
        has_max_age = true;
      }
    } else if (equal_names(name, "expires") && !has_max_age) {
      if (const auto end = parse_cookie_date(value)) cookie.ends_at = *end;
    } else if (equal_names(name, "domain")) {
      cookie.domain = value.starts_with('.') ? value.substr(1) : value;
    } else if (equal_names(name, "path")) {
      cookie.path = value.starts_with('/') ? value : std::string_view();
    }
  }
  if (cookie.domain.size() > 255 || cookie.path.size() > 1024) return std::nullopt;
  return cookie;
}

std::string_view CookieJar::keep(std::string_view header, std::string_view host,
                                 std::string_view target, std::int64_t now) {
  const auto set = SetCookie::parse(header, now);
  if (!set || (!set->domain.empty() && !may_set(host, set->domain))) return {};
  const std::string_view domain = set->domain.empty() ? host : set->domain;
  const std::string_view path = set->path.empty() ? default_path(path_of(target)) : set->path;
  const auto known = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& cookie) {
    return cookie.name == set->name && equal_names(cookie.domain, domain) && cookie.path == path;
  });
  if (set->ends_at <= now) {
    if (known != cookies_.end()) cookies_.erase(known);
    return {};
  }
  if (known != cookies_.end()) {
    known->ends_at = set->ends_at;
    known->host_only = set->domain.empty();
    if (known->value == set->value) return {};
    known->value = set->value;
    return known->value;
  }
  if (cookies_.size() == kMaxCookies) cookies_.erase(cookies_.begin());
  const auto place = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& cookie) {
    return cookie.path.size() < path.size();
  });
  Cookie cookie{std::string(set->name), std::string(set->value), in_lower_case(domain),
                std::string(path),      set->domain.empty(),     set->ends_at};
  return cookies_.insert(place, std::move(cookie))->value;
}

bool CookieJar::Cookie::goes_to(std::string_view host, std::string_view to,
                                std::int64_t now) const {
  if (ends_at <= now || !path_matches(to, path)) return false;
  return host_only ? equal_names(host, domain) : may_set(host, domain);
}

bool CookieJar::append_to(std::string& out, std::string_view host, std::string_view target,
                          std::int64_t now) const {
  const std::string_view path = path_of(target);
  bool any = false;
  for (const Cookie& cookie : cookies_) {
    if (!cookie.goes_to(host, path, now)) continue;
    if (any) out += "; ";
    out += cookie.name;
    out += '=';
    out += cookie.value;
    any = true;
  }
  return any;
}

std::size_t CookieJar::bytes() const {
  std::size_t bytes = 0;
  for (const Cookie& cookie : cookies_) bytes += cookie.name.size() + cookie.value.size() + 3;
  return bytes;
}

}  // namespace squall
