// Who may ask for what.
#include "harness/session/guard.h"

#include <catch2/catch.hpp>

#include "harness/core/token.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

TEST_CASE("only the page itself and programs of this machine are answered") {
  const Guard guard(4711, "owner-token", "viewer-token");
  const auto status = [&](std::string_view host, std::string_view origin = "") {
    const auto refused = guard.wrong_place({host, origin, ""});
    return refused ? refused->status : 200;
  };
  CHECK(status("127.0.0.1:4711") == 200);
  CHECK(status("LocalHost:4711") == 200);
  CHECK(status("127.0.0.1:4711", "http://127.0.0.1:4711") == 200);
  CHECK(status("") == 403);
  CHECK(status("127.0.0.1") == 403);
  CHECK(status("127.0.0.1:4712") == 403);
  CHECK(status("evil.example:4711") == 403);  // Somebody's name that means 127.0.0.1.
  CHECK(status("127.0.0.1:4711", "http://evil.example") == 403);
  CHECK(status("127.0.0.1:4711", "https://127.0.0.1:4711") == 403);
  CHECK(status("127.0.0.1:4711", "http://localhost:4711") == 403);
  CHECK(status("127.0.0.1:4711", "null") == 403);
}

TEST_CASE("a token says whose it is") {
  const Guard guard(1, "owner-token", "viewer-token");
  CHECK(guard.role_of({"", "", "Bearer owner-token"}) == Role::kOwner);
  CHECK(guard.role_of({"", "", "bearer viewer-token"}) == Role::kViewer);
  for (const char* wrong : {"", "Bearer", "Bearer ", "Bearer owner-toke", "owner-token",
                            "Bearer owner-token ", "Basic owner-token"}) {
    INFO(wrong);
    const auto role = guard.role_of({"", "", wrong});
    REQUIRE_FALSE(role);
    CHECK(role.error().status == 401);
  }
}

TEST_CASE("tokens are long, and no two are alike") {
  const std::string a = fresh_token(), b = fresh_token();
  CHECK(a.size() == 44);
  CHECK(a != b);
  CHECK(equal_tokens(a, a));
  CHECK_FALSE(equal_tokens(a, b));
  CHECK_FALSE(equal_tokens(a, a.substr(1)));
}

TEST_CASE("so many a second, and no more") {
  RateLimit limit(50);
  const SteadyTime start{};
  int taken = 0;
  for (int i = 0; i < 1000; ++i) taken += limit.take(start + i * 1ms) ? 1 : 0;
  CHECK(taken >= 98);
  CHECK(taken <= 101);  // 50 at once, and 50 in the second.
  CHECK(limit.take(start + 3s));
}

}  // namespace
}  // namespace squall
