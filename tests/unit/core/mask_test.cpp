#include "harness/core/mask.h"

#include <catch2/catch.hpp>
#include <thread>

using namespace squall;

TEST_CASE("a secret is masked wherever it stands, the longest first") {
  SecretMask mask;
  CHECK(mask.add("secret"));
  CHECK(mask.add("secret-longer"));
  CHECK(mask.mask("no such thing") == "no such thing");
  CHECK(mask.mask("secret") == "***");
  CHECK(mask.mask("a secret, secret-longer, secret-lon") == "a ***, ***, ***-lon");
  CHECK(mask.mask("secretsecret") == "******");
  CHECK(mask.mask("secre") == "secre");
  CHECK(mask.mask("").empty());
  CHECK(mask.holds_secret("Bearer secret"));
  CHECK_FALSE(mask.holds_secret("Bearer secre"));
}

TEST_CASE("a secret is known as it stands in URLs, forms and JSON") {
  SecretMask mask;
  mask.add("a \"b\"/c");
  CHECK(mask.mask("password=a%20%22b%22%2Fc&x=1") == "password=***&x=1");
  CHECK(mask.mask(R"({"password":"a \"b\"/c"})") == R"({"password":"***"})");
  mask.add("-----BEGIN\n\tkey\r\x01");
  CHECK(mask.mask(R"({"key":"-----BEGIN\n\tkey\r\u0001"})") == R"({"key":"***"})");
  CHECK(mask.mask(R"(-----BEGIN\u000a\u0009key\u000d\u0001)") == "***");
}

TEST_CASE("short texts are no secrets: they would be found everywhere") {
  SecretMask mask;
  CHECK_FALSE(mask.add("abc"));
  CHECK_FALSE(mask.add_captured(""));
  CHECK(mask.mask("abc") == "abc");
}

TEST_CASE("of captured secrets the newest are known, of the run's own all") {
  SecretMask mask;
  mask.add("of the run");
  mask.add_captured("renewed-token");
  const auto token = [](std::size_t i) { return "token-" + std::to_string(100'000 + i); };
  for (std::size_t i = 0; i < SecretMask::kMaxCaptured; ++i) {
    if (i == 10) CHECK(!mask.has_forgotten());
    mask.add_captured(token(i));
    if (i == 10) mask.add_captured("renewed-token");
  }
  CHECK(mask.has_forgotten());
  CHECK(mask.mask(token(0)) == token(0));
  CHECK(mask.mask(token(1)) == "***");
  CHECK(mask.mask(token(SecretMask::kMaxCaptured - 1)) == "***");
  CHECK(mask.mask("renewed-token") == "***");
  CHECK(mask.mask("of the run") == "***");
}

TEST_CASE("a captured secret that becomes one of the run's own stays") {
  SecretMask mask;
  mask.add_captured("some-token");
  mask.add("some-token");
  for (std::size_t i = 0; i <= SecretMask::kMaxCaptured; ++i) {
    mask.add_captured("other-" + std::to_string(i));
  }
  CHECK(mask.mask("some-token") == "***");
}

TEST_CASE("secrets can be added while others mask") {
  SecretMask mask;
  mask.add("fixed-secret");
  std::thread adding([&] {
    for (int i = 0; i < 2'000; ++i) mask.add_captured("token-" + std::to_string(i));
  });
  for (int i = 0; i < 2'000; ++i) {
    if (mask.mask("x fixed-secret y") != "x *** y") FAIL("the secret showed");
  }
  adding.join();
}

TEST_CASE("headers that carry secrets are masked by their names") {
  CHECK(mask_headers("GET /cookie: x HTTP/1.1\nHost: a\ncookie: sid=abc; theme=dark;odd\nX: y\n") ==
        "GET /cookie: x HTTP/1.1\nHost: a\ncookie: sid=***; theme=***;***\nX: y\n");
  CHECK(mask_headers("HTTP/1.1 200 OK\nSet-Cookie: sid=a=b; Path=/; Secure") ==
        "HTTP/1.1 200 OK\nSet-Cookie: sid=***; Path=/; Secure");
  CHECK(mask_headers("Authorization: Bearer abc def\nX-Api-Key: k") ==
        "Authorization: Bearer ***\nX-Api-Key: ***");
  CHECK(mask_headers("Authorization: abc\nCookie:") == "Authorization: ***\nCookie:");
  CHECK(mask_headers("").empty());
}
