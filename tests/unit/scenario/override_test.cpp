// --set: what it reaches, how its values are read, and what it says when it reaches nothing.
#include <catch2/catch.hpp>

#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using test::broken;
using test::kinds;

tl::expected<LoadedScenario, Diagnostics> load(std::vector<std::string> sets) {
  LoadRequest request = test::request(broken("system/good.toml"));
  request.sets = std::move(sets);
  return load_scenario(request, kinds());
}

LoadedScenario loaded(std::vector<std::string> sets) {
  auto result = load(std::move(sets));
  if (!result) FAIL(test::text(result.error(), broken("")));
  return *result;
}

std::string complaint(const std::string& set) {
  const auto result = load({set});
  return result ? "none" : test::text(result.error(), broken("system"));
}

TEST_CASE("gates, loads, phases, faults and services are reached by name") {
  const LoadedScenario all = loaded({
      "gate.availability.expr=availability >= 95%",
      "load.shopping.rate=30/s",
      "load.shopping.keys.distribution=uniform",
      "phase.node-killed.for=20s",
      "phase.node-killed.fault.kill.for=3s",
      "phase.node-killed.fault.kill.heal=none",
      "client.deadline=2s",
      "client.retry.max=1",
      "recovery.windows=4",
      "title=Another title",
      "service.database.data=/data",
      "service.database.ready.timeout=5s",
      "service.web.env.WORKERS=8",
      "variable.balancing.value=roundrobin",
      "workload.browsing.step.front.expect.status=204",
      "safety.max_nodes_down=2",
      "safety.allow=[\"http://10.0.0.1\"]",
      "link.'client->web'.proxy=always",
  });
  CHECK(all.scenario.gates.at(0).condition.text == "availability >= 95%");
  CHECK(all.scenario.loads.at(0).rate_per_s == 30);
  CHECK(all.scenario.loads.at(0).keys->distribution == KeySpace::Distribution::kUniform);
  CHECK(all.scenario.phases.at(1).duration == Nanoseconds(20s));
  const FaultSpec& fault = all.scenario.phases.at(1).faults.at(0);
  CHECK(fault.duration == Nanoseconds(3s));
  CHECK(fault.options.get<std::string>("heal") == "none");
  CHECK(all.scenario.client.deadline == 2s);
  CHECK(all.scenario.client.retry.max == 1);
  CHECK(all.scenario.recovery.windows == 4);
  CHECK(all.scenario.title == "Another title");
  CHECK(all.topology.find_service("database")->data == "/data");
  CHECK(all.topology.find_service("database")->ready->timeout == 5s);
  CHECK(all.topology.find_service("web")->env.at(2).second.source() == "8");
  CHECK(all.topology.variables.at(0).value == "roundrobin");
  CHECK(all.topology.find_workload("browsing")->steps.at(0).expect.status.at(0).low == 204);
  CHECK(all.scenario.safety.max_nodes_down == 2);
  CHECK(all.topology.allowed_hosts == std::vector<std::string>{"http://10.0.0.1"});
  CHECK(all.topology.find_link("client", "web")->proxy == Link::Proxy::kAlways);
}

TEST_CASE("a string may stand bare or in quotes, and may look like TOML") {
  CHECK(loaded({"title=\"quoted\""}).scenario.title == "quoted");
  CHECK(loaded({"title=a = b"}).scenario.title == "a = b");
  CHECK(loaded({"title=42"}).scenario.title == "42");
  CHECK(loaded({"variable.balancing.value=42"}).topology.variables.at(0).value == "42");
  CHECK(loaded({"tags=ci"}).scenario.tags == std::vector<std::string>{"ci"});
  CHECK(loaded({"tags=[\"a\", \"b\"]"}).scenario.tags.size() == 2);
}

TEST_CASE("what --set cannot do is told with the argument") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"nonsense",
       "--set 'nonsense': error: this is not section.name.key=VALUE\n"
       "    for example gate.availability.expr='availability >= 99%'\n"},
      {"gaet.availability.expr=x",
       "--set 'gaet.availability.expr=x': error: there is no key 'gaet'\n"
       "    did you mean 'gate'?\n"},
      {"gate.availabilty.expr=x",
       "--set 'gate.availabilty.expr=x': error: there is no gate 'availabilty'\n"
       "    did you mean 'availability'?\n"},
      {"gate.availability=x",
       "--set 'gate.availability=x': error: 'availability' is a table: which of its keys?\n"
       "    write gate.availability.KEY=VALUE\n"},
      {"gate.availability.exp=x",
       "--set 'gate.availability.exp=x': error: there is no key 'exp' in availability\n"
       "    did you mean 'expr'?\n"},
      {"service.databse.nodes=1",
       "--set 'service.databse.nodes=1': error: there is no service 'databse'\n"
       "    did you mean 'database'?\n"},
      {"title.x=1", "--set 'title.x=1': error: 'title' has no keys of its own\n"},
      {"client.deadline=5",
       "--set 'client.deadline=5': error: 'deadline' is no duration: '5'\n"
       "    write \"5ms\" or \"5s\"\n"},
      {"service.database.nodes=many",
       "--set 'service.database.nodes=many': error: 'nodes' must be an integer, and this is a "
       "string\n"},
      {"gate.availability.expr=availability > 1 for",
       "--set 'gate.availability.expr=availability > 1 for': error: 'expr': the condition ends "
       "where a duration like 20s should stand\n"},
      {"flavour=clutser",
       "--set 'flavour=clutser': error: there is no flavour 'clutser'\n"
       "    did you mean 'cluster'?\n"},
      {"topology=nowhere.toml",
       "--set 'topology=nowhere.toml': error: there is no file 'nowhere.toml'\n"},
  };
  for (const auto& [set, expected] : cases) {
    CHECK(complaint(set) == expected);
  }
}

}  // namespace
}  // namespace squall
