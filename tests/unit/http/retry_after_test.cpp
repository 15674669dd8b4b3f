#include "harness/http/retry_after.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "harness/core/random.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds kNow = 1'793'600'000s;  // Mon, 02 Nov 2026 06:13:20 GMT

}  // namespace

TEST_CASE("Retry-After is a number of seconds or a date", "[retry-after]") {
  struct Case {
    std::string value;
    std::optional<Nanoseconds> pause;
  };
  const std::vector<Case> cases{
      {"0", 0s},
      {"1", 1s},
      {"120", 120s},
      {"  5\t", 5s},
      {"0007", 7s},
      {"31536000", kLongestRetryAfter},
      {"31536001", kLongestRetryAfter},
      {"99999999999999999999999999", kLongestRetryAfter},
      {"Mon, 02 Nov 2026 06:13:25 GMT", 5s},
      {"Monday, 02-Nov-26 06:13:25 GMT", 5s},
      {"Mon Nov  2 06:13:25 2026", 5s},
      {"Tue Nov 10 06:13:20 2026", 8 * 24h},
      {"Mon, 02 Nov 2026 06:13:20 GMT", 0s},
      {"Sun, 06 Nov 1994 08:49:37 GMT", 0s},   // RFC 9110's own examples:
      {"Sunday, 06-Nov-94 08:49:37 GMT", 0s},  // 1994, as 2094 is more than 50 years away
      {"Sun Nov  6 08:49:37 1994", 0s},
      {"Monday, 02-Nov-76 06:13:25 GMT", kLongestRetryAfter},  // 2076
      {"Wed, 02 Nov 9999 06:13:25 GMT", kLongestRetryAfter},
      {"Thu, 01 Jan 0000 00:00:00 GMT", 0s},
      {"Mon, 02 Nov 2026 06:13:60 GMT", 40s},  // A leap second.
  };
  for (const Case& c : cases) {
    CAPTURE(c.value);
    CHECK(parse_retry_after(c.value, kNow) == c.pause);
  }
}

TEST_CASE("a date counts from the moment at which it is read", "[retry-after]") {
  const std::string date = "Mon, 02 Nov 2026 06:13:25 GMT";
  CHECK(parse_retry_after(date, kNow + 250ms) == Nanoseconds(4750ms));
  CHECK(parse_retry_after(date, kNow + 5s + 1ns) == Nanoseconds(0));
}

TEST_CASE("anything else is no Retry-After", "[retry-after]") {
  for (const char* value : {
           "",
           " ",
           "-1",
           "+5",
           "1.5",
           "5s",
           "5 s",
           "1,2",
           "soon",
           "0x10",
           "٣",
           "Mon, 02 Nov 2026 06:13:25",
           "Mon, 02 Nov 2026 06:13:25 UTC",
           "Mon, 2 Nov 2026 06:13:25 GMT",
           "Mon, 02 Nov 26 06:13:25 GMT",
           "Mon, 31 Feb 2026 06:13:25 GMT",
           "Mon, 00 Nov 2026 06:13:25 GMT",
           "Mon, 02 Nov 2026 24:13:25 GMT",
           "Mon, 02 Nov 2026 06:60:25 GMT",
           "Mon, 02 Nov 2026 06:13:61 GMT",
           "Mon, 02 Nov 2026 06:13:25 GMT x",
           "mon, 02 nov 2026 06:13:25 gmt",
           "Mon, -2 Nov 2026 06:13:25 GMT",
           "Xyz, 02 Nov 2026 06:13:25 GMT",
           "Mon, 02 Xyz 2026 06:13:25 GMT",
           "Mon, 02-Nov-26 06:13:25 GMT",
           "Mon Nov  02 06:13:25 2026",
       }) {
    CAPTURE(value);
    CHECK_FALSE(parse_retry_after(value, kNow));
  }
}

TEST_CASE("whatever a target sends, the pause is within bounds", "[retry-after]") {
  const std::vector<std::string> seeds{"120", "Mon, 02 Nov 2026 06:13:25 GMT",
                                       "Monday, 02-Nov-26 06:13:25 GMT",
                                       "Mon Nov  2 06:13:25 2026"};
  Random random(5);
  int parsed = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string value = seeds[random.below(seeds.size())];
    for (std::uint64_t edits = random.below(4); edits > 0; --edits) {
      const char byte = random.below(2) == 0 ? static_cast<char>(random.below(256))
                                             : "0123456789 -:,JanGMT"[random.below(20)];
      value[random.below(value.size())] = byte;
    }
    const auto pause = parse_retry_after(value, kNow + Nanoseconds(random.below(1'000'000'000)));
    if (!pause) continue;
    ++parsed;
    CHECK(*pause >= Nanoseconds(0));
    CHECK(*pause <= kLongestRetryAfter);
  }
  CHECK(parsed > 10000);
}

}  // namespace squall
