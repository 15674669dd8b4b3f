#include "harness/http/cookies.h"

#include <catch2/catch.hpp>

#include "harness/core/random.h"

namespace squall {
namespace {

constexpr std::int64_t kToday = 1'800'000'000;  // 2027-01-15T08:00:00Z

std::string sent(const CookieJar& jar, std::string_view host, std::string_view target,
                 std::int64_t now = kToday) {
  std::string out;
  const bool any = jar.append_to(out, host, target, now);
  CHECK(any == !out.empty());
  return out;
}

}  // namespace

TEST_CASE("a session cookie comes back, and only to its host", "[cookies]") {
  CookieJar jar;
  CHECK(jar.keep("sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax", "a.test", "/login?x=/y",
                 kToday) == "abc");
  CHECK(sent(jar, "a.test", "/") == "sid=abc");
  CHECK(sent(jar, "A.TEST", "/any/where?q=1") == "sid=abc");
  CHECK(sent(jar, "b.test", "/").empty());
  CHECK(sent(jar, "x.a.test", "/").empty());

  CHECK(jar.keep("sid=abc; Path=/", "a.test", "/", kToday).empty());  // Nothing new.
  CHECK(jar.keep("sid=def; Path=/", "a.test", "/", kToday) == "def");
  CHECK(sent(jar, "a.test", "/") == "sid=def");
  CHECK(jar.size() == 1);
  CHECK(jar.keep("sid=; Path=/", "a.test", "/", kToday).empty());
  CHECK(sent(jar, "a.test", "/") == "sid=");
  jar.clear();
  CHECK(sent(jar, "a.test", "/").empty());
}

TEST_CASE("paths decide which cookies go, and in which order", "[cookies]") {
  CookieJar jar;
  jar.keep("root=1; Path=/", "h", "/", kToday);
  jar.keep("deep=2; Path=/a/b", "h", "/", kToday);
  jar.keep("dir=3", "h", "/a/login?next=/z/y", kToday);  // By default the request's folder.
  jar.keep("late=4; Path=/a", "h", "/", kToday);
  CHECK(sent(jar, "h", "/") == "root=1");
  CHECK(sent(jar, "h", "/a") == "dir=3; late=4; root=1");
  CHECK(sent(jar, "h", "/a/b/c") == "deep=2; dir=3; late=4; root=1");
  CHECK(sent(jar, "h", "/ab") == "root=1");
  CHECK(sent(jar, "h", "/a?x") == "dir=3; late=4; root=1");
}

TEST_CASE("a domain covers its hosts, never a stranger's", "[cookies]") {
  struct Case {
    std::string host, domain, to;
    bool goes;
  };
  for (const Case& test : std::vector<Case>{
           {"www.a.test", "a.test", "api.a.test", true},
           {"www.a.test", ".A.test", "a.test", true},
           {"www.a.test", "a.test", "ba.test", false},
           {"a.test", "www.a.test", "www.a.test", false},  // Not its own.
           {"a.test", "test", "b.test", false},            // No dot.
           {"evil.test", "a.test", "a.test", false},
           {"127.0.0.1", "0.0.1", "127.0.0.1", false},
           {"127.0.0.1", "127.0.0.1", "127.0.0.1", true},
           {"localhost", "localhost", "localhost", true},
       }) {
    CAPTURE(test.host, test.domain, test.to);
    CookieJar jar;
    jar.keep("a=1; Domain=" + test.domain, test.host, "/", kToday);
    CHECK(sent(jar, test.to, "/").empty() == !test.goes);
  }
}

TEST_CASE("cookies end when they say", "[cookies]") {
  CookieJar jar;
  jar.keep("age=1; Max-Age=10", "h", "/", kToday);
  jar.keep("date=2; Expires=Fri, 15 Jan 2027 08:00:20 GMT", "h", "/", kToday);
  jar.keep("both=3; Max-Age=30; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "h", "/", kToday);
  jar.keep("odd=4; Max-Age=soon", "h", "/", kToday);
  CHECK(sent(jar, "h", "/", kToday + 9) == "age=1; date=2; both=3; odd=4");
  CHECK(sent(jar, "h", "/", kToday + 10) == "date=2; both=3; odd=4");
  CHECK(sent(jar, "h", "/", kToday + 20) == "both=3; odd=4");
  CHECK(sent(jar, "h", "/", kToday + 30) == "odd=4");
  jar.keep("odd=; Max-Age=0", "h", "/", kToday);
  CHECK(sent(jar, "h", "/").find("odd") == std::string::npos);
  jar.keep("never=1; Max-Age=-99999999999999999999", "h", "/", kToday);
  jar.keep("long=1; Max-Age=99999999999999999999", "h", "/", kToday);
  CHECK(sent(jar, "h", "/").find("never") == std::string::npos);
  CHECK(sent(jar, "h", "/").find("long") != std::string::npos);
}

TEST_CASE("dates of cookies, in the forms that servers write", "[cookies]") {
  CHECK(parse_cookie_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777);
  CHECK(parse_cookie_date("Sunday, 06-Nov-94 08:49:37 GMT") == 784111777);
  CHECK(parse_cookie_date("Sun Nov  6 08:49:37 1994") == 784111777);
  CHECK(parse_cookie_date("Thu, 01 Jan 1970 00:00:00 GMT") == 0);
  CHECK(parse_cookie_date("1 jan 37 0:0:1") == 2114380801);
  for (const char* text : {"", "tomorrow", "Sun, 06 Nov 1994", "32 Jan 2030 00:00:00",
                           "30 Feb 2030 00:00:00", "1 Jan 1600 00:00:00", "1 Jan 2030 24:00:00",
                           "1 Jan 20301 00:00:00", "123 Jan 2030 00:00:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_cookie_date(text));
  }
}

TEST_CASE("what is no cookie is not kept", "[cookies]") {
  CookieJar jar;
  for (const std::string& header :
       {std::string("nothing"), std::string("=x"), std::string(""), std::string(";"),
        std::string("a=1\r\nX: y"), std::string("a\0b=1", 5), "a=" + std::string(5000, 'x'),
        "a=1; Path=/" + std::string(2000, 'x')}) {
    CAPTURE(header);
    CHECK(jar.keep(header, "h", "/", kToday).empty());
    CHECK(jar.size() == 0);
  }
}

TEST_CASE("a jar stays small whatever is sent, and its newest cookies are kept", "[cookies]") {
  CookieJar jar;
  for (int i = 0; i < 1000; ++i) jar.keep("c" + std::to_string(i) + "=1", "h", "/", kToday);
  CHECK(jar.size() == CookieJar::kMaxCookies);
  CHECK(sent(jar, "h", "/").starts_with("c950=1; "));
  CHECK(sent(jar, "h", "/").ends_with("c999=1"));
}

TEST_CASE("noise is read without harm", "[cookies]") {
  Random random(2026);
  const std::vector<std::string> pieces{
      "a=1",     ";",        "=",      " ",    "Max-Age",
      "Expires", "Domain=h", "Path=/", "-",    "99999999999999999999",
      "Jan",     "00:00:00", "\t",     "\xff", "\x7f",
      "2030",    ".",        "sid"};
  CookieJar jar;
  for (int round = 0; round < 20000; ++round) {
    std::string header;
    for (std::uint64_t i = random.below(12); i > 0; --i) {
      header += pieces[random.below(pieces.size())];
    }
    jar.keep(header, "h", "/x", kToday);
    const std::string out = sent(jar, "h", "/x/y");
    REQUIRE(out.find_first_of("\r\n;\x7f") == out.find("; "));
  }
  CHECK(jar.size() <= CookieJar::kMaxCookies);
}

}  // namespace squall
