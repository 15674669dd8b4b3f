#include "harness/session/guard.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/text.h"
#include "harness/core/token.h"

namespace squall {
std::optional<ActionAnswer> Guard::wrong_place(const Credentials& credentials) const {
  for (const char* name : {"127.0.0.1", "localhost"}) {
    const std::string host = fmt::format("{}:{}", name, port_);
    if (!equal_names(credentials.host, host)) continue;
    const bool own =
        credentials.origin.empty() || equal_names(credentials.origin, "http://" + host);
    if (own) return std::nullopt;
    return refusal(403, "", "this was asked by another page than the session's own");
  }
  return refusal(403, "", "the session has another address",
                 fmt::format("ask http://127.0.0.1:{}", port_));
}

tl::expected<Role, ActionAnswer> Guard::role_of(const Credentials& credentials) const {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view given = credentials.authorization;
  if (given.size() > kScheme.size() && equal_names(given.substr(0, kScheme.size()), kScheme)) {
    const std::string_view token = given.substr(kScheme.size());
    // Both are always compared.
    const bool owner = equal_tokens(token, owner_token_);
    const bool viewer = equal_tokens(token, viewer_token_);
    if (owner) return Role::kOwner;
    if (viewer) return Role::kViewer;
  }
  return tl::unexpected(refusal(401, "", "this needs the session's token",
                                "open the address that `squall session` printed"));
}

bool RateLimit::take(SteadyTime now) {
  if (last_) tokens_ = std::min(per_s_, tokens_ + per_s_ * seconds(now - *last_));
  last_ = now;
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

}  // namespace squall
