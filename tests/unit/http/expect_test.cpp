#include "harness/http/expect.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

namespace squall {
namespace {

HttpResponse response(int status, std::string body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

Expect json(std::string path, Value equals) {
  Expect expect;
  expect.json.push_back({std::move(path), true, std::move(equals), {}});
  return expect;
}

std::string reason(const Expect& expect, const HttpResponse& answer,
                   const Template::Lookup& lookup = {}) {
  return mismatch(expect, answer, lookup).value_or("met");
}

}  // namespace

TEST_CASE("an expectation names the first thing that is wrong", "[expect]") {
  const HttpResponse answer =
      response(200, R"({"isReady":true,"n":3,"list":[1,"a"],"name":"carla","half":0.5})");
  CHECK(reason({}, answer) == "met");
  CHECK(reason({}, response(404, "")) == "status 404, expected 2xx");
  Expect created;
  created.status = {{201, 201}, {412, 412}};
  CHECK(reason(created, answer) == "status 200, expected 201 or 412");
  CHECK(reason(created, response(412, "")) == "met");

  CHECK(reason(json("$.isReady", {true}), answer) == "met");
  CHECK(reason(json("$.isReady", {false}), answer) == "$.isReady is true, expected false");
  CHECK(reason(json("$.isReady", {std::string("true")}), answer) ==
        "$.isReady is true, expected \"true\"");
  CHECK(reason(json("$.n", {std::int64_t{3}}), answer) == "met");
  CHECK(reason(json("$.n", {3.0}), answer) == "met");
  CHECK(reason(json("$.half", {0.5}), answer) == "met");
  CHECK(reason(json("$.list", {ValueList{{std::int64_t{1}}, {std::string("a")}}}), answer) ==
        "met");
  CHECK(reason(json("$.list", {ValueList{{std::int64_t{1}}}}), answer) ==
        "$.list is [1,\"a\"], expected [1]");
  CHECK(reason(json("$.gone", {true}), answer) == "$.gone is missing");
  CHECK(reason(json("$.gone", {true}), response(200, "oops")) == "the body is not JSON");

  Expect absent;
  absent.json.push_back({"$.error", false, {}, {}});
  CHECK(reason(absent, answer) == "met");
  CHECK(reason(absent, response(200, R"({"error":1})")) == "$.error is present");

  Expect text;
  text.body.emplace_back("carla");
  text.regex = "\"n\":[0-9]+";
  CHECK(reason(text, answer) == "met");
  CHECK(reason(text, response(200, "carla")) == "the body does not match '\"n\":[0-9]+'");
  CHECK(reason(text, response(200, "bob")) == "the body does not contain 'carla'");

  Expect header;
  header.headers.push_back({"content-type", "^application/json"});
  CHECK(reason(header, answer) == "met");
  header.headers.push_back({"X-Gone", "."});
  CHECK(reason(header, answer) == "header X-Gone is missing");
}

TEST_CASE("places of JSON: ranges, expressions, choices", "[expect]") {
  const HttpResponse answer =
      response(200, R"({"n":3,"name":"carla","list":[1,2],"deep":{"a":1}})");
  const auto tested = [&](JsonTest test) {
    Expect expect;
    expect.json.push_back(std::move(test));
    return reason(expect, answer);
  };
  const auto range = [](std::optional<double> min, std::optional<double> max) {
    JsonTest test{"$.n"};
    test.min = min;
    test.max = max;
    return test;
  };
  CHECK(tested(range(3, 3)) == "met");
  CHECK(tested(range(1, {})) == "met");
  CHECK(tested(range(3.5, {})) == "$.n is 3, expected at least 3.5");
  CHECK(tested(range({}, 2)) == "$.n is 3, expected at most 2");
  JsonTest number = range(1, 2);
  number.path = "$.name";
  CHECK(tested(number) == "$.name is \"carla\", expected a number");

  JsonTest regex{"$.name"};
  regex.regex = "^ca.*a$";
  CHECK(tested(regex) == "met");
  regex.regex = "^x";
  CHECK(tested(regex) == "$.name is \"carla\", expected a match of '^x'");
  regex = {"$.deep"};
  regex.regex = R"("a":1)";
  CHECK(tested(regex) == "met");

  JsonTest choice{"$.name"};
  choice.one_of = {{std::string("bob")}, {std::string("carla")}, {std::int64_t{7}}};
  CHECK(tested(choice) == "met");
  choice.path = "$.n";
  CHECK(tested(choice) == "$.n is 3, expected \"bob\", \"carla\" or 7");
  choice.path = "$.gone";
  CHECK(tested(choice) == "$.gone is missing");
}

TEST_CASE("headers: present, absent, equal to a value", "[expect]") {
  const HttpResponse answer{200, {{"X-Server", "web1"}, {"X-Server", "web2"}}, ""};
  const auto lookup = [](std::string_view name) -> std::optional<std::string> {
    if (name == "server") return "web1";
    return std::nullopt;
  };
  const auto tested = [&](HeaderTest test) {
    Expect expect;
    expect.headers.push_back(std::move(test));
    return reason(expect, answer, lookup);
  };
  CHECK(tested({"x-server"}) == "met");
  CHECK(tested({"x-server", "", true, Template("{server}")}) == "met");
  CHECK(tested({"x-server", "", true, Template("web2")}) ==
        "header x-server is 'web1', expected 'web2'");
  CHECK(tested({"x-server", "", false}) == "header x-server is present");
  CHECK(tested({"x-gone", "", false}) == "met");
}

TEST_CASE("a body's length and hash", "[expect]") {
  Expect expect;
  expect.length = LengthRange{3, 3};
  expect.sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(reason(expect, response(200, "abc")) == "met");
  CHECK(reason(expect, response(200, "abd")).starts_with("the body's SHA-256 is a52d159f"));
  CHECK(reason(expect, response(200, "ab")) == "the body has 2 bytes, expected 3");
  expect.length = LengthRange{4, LengthRange{}.max};
  CHECK(reason(expect, response(200, "abc")) == "the body has 3 bytes, expected at least 4");
  expect.length = LengthRange{0, 2};
  CHECK(reason(expect, response(200, "abc")) == "the body has 3 bytes, expected at most 2");

  // A length needs no body; it is that of all of it, also where only the start was kept.
  expect = {};
  expect.length = LengthRange{1000, 2000};
  const auto compiled = CompiledExpect::compile(expect);
  CHECK_FALSE(compiled->needs_body());
  JsonScratch scratch;
  Answer answer(200, {}, "the start", 1500, scratch);
  CHECK_FALSE(compiled->mismatch(answer));
}

TEST_CASE("expectations may refer to values", "[expect]") {
  Expect expect;
  expect.body.emplace_back("\"name\":\"{key}\"");
  expect.json.push_back({"$.name", true, {}, Template("{key}")});
  const auto lookup = [](std::string_view name) -> std::optional<std::string> {
    if (name == "key") return "car{la";
    return std::nullopt;
  };
  CHECK(reason(expect, response(200, R"({"name":"car{la"})"), lookup) == "met");
  CHECK(reason(expect, response(200, R"({"name":"bob"})"), lookup) ==
        "$.name is \"bob\", expected \"car{la\"");

  // Static references at once, the iteration's at each answer.
  const auto compiled = CompiledExpect::compile(expect, [](auto) { return std::nullopt; });
  REQUIRE(compiled);
  JsonScratch scratch;
  Answer answer(200, {}, R"({"name":"car{la"})", scratch);
  CHECK_FALSE(compiled->mismatch(answer, lookup));
  CHECK(compiled->mismatch(answer, {}));
}

TEST_CASE("a mismatch has the class that the records know", "[expect]") {
  JsonScratch scratch;
  const auto compiled = CompiledExpect::compile(json("$.a", {true}));
  const auto error = [&](int status, std::string_view body) {
    Answer answer(status, {}, body, scratch);
    const auto found = compiled->mismatch(answer);
    return found ? found->error : ErrorClass::kNone;
  };
  CHECK(error(200, R"({"a":true})") == ErrorClass::kNone);
  CHECK(error(404, R"({"a":true})") == ErrorClass::kHttp4xx);
  CHECK(error(500, "") == ErrorClass::kHttp5xx);
  CHECK(error(302, "") == ErrorClass::kUnexpectedStatus);
  CHECK(error(200, "{}") == ErrorClass::kUnexpectedBody);
}

TEST_CASE("hostile bodies and expressions cost a bounded time", "[expect]") {
  Expect expect;
  expect.regex = "(a+)+$";
  CHECK(reason(expect, response(200, std::string(50000, 'a') + "b")) ==
        "the body does not match '(a+)+$'");
  CHECK(reason(json("$.a", {true}), response(200, std::string(100000, '['))) ==
        "the body is not JSON");
  expect.regex = "(";
  CHECK(reason(expect, response(200, "")) == "'(' is not a regular expression (ECMAScript)");
}

TEST_CASE("one scratch serves documents of any size in turn", "[expect]") {
  JsonScratch scratch;
  for (const std::size_t size : {10U, 300000U, 10U, 100000U}) {
    const std::string text = "[\"" + std::string(size, 'x') + "\"]";
    const boost::json::value* document = scratch.parse(text);
    REQUIRE(document != nullptr);
    CHECK(document->as_array()[0].as_string().size() == size);
    CHECK(scratch.parse("[1,") == nullptr);
    CHECK(scratch.parse("") == nullptr);
  }
}

TEST_CASE("an expectation can be read aloud", "[expect]") {
  CHECK(describe({}) == "status 2xx");
  CHECK(describe(json("$.isReady", {true})) == "status 2xx, $.isReady = true");
  Expect expect;
  expect.headers = {{"X", "^a"}, {"Y", "", false}, {"Z", "", true, Template("{key}")}};
  expect.length = LengthRange{1, 2};
  JsonTest test{"$.n"};
  test.min = 1;
  test.max = 2.5;
  expect.json = {test, {"$.gone", false}, {"$.here"}};
  CHECK(describe(expect) ==
        "status 2xx, header X matches '^a', no header Y, header Z = '{key}', 1 to 2 bytes, "
        "$.n >= 1 and <= 2.5, $.gone is missing, $.here exists");
}

}  // namespace squall
