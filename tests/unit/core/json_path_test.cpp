#include "harness/core/json_path.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

using namespace squall;

TEST_CASE("JSON paths find their place, or nothing") {
  const auto document = boost::json::parse(
      R"({"a":{"b-c":[10,{"d":"x"}]},"e f":{"":1},"null":null,"contexts":{"gpii-default":1}})");
  const std::vector<std::pair<std::string, std::string>> cases{
      {"$.a.b-c[0]", "10"},       {"$.a.b-c[1].d", "\"x\""}, {"$.a[\"b-c\"][1][\"d\"]", "\"x\""},
      {"$[\"e f\"][\"\"]", "1"},  {"$.null", "null"},        {"$.contexts.gpii-default", "1"},
      {"$.a.b-c[2]", "nothing"},  {"$.a[0]", "nothing"},     {"$.a.b-c.d", "nothing"},
      {"$.missing.x", "nothing"}, {"$.null.x", "nothing"},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    const auto path = JsonPath::compile(text);
    REQUIRE(path);
    const boost::json::value* place = path->find(document);
    CHECK((place == nullptr ? "nothing" : boost::json::serialize(*place)) == expected);
  }
  for (const char* text : {"", "a", "$a", "$.", "$..a", "$[", "$[]", "$[a]", "$[-1]", "$[1",
                           "$[\"a]", "$.a[", "$[99999999999999999999]"}) {
    CAPTURE(text);
    CHECK_FALSE(JsonPath::compile(text));
  }
  CHECK(JsonPath::compile("$.a[x]").error().message ==
        "the JSON path '$.a[x]' needs '.name', '[0]' or '[\"name\"]' at character 4");
}
