#include "harness/core/json.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "harness/core/random.h"

using namespace squall;
namespace json = boost::json;

namespace {

std::string why(std::string_view text) {
  const auto parsed = parse_json(text);
  return parsed ? "none" : parsed.error().message;
}

double number(const std::string& text) { return parse_json(text).value().as_double(); }

}  // namespace

TEST_CASE("every kind of JSON value is read as Boost.JSON reads it") {
  for (
      const char* text :
      {R"({"a":[1,-2,18446744073709551615,null,true,false,"x\u00e9\n",{}],"b":{"c":[]},"a b":0.5})",
       "[]", "7", R"("")", " null "}) {
    CAPTURE(text);
    const auto parsed = parse_json(text);
    REQUIRE(parsed);
    CHECK(*parsed == json::parse(text));
  }
  const std::string long_text(10'000, 'x');
  CHECK(parse_json("\"" + long_text + "\"")->as_string() == long_text);
}

TEST_CASE("any double comes back as it was written") {
  Random random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random.next();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const std::string text = json::serialize(json::value(value));
    CAPTURE(text);
    CHECK(number(text) == value);
  }
}

TEST_CASE("a number beyond every double is 0 or infinity") {
  CHECK(number("1E-400") == 0);
  CHECK(number("-1E400") == -std::numeric_limits<double>::infinity());
}

TEST_CASE("what is no JSON document is an error") {
  CHECK(why("") == "incomplete JSON");
  CHECK(why("{\"a\":") == "incomplete JSON");
  CHECK(why("{} x") == "extra data");
  CHECK(why("{'a':1}") == "syntax error");
  CHECK(why(std::string(33, '[') + std::string(33, ']')) != "none");
}
