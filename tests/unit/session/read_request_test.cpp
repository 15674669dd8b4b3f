// From requests to actions: what is asked for, and what is wrong with it.
#include "harness/session/read_request.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

namespace squall {
namespace {

template <typename Wanted>
Wanted read_as(std::string_view method, std::string_view path, std::string_view body = "") {
  const auto action = read_action(method, path, body);
  INFO((action ? "" : action.error().body));
  REQUIRE(action);
  REQUIRE(std::holds_alternative<Wanted>(*action));
  return std::get<Wanted>(*action);
}

/// "at: what" of each mistake.
std::vector<std::string> mistakes(std::string_view method, std::string_view path,
                                  std::string_view body, unsigned status = 400) {
  const auto action = read_action(method, path, body);
  REQUIRE_FALSE(action);
  CHECK(action.error().status == status);
  std::vector<std::string> all;
  const boost::json::value answer = boost::json::parse(action.error().body);
  for (const auto& error : answer.at("errors").as_array()) {
    all.push_back(std::string(error.at("at").as_string()) + ": " +
                  std::string(error.at("what").as_string()));
  }
  return all;
}

TEST_CASE("an injection is the table of a fault") {
  const auto inject = read_as<InjectFault>(
      "POST", "/api/faults",
      R"({"kind":"latency","target":"a->b","options":{"delay":"200ms","share":0.5},"for":"20s"})");
  CHECK(to_toml_line(inject.table) ==
        "kind = \"latency\", target = \"a->b\", for = \"20s\", delay = \"200ms\", share = 0.5");
  CHECK(*inject.table.find("delay")->position.file == "options.delay");
}

TEST_CASE("every mistake of a body's form is told at once") {
  CHECK(mistakes("POST", "/api/faults", R"({"kin":"kill","what":1,"options":{}})") ==
        std::vector<std::string>{"kin: unknown member 'kin'", "what: unknown member 'what'"});
  CHECK(mistakes("POST", "/api/faults", R"({"kind":"x","options":{"for":"1s","a":null}})") ==
        std::vector<std::string>{"options.a: null is no value"});
  CHECK(mistakes("POST", "/api/faults", R"({"kind":"x","options":{"for":"1s"}})") ==
        std::vector<std::string>{"options.for: 'for' is no option"});
  CHECK(mistakes("POST", "/api/faults", R"({"kind":"x","options":7})") ==
        std::vector<std::string>{"options: 'options' must be an object"});
  CHECK(mistakes("POST", "/api/notes", "{").size() == 1);
  CHECK(mistakes("POST", "/api/notes", "[]").size() == 1);
  CHECK(mistakes("POST", "/api/notes", R"({"text":"  "})") ==
        std::vector<std::string>{"text: the note is empty"});
  CHECK(mistakes("POST", "/api/notes", R"({"text":")" + std::string(3000, 'x') + R"("})").size() ==
        1);
  CHECK(mistakes("POST", "/api/loads/a", R"({"rate":"many"})") ==
        std::vector<std::string>{"rate: 'many' is no rate"});
  CHECK(mistakes("POST", "/api/loads/a", R"({"workload":7})") ==
        std::vector<std::string>{"workload: 'workload' must be a string"});
  CHECK(mistakes("POST", "/api/loads/a", "{}") ==
        std::vector<std::string>{": nothing is to be changed"});
  CHECK(mistakes("POST", "/api/phases", R"({"name":"a","kind":"capacity"})").size() == 1);
  CHECK(mistakes("POST", "/api/client", R"({"variant":"a","deadline":"1s"})").size() == 1);
  CHECK(mistakes("POST", "/api/client", "").size() == 1);
}

TEST_CASE("names in paths are percent-encoded") {
  CHECK(read_as<HealFault>("DELETE", "/api/faults/a%20b").fault == "a b");
  const auto rate = read_as<ChangeLoad>("POST", "/api/loads/read%2Fwrite", R"({"rate":"50/s"})");
  CHECK(rate.load == "read/write");
  CHECK(rate.rate_per_s == 50);
  CHECK_FALSE(rate.workload);
  const auto both =
      read_as<ChangeLoad>("POST", "/api/loads/a", R"({"rate":"5/s","workload":"write"})");
  CHECK(both.rate_per_s == 5);
  CHECK(both.workload == "write");
  CHECK_FALSE(percent_decode("%4"));
  CHECK_FALSE(percent_decode("%zz"));
}

TEST_CASE("the other actions") {
  CHECK(read_as<MakeNote>("POST", "/api/notes", R"({"text":" here "})").text == "here");
  CHECK(read_as<DeclarePhase>("POST", "/api/phases", R"({"name":"p","kind":"fault"})").kind ==
        PhaseKind::kFault);
  read_as<HealAll>("POST", "/api/heal");
  read_as<HealAll>("POST", "/api/heal", "{}");
  read_as<FinishSession>("POST", "/api/finish");
  read_as<AbortSession>("POST", "/api/abort");
  CHECK(read_as<ChangeClient>("POST", "/api/client", R"({"retry":{"max":2}})")
            .changes.find("retry")
            ->table() != nullptr);
}

TEST_CASE("what there is not is told apart from what cannot be done to it") {
  CHECK(mistakes("POST", "/api/nothing", "{}", 404).size() == 1);
  CHECK(mistakes("POST", "/api/loads/", "{}", 404).size() == 1);
  CHECK(mistakes("PUT", "/api/faults", "{}", 405).size() == 1);
  CHECK(mistakes("DELETE", "/api/faults/a/b", "", 405).size() == 1);
}

TEST_CASE("a body that is nested without end is refused") {
  std::string body = R"({"kind":"x","options":{"a":)";
  for (int i = 0; i < 20; ++i) body += "[";
  for (int i = 0; i < 20; ++i) body += "]";
  CHECK(mistakes("POST", "/api/faults", body + "}}").size() == 1);
}

}  // namespace
}  // namespace squall
