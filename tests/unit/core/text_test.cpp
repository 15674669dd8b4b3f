#include "harness/core/text.h"

#include <catch2/catch.hpp>

#include "harness/core/duration.h"
#include "harness/core/template.h"

using namespace squall;
using namespace std::chrono_literals;

TEST_CASE("durations are read and written in their own units") {
  CHECK(parse_duration("300ms") == 300ms);
  CHECK(parse_duration("1.5s") == 1500ms);
  CHECK(parse_duration("2m") == 120s);
  CHECK(parse_duration("1h") == 3600s);
  CHECK(parse_duration("0s") == 0s);
  for (const char* wrong : {"", "5", "s", "-1s", "5 s", "5sec", "nan", "1e400s", "99999999h"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_duration(wrong));
  }
  CHECK(format_duration(300ms) == "300ms");
  CHECK(format_duration(1500ms) == "1.5s");
  CHECK(format_duration(5min) == "5m");
  CHECK(format_duration(90s) == "90s");
}

TEST_CASE("the nearest name is found, and nothing where nothing is near") {
  const std::vector<std::string> names{"availability", "goodput", "throughput"};
  CHECK(nearest_name("availabilty", names) == "availability");
  CHECK(nearest_name("godput", names) == "goodput");
  CHECK(nearest_name("latency", names).empty());
}

TEST_CASE("templates take only what reads as a reference") {
  const auto lookup = [](std::string_view name) -> std::optional<std::string> {
    if (name == "db[0].url") return "http://x";
    if (name == "key") return "a b\"";
    return std::nullopt;
  };
  CHECK(Template("{db[0].url}/gpii").render(lookup) == "http://x/gpii");
  CHECK(Template(R"({"a": {"b": 1}})").render(lookup) == R"({"a": {"b": 1}})");
  CHECK(Template("{key|url}").render(lookup) == "a%20b%22");
  CHECK(Template("{key|json}").render(lookup) == "a b\\\"");
  CHECK(Template("{{key}").render(lookup) == "{key}");
  CHECK(Template("%{+Q}o {kernel, [x]}").render(lookup) == "%{+Q}o {kernel, [x]}");
  CHECK_FALSE(Template("{missing}").render(lookup));
  CHECK(Template("{missing}/{key}").render_partly(lookup).source() == "{missing}/a b\"");
}

TEST_CASE("text from a target becomes valid UTF-8 of bounded length") {
  CHECK(clean_utf8("ok", 10) == "ok");
  CHECK(clean_utf8("\xff\xc3", 100) == "\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(clean_utf8("\xed\xa0\x80", 100) == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(clean_utf8("\xe2\x82\xac", 100) == "\xe2\x82\xac");
  CHECK(clean_utf8("abcdef", 3) == "abc\xe2\x80\xa6");
}
