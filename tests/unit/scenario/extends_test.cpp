// A scenario on top of files that it extends.
#include "harness/scenario/extends.h"

#include <catch2/catch.hpp>

#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using test::broken;
using test::Files;
using test::kinds;
using test::request;

// In a folder below, so that what it names is relative to it, not to the scenario.
std::pair<std::string, std::string> usual() {
  return {"shared/usual.toml", "extends = \"clients.toml\"\ntopology = \"" +
                                   broken("system/topology.toml").string() + R"("
[[load]]
workload = "shopping"
rate = "5/s"
keys = { from = "customers" }
[[phase]]
kind = "baseline"
for = "5s"
[[gate]]
expr = "availability >= 95%"
)"};
}
std::pair<std::string, std::string> clients() {
  return {"shared/clients.toml",
          "schema = 1\n[client]\ndeadline = \"7s\"\nattempt_timeout = \"2s\"\n"};
}

std::string mistakes(const Files& files, const std::string& name) {
  const auto loaded = load_scenario(request(files.path(name)), kinds());
  REQUIRE_FALSE(loaded);
  return test::text(loaded.error(), files.path(""));
}

TEST_CASE("a scenario goes over what it extends: tables by key, lists of tables by name") {
  const Files files({usual(), clients(), {"s.toml", R"(
extends = "shared/usual.toml"
title = "Its own"
[client]
attempt_timeout = "1s"
[[load]]
name = "shopping"
rate = "9/s"
[[phase]]
name = "more"
kind = "recovery"
for = "2s"
[[gate]]
name = "availability"
phase = "baseline"
)"}});
  const auto loaded = load_scenario(request(files.path("s.toml")), kinds());
  if (!loaded) FAIL(test::text(loaded.error(), files.path("")));
  const Scenario& scenario = loaded->scenario;
  CHECK(scenario.title == "Its own");
  CHECK(scenario.client.deadline == 7s);
  CHECK(scenario.client.attempt_timeout == 1s);
  REQUIRE(scenario.loads.size() == 1);
  CHECK(scenario.loads[0].rate_per_s == 9);
  REQUIRE(scenario.phases.size() == 2);
  CHECK(scenario.phases[1].name == "more");
  REQUIRE(scenario.gates.size() == 1);
  CHECK(scenario.gates[0].phase == "baseline");
  // As resolved it stands alone, and is the same.
  CHECK(loaded->scenario_toml.find("extends") == std::string::npos);
}

TEST_CASE("of several files a later one goes over an earlier one") {
  const Files files({{"a.toml", "x = 1\ny = 1\n[t]\na = 1\n"},
                     {"b.toml", "y = 2\n[t]\nb = 2\n"},
                     {"s.toml", "extends = [\"a.toml\", \"b.toml\"]\nz = 3\n"}});
  Findings findings;
  const auto document = read_scenario_document(files.path("s.toml"), findings);
  REQUIRE(document);
  CHECK(to_toml(document->root) == "x = 1\ny = 2\nz = 3\n\n[t]\na = 1\nb = 2\n");
  CHECK(document->files == std::vector<std::string>{files.path("s.toml").string(),
                                                    files.path("a.toml").string(),
                                                    files.path("b.toml").string()});
}

TEST_CASE("a mistake in what is extended names that file") {
  const Files files({usual(),
                     {"shared/clients.toml", "schema = 1\n[client]\ndeadlin = \"7s\"\n"},
                     {"s.toml", "extends = \"shared/usual.toml\"\ntitle = 5\n"}});
  const std::string found = mistakes(files, "s.toml");
  CHECK_THAT(found, Catch::Contains("shared/clients.toml:3:1: error: unknown key 'deadlin'"));
  CHECK_THAT(found, Catch::Contains("s.toml:2:9: error: 'title'"));
}

TEST_CASE("files that extend one another, and what is no file") {
  const Files files({{"a.toml", "extends = \"b.toml\"\n"},
                     {"b.toml", "extends = \"a.toml\"\n"},
                     {"s.toml", "extends = [1]\n"}});
  CHECK_THAT(mistakes(files, "a.toml"), Catch::Contains("a.toml' extends itself"));
  CHECK_THAT(mistakes(files, "s.toml"),
             Catch::Contains("s.toml:1:12: error: 'extends' takes a file or a list of them"));
}

TEST_CASE("tags and the flavour may come from what is extended") {
  const Files files({{"base.toml", "tags = [\"ci\"]\nflavour = \"x\"\n"},
                     {"s.toml", "extends = \"base.toml\"\n"}});
  const ScenarioLabels labels = labels_of(request(files.path("s.toml")));
  CHECK(labels.tags == std::vector<std::string>{"ci"});
  CHECK(labels.flavour == "x");
  CHECK(file_kind(files.path("s.toml")) == FileKind::kScenario);
}

}  // namespace
}  // namespace squall
