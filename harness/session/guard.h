// Who may ask for what. Pure.
//
// The address is loopback only, but every page of every site that a browser shows can reach it:
// - Host must be the address itself, or a name that a stranger's DNS points at loopback would do;
// - Origin, where a browser sends one, must be the page's own, or any site could post a form;
// - the token stands in a header that only who has it can send.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/time.h"
#include "harness/session/actions.h"
#include "harness/session/messages.h"

namespace squall {

/// What is looked at; empty: the header is missing.
struct Credentials {
  std::string_view host, origin, authorization;
};

class Guard {
 public:
  Guard(std::uint16_t port, std::string owner_token, std::string viewer_token)
      : port_(port), owner_token_(std::move(owner_token)), viewer_token_(std::move(viewer_token)) {}

  /// 403 if it comes from elsewhere than the page or a program on this machine.
  std::optional<ActionAnswer> wrong_place(const Credentials& credentials) const;

  /// Whose token it is; the answer is 401.
  tl::expected<Role, ActionAnswer> role_of(const Credentials& credentials) const;

 private:
  const std::uint16_t port_;
  const std::string owner_token_, viewer_token_;
};

/// So many a second, and as many at once. Not thread-safe.
class RateLimit {
 public:
  explicit RateLimit(double per_s) : per_s_(per_s), tokens_(per_s) {}

  /// Whether one more is allowed at `now`, a time that does not go back.
  bool take(SteadyTime now);

 private:
  const double per_s_;
  double tokens_;
  std::optional<SteadyTime> last_;
};

}  // namespace squall
