// The cookies of one client: what of RFC 6265 a session needs.
//
// Name, value, Path, Domain, Max-Age and Expires are honoured. `Secure` is ignored: Squall often
// stands where the TLS of the real system would end, as a browser does on localhost. There is no
// list of public suffixes: a Domain must be the host or a parent of it that has a dot. Whatever a
// target sends, a jar stays small: kMaxCookies of kMaxBytes each, the oldest goes first.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace squall {

/// One Set-Cookie header, as views of it.
struct SetCookie {
  static constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();

  std::string_view name, value;
  std::string_view domain;  ///< Without the leading dot, as written; empty: the host alone.
  std::string_view path;    ///< Empty: by the request's path.
  /// In seconds since 1970 UTC; kNoEnd: with the session.
  std::int64_t ends_at = kNoEnd;

  /// Nothing if it is no cookie that may be kept. `now` in seconds since 1970 UTC.
  static std::optional<SetCookie> parse(std::string_view header, std::int64_t now);
};

/// A date as cookies write it (RFC 6265, 5.1.1), in seconds since 1970 UTC.
std::optional<std::int64_t> parse_cookie_date(std::string_view text);

/// Keeping a cookie again that is known, and sending them, allocates nothing.
class CookieJar {
 public:
  static constexpr std::size_t kMaxCookies = 50;
  static constexpr std::size_t kMaxBytes = 4096;  ///< Of a name and its value.

  /// Keeps (or, if its end has passed, forgets) the cookie of one Set-Cookie header that `host`
  /// sent in answer to a request for `target` (with or without its query). The cookie's value if it
  /// is new, else empty.
  std::string_view keep(std::string_view header, std::string_view host, std::string_view target,
                        std::int64_t now);

  /// Appends "a=1; b=2", what a Cookie header to `host` for `target` holds: longest path first,
  /// then the oldest. False if there is nothing to send.
  bool append_to(std::string& out, std::string_view host, std::string_view target,
                 std::int64_t now) const;

  /// As many as append_to() can append at most.
  std::size_t bytes() const;

  void clear() { cookies_.clear(); }
  std::size_t size() const { return cookies_.size(); }

 private:
  struct Cookie {
    std::string name, value, domain, path;
    bool host_only = true;
    std::int64_t ends_at = SetCookie::kNoEnd;

    bool goes_to(std::string_view host, std::string_view path, std::int64_t now) const;
  };

  std::vector<Cookie> cookies_;  ///< Longest path first; of equal ones the oldest first.
};

}  // namespace squall
