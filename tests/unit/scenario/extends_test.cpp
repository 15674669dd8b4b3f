// A scenario or topology on top of files that it extends.
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
  const auto document = read_extended_document(files.path("s.toml"), findings);
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

// One server more, and a variable that says where clients find them.
std::pair<std::string, std::string> pair_of_servers() {
  return {"pair.toml", R"(
extends = "one.toml"
name = "pair"
[[variable]]
name = "for-clients"
value = "{front.url}/pair"
[[service]]
name = "web"
nodes = 2
[[service]]
name = "front"
command = ["node", "front.js", "{node.port}", "{web[1].port}"]
)"};
}
std::pair<std::string, std::string> one_server() {
  return {"one.toml", R"(
schema = 1
name = "one"
[[flavour]]
name = "only"
file = "flavour.toml"
[[variable]]
name = "for-clients"
value = "{web.url}"
[[variable]]
name = "depth"
value = 1
[[service]]
name = "web"
command = ["node", "web.js", "{node.port}"]
[[workload]]
name = "read"
[[workload.step]]
name = "get"
url = "{var.for-clients}/?depth={var.depth}"
)"};
}
std::pair<std::string, std::string> only_flavour() {
  return {"flavour.toml", "[[service]]\nname = \"web\"\nrole = \"server\"\n"};
}

TEST_CASE("a topology goes over what it extends, and its flavour over that") {
  const Files files({one_server(), pair_of_servers(), only_flavour()});
  LoadRequest wanted = request(files.path("pair.toml"));
  wanted.sets = {"variable.for-clients.value={front.url}"};
  CHECK(file_kind(files.path("pair.toml")) == FileKind::kTopology);
  const auto loaded = load_topology(wanted, kinds());
  if (!loaded) FAIL(test::text(loaded.error(), files.path("")));
  const Topology& topology = loaded->topology;
  CHECK(topology.name == "pair");
  CHECK(topology.flavour == "only");
  REQUIRE(topology.services.size() == 2);
  CHECK(topology.services[0].nodes == 2);
  CHECK(topology.services[0].role == "server");
  CHECK(topology.variables[0].value == "{front.url}");
  CHECK(loaded->topology_toml.find("extends") == std::string::npos);
}

TEST_CASE("what a variable refers to must be there, and no other variable") {
  const Files files({one_server(), pair_of_servers(), only_flavour()});
  const auto found = [&](const std::string& value) {
    LoadRequest wanted = request(files.path("one.toml"));
    wanted.sets = {"variable.for-clients.value=" + value};
    const auto loaded = load_topology(wanted, kinds());
    return loaded ? "" : test::text(loaded.error(), files.path(""));
  };
  CHECK(found("{web.url}/{run.id}") == "");
  CHECK_THAT(found("{wep.url}"), Catch::Contains("there is no service 'wep'"));
  CHECK_THAT(found("{node.url}"), Catch::Contains("there is no node here"));
  CHECK_THAT(found("{var.depth}"), Catch::Contains("a variable cannot refer to another one"));
}

TEST_CASE("a scenario gives the topology's variables other values") {
  const std::string scenario = R"(
schema = 1
title = "Deeper"
topology = "one.toml"
variables = { depth = "2", for-clients = "{web.url}/v2" }
[[load]]
workload = "read"
rate = "5/s"
[[phase]]
kind = "baseline"
for = "5s"
)";
  const Files files({one_server(), only_flavour(), {"s.toml", scenario}});
  const auto value = [&](const std::vector<std::string>& sets) {
    LoadRequest wanted = request(files.path("s.toml"));
    wanted.sets = sets;
    const auto loaded = load_scenario(wanted, kinds());
    if (!loaded) FAIL(test::text(loaded.error(), files.path("")));
    CHECK(loaded->scenario_toml.find("variables") == std::string::npos);
    CHECK(to_toml(loaded->source).find("variables") != std::string::npos);
    return loaded->topology.variables[1].value;
  };
  CHECK(value({}) == "2");
  CHECK(value({"variables.depth=3"}) == "3");
  CHECK(value({"variable.depth.value=4"}) == "4");
}

TEST_CASE("a scenario cannot give a value to a variable that is not there") {
  const Files files({one_server(),
                     only_flavour(),
                     {"s.toml",
                      "title = 1\ntopology = \"one.toml\"\n[variables]\ndepht = \"2\"\n"
                      "depth = [1]\n"}});
  const std::string found = mistakes(files, "s.toml");
  CHECK_THAT(found, Catch::Contains("s.toml:4:1: error: the topology has no variable 'depht'"));
  CHECK_THAT(found, Catch::Contains("did you mean 'depth'?"));
  CHECK_THAT(found, Catch::Contains("s.toml:5:"));
}

}  // namespace
}  // namespace squall
