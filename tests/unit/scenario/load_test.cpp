// Sound files: what they are read as, and what they look like when written down again.
#include <catch2/catch.hpp>

#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using test::broken;
using test::Files;
using test::kinds;
using test::request;

LoadedScenario load_good(const LoadRequest& wanted = request(broken("system/good.toml"))) {
  auto loaded = load_scenario(wanted, kinds());
  if (!loaded) FAIL(test::text(loaded.error(), broken("")));
  return *loaded;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

TEST_CASE("what checkers read back: by load and node, shared where they need the same") {
  const Files files({{"s.toml", R"(schema = 1
title = "Checked"
topology = ")" + broken("system/topology.toml").string() +
                                    R"("
[[load]]
name = "a"
workload = "shopping"
rate = "5/s"
keys = { from = "customers" }
[[load]]
name = "b"
workload = "shopping"
rate = "5/s"
keys = { from = "customers" }
[[phase]]
kind = "baseline"
for = "5s"
[[workload]]
name = "look"
[[workload.step]]
name = "order"
url = "{web.url}/{key}"
ledger = "read"
ledger_value = { json = "$.order" }
absent = { status = 404 }
[[workload]]
name = "copies"
each_node = "database"
[[workload.step]]
name = "order"
url = "{node.url}/{key}"
ledger = "read"
ledger_value = { json = "$.order" }
[[checker]]
kind = "lasting"
read_back = "look"
[[checker]]
name = "only-b"
kind = "lasting"
loads = "b"
read_back = "look"
when = ["before", "after"]
within = "20s"
[[checker]]
kind = "alike"
loads = "a"
read_back = "copies"
rate = "2/s"
)"}});
  const auto loaded = load_scenario(request(files.path("s.toml")), kinds());
  if (!loaded) FAIL(test::text(loaded.error(), broken("")));
  const Scenario& scenario = loaded->scenario;
  std::vector<std::string> names;
  for (const ReadBack& read : scenario.read_backs) names.push_back(name_of(read, scenario.loads));
  CHECK(names == std::vector<std::string>{"look of a", "look of b", "copies of a at database[0]",
                                          "copies of a at database[1]",
                                          "copies of a at database[2]"});
  CHECK(scenario.checkers.at(0).reads == std::vector<std::size_t>{0, 1});
  CHECK(scenario.checkers.at(1).reads == std::vector<std::size_t>{1});
  CHECK(scenario.checkers.at(1).loads == std::vector<std::size_t>{1});
  CHECK(scenario.checkers.at(2).reads == std::vector<std::size_t>{2, 3, 4});
  CHECK_FALSE(scenario.read_backs.at(0).before);
  CHECK(scenario.read_backs.at(1).before);
  CHECK(scenario.read_backs.at(1).within == 20s);
  CHECK(scenario.read_backs.at(0).within == 10s);
  CHECK(scenario.read_backs.at(2).during);
  CHECK(scenario.read_backs.at(2).after);
  CHECK(scenario.read_backs.at(2).rate_per_s == 2);
}

TEST_CASE("a sound scenario is read without a word") {
  const LoadedScenario loaded = load_good();
  CHECK(test::text(loaded.warnings, broken("")) == "");
  const Scenario& scenario = loaded.scenario;
  CHECK(scenario.title == "A database node is killed");
  CHECK(scenario.hash.size() == 16);
  CHECK(scenario.safety.abort_when.at(0).text == "availability(10s) < 5% for 20s");
  CHECK(scenario.client.deadline == 5s);
  CHECK(scenario.client.connect_timeout == 1s);
  CHECK(scenario.client.retry.max == 3);
  CHECK(scenario.client.retry.backoff == RetryPolicy::Backoff::kExponential);
  CHECK(scenario.client.retry.budget == Approx(0.2));
  CHECK(scenario.client.circuit_breaker->failures == 5);
  CHECK(scenario.loads.at(0).name == "shopping");
  CHECK(scenario.loads.at(0).rate_per_s == 15);
  CHECK(scenario.loads.at(0).keys->distribution == KeySpace::Distribution::kZipf);
  CHECK(scenario.loads.at(1).model == Load::Model::kClosed);
  CHECK(scenario.loads.at(1).users == 4);
  CHECK(scenario.hypotheses.at(0).name == "http");
  CHECK(scenario.hypotheses.at(0).probe.options.get<std::string>("method") == "GET");
  CHECK(scenario.hypotheses.at(0).probe.expect.json.at(0).path == "$.isReady");
  CHECK(scenario.recovery.windows == 10);
  CHECK(scenario.recovery.good.at(0).text == "availability >= 99%");
  CHECK(scenario.gates.at(1).name == "time_to_recover");
}

TEST_CASE("what others may have of the machine is a share") {
  LoadRequest wanted = request(broken("system/good.toml"));
  CHECK_FALSE(load_good(wanted).scenario.machine.max_others);
  wanted.sets = {GENERATE("machine.max_others='10%'", "machine.max_others=0.1",
                          "machine={ max_others = 0.1 }")};
  CHECK(load_good(wanted).scenario.machine.max_others == 0.1);
  wanted.sets = {"machine.max_others=0"};
  CHECK(load_good(wanted).scenario.machine.max_others == 0.0);
}

TEST_CASE("a client policy is read with all that it says, and its defaults") {
  LoadRequest wanted = request(broken("system/good.toml"));
  const RetryOn plain = load_good(wanted).scenario.client.retry.on;
  CHECK(plain.transient);
  CHECK(plain.errors.empty());
  CHECK(plain.statuses.empty());
  wanted.sets = {"client.first_byte_timeout=700ms",
                 "client.retry={ max = 2, backoff = \"decorrelated\", respect_retry_after = false, "
                 "on = [\"reset\", \"circuit_open\", 404, \"500-504\"] }",
                 "client.hedge={ percentile = 99.5, max = 2 }",
                 "client.circuit_breaker={ failure_rate = 0.25, window = 40, half_open = 3 }"};
  const ClientPolicy client = load_good(wanted).scenario.client;
  CHECK(client.first_byte_timeout == Nanoseconds(700ms));
  CHECK(client.retry.backoff == RetryPolicy::Backoff::kDecorrelated);
  CHECK_FALSE(client.retry.respect_retry_after);
  CHECK_FALSE(client.retry.on.transient);
  CHECK(client.retry.on.errors ==
        std::vector<ErrorClass>{ErrorClass::kReset, ErrorClass::kCircuitOpen});
  REQUIRE(client.retry.on.statuses.size() == 2);
  CHECK(client.retry.on.statuses[0].low == 404);
  CHECK(client.retry.on.statuses[0].high == 404);
  CHECK(client.retry.on.statuses[1].low == 500);
  CHECK(client.retry.on.statuses[1].high == 504);
  REQUIRE(client.hedge);
  CHECK_FALSE(client.hedge->after);
  CHECK(client.hedge->percentile == 99.5);
  CHECK(client.hedge->max == 2);
  CHECK(client.circuit_breaker->failure_rate == 0.25);
  CHECK(client.circuit_breaker->window == 40);
  CHECK(client.circuit_breaker->half_open == 3);

  wanted.sets = {"client.retry.on=reset", "client.hedge={ after = \"80ms\" }"};
  const ClientPolicy other = load_good(wanted).scenario.client;
  CHECK(other.retry.on.errors == std::vector<ErrorClass>{ErrorClass::kReset});
  CHECK(other.retry.max == 3);
  CHECK(other.hedge->after == Nanoseconds(80ms));
  CHECK(other.hedge->max == 1);
}

TEST_CASE("phases and faults have their times and options") {
  const auto& phases = load_good().scenario.phases;
  REQUIRE(phases.size() == 3);
  CHECK(phases[0].name == "baseline");
  CHECK(phases[1].duration == Nanoseconds(10s));
  CHECK(phases[2].until_steady);
  CHECK(phases[2].timeout == 30s);
  const FaultSpec& fault = phases[1].faults.at(0);
  CHECK(fault.name == "kill");
  CHECK(fault.at == 2s);
  CHECK(fault.duration == Nanoseconds(5s));
  CHECK(fault.options.get<std::string>("heal") == "restart");
  CHECK(fault.options.get<Nanoseconds>("restart_delay") == Nanoseconds(0));
}

TEST_CASE("the topology has its flavour and its workload files") {
  const Topology topology = load_good().topology;
  CHECK(topology.flavour == "plain");
  const Service* database = topology.find_service("database");
  REQUIRE(database != nullptr);
  CHECK(database->nodes == 3);
  CHECK(database->version->match == "v([0-9.]+)");
  CHECK(database->ready->timeout == 20s);
  CHECK(
      database->setup.at(1).body.source() ==
      Template(R"({"source":"{peer.url|json}/shop","target":"shop","continuous":true})").source());
  CHECK(topology.find_service("web")->program == "node");
  CHECK(topology.programs.at(0).path == "/usr/bin/node");
  CHECK(topology.lists.at(0).values == std::vector<std::string>{"alice", "carla", "bob"});
  CHECK(topology.links.at(1).name == "web->database");
  CHECK(topology.flavours.at(0).paths == std::vector<std::string>{"/opt/couchdb/bin"});
}

TEST_CASE("a workload's steps get their bodies, effects and captures") {
  const Topology topology = load_good().topology;
  const Workload* shopping = topology.find_workload("shopping");
  REQUIRE(shopping != nullptr);
  const Step& login = shopping->steps.at(0);
  CHECK(login.body.source() == "user={key|url}&password={var.password|url}");
  CHECK(login.content_type == "application/x-www-form-urlencoded");
  CHECK(login.effect == Effect::kWrite);
  CHECK_FALSE(login.idempotent);
  CHECK(login.captures.at(0).secret);
  const Step& buy = shopping->steps.at(1);
  CHECK(buy.body.source() ==
        Template(R"({"order":"{value|json}","n":3,"a b":["x",true,1.5]})").source());
  CHECK(buy.idempotent);
  CHECK(buy.ledger == LedgerUse::kWrite);
  CHECK(buy.expect.json.at(0).equals_template->source() == "{value}");
  CHECK(buy.rejected->status.at(0).low == 409);
  CHECK(topology.find_workload("browsing")->steps.at(0).effect == Effect::kRead);
}

TEST_CASE("a forced flavour is merged item by item") {
  LoadRequest wanted = request(broken("system/good.toml"));
  wanted.sets = {"flavour=cluster"};
  const Service database = *load_good(wanted).topology.find_service("database");
  CHECK(database.command.at(0).source() == "{program.couchdb}");
  REQUIRE(database.setup.size() == 3);
  CHECK(database.setup[0].url.source() == "{node.url}/shop?q=2");
  CHECK(database.setup[0].each == SetupCall::Each::kNode);
  CHECK(database.setup[2].name == "join");
}

TEST_CASE("a scenario can name the flavour that it is about, and --set goes before") {
  const std::string folder = broken("system").string();
  const auto with = [&](const std::string& flavour) {
    std::string text = test::slurp(broken("system/good.toml"));
    const std::string plain = "topology = \"topology.toml\"";
    return text.replace(text.find(plain), plain.size(),
                        "topology = \"" + folder + "/topology.toml\"\nflavour = " + flavour);
  };
  const Files files{{"named.toml", with("\"cluster\"")},
                    {"unknown.toml", with("\"clutser\"")},
                    {"wrong.toml", with("3")}};
  LoadRequest wanted = request(files.path("named.toml"));
  const LoadedScenario loaded = load_good(wanted);
  CHECK(loaded.topology.flavour == "cluster");
  CHECK_FALSE(contains(loaded.scenario_toml, "flavour"));
  wanted.sets = {"flavour=plain"};
  CHECK(load_good(wanted).topology.flavour == "plain");
  for (const char* file : {"unknown.toml", "wrong.toml"}) {
    const auto refused = load_scenario(request(files.path(file)), kinds());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().at(0).line == 5);
  }
}

TEST_CASE("a gate can be for one flavour") {
  const std::string good = "topology = \"topology.toml\"";
  std::string text = test::slurp(broken("system/good.toml"));
  text.replace(text.find(good), good.size(),
               "topology = \"" + broken("system").string() + "/topology.toml\"");
  const Files files{{"s.toml", text +
                                   "\n[[gate]]\nname = \"quorum\"\nexpr = \"availability > 0.9\"\n"
                                   "flavour = \"cluster\"\nwhy = \"it has two copies\"\n"}};
  LoadRequest wanted = request(files.path("s.toml"));
  const std::size_t without = load_good(wanted).scenario.gates.size();
  wanted.sets = {"flavour=cluster"};
  const LoadedScenario loaded = load_good(wanted);
  REQUIRE(loaded.scenario.gates.size() == without + 1);
  CHECK(loaded.scenario.gates.back().name == "quorum");
  CHECK(loaded.scenario.gates.back().why == "it has two copies");
  // What a run keeps says which flavour it had, and no longer which there are.
  const Files kept{{"scenario.toml", loaded.scenario_toml},
                   {"topology.toml", loaded.topology_toml}};
  LoadRequest again = request(kept.path("scenario.toml"));
  CHECK(load_good(again).scenario.gates.size() == without + 1);
}

TEST_CASE("a flavour is chosen by its program") {
  LoadRequest wanted = request(broken("system/good.toml"));
  std::vector<std::string> looked_in;
  wanted.environment = [](std::string_view) { return std::optional<std::string>("/opt/3"); };
  wanted.find_program = [&](std::string_view program, const std::vector<std::string>& folders) {
    if (program == "couchdb" && looked_in.empty()) looked_in = folders;
    return std::optional<std::string>("/bin/" + std::string(program));
  };
  const LoadedScenario loaded = load_good(wanted);
  CHECK(loaded.topology.flavour == "cluster");
  CHECK(looked_in == std::vector<std::string>{"/opt/3/bin", "/opt/couchdb/bin"});
  CHECK(contains(loaded.topology_toml, "${env:COUCHDB_HOME}/bin"));
}

TEST_CASE("what was resolved loads again to the same files and the same hash") {
  LoadRequest wanted = request(broken("system/good.toml"));
  wanted.sets = {"phase.node-killed.fault.kill.for=3s", "variable.balancing.value=roundrobin",
                 "client.max_connections=7"};
  const LoadedScenario first = load_good(wanted);
  const Files run{{"scenario.toml", first.scenario_toml}, {"topology.toml", first.topology_toml}};
  LoadRequest again = request(run.path("scenario.toml"));
  again.environment = nullptr;
  again.find_program = nullptr;
  const LoadedScenario second = load_good(again);
  CHECK(second.scenario_toml == first.scenario_toml);
  CHECK(second.topology_toml == first.topology_toml);
  CHECK(second.scenario.hash == first.scenario.hash);
  CHECK(second.topology.flavour == "plain");
  CHECK(second.topology.directory() == first.topology.directory());
  CHECK(second.scenario.phases.at(1).faults.at(0).duration == Nanoseconds(3s));
  CHECK(second.topology.variables.at(0).value == "roundrobin");
  CHECK(second.topology.lists.at(0).values.size() == 3);
  CHECK(load_good().scenario.hash != first.scenario.hash);
}

TEST_CASE("how the generator works can be set, and has defaults") {
  const LoadedScenario plain = load_good();
  CHECK(plain.scenario.generator.precision == Precision::kTimer);
  CHECK_FALSE(plain.scenario.client.own_connections);
  LoadRequest wanted = request(broken("system/good.toml"));
  wanted.sets = {"generator.precision=spin", "client.connections=per_user"};
  const LoadedScenario set = load_good(wanted);
  CHECK(set.scenario.generator.precision == Precision::kSpin);
  CHECK(set.scenario.client.own_connections);
}

TEST_CASE("secrets are masked in what is written down, and named") {
  const LoadedScenario loaded = load_good();
  CHECK(loaded.secrets == std::vector<std::string>{"correct horse"});
  CHECK_FALSE(contains(loaded.topology_toml, "correct horse"));
  CHECK(loaded.topology.variables.at(1).value == "correct horse");
}

TEST_CASE("environment, headers and passwords in URLs are secrets") {
  const Files files{{"topology.toml", R"(schema = 1
name = "t"
[[service]]
name = "web"
driver = "external"
addresses = ["http://admin:hunter22@127.0.0.1:80"]
[service.ready]
probe = "http"
url = "{node.url}/"
headers = { Authorization = "Basic YWJj", X = "${env:SHOP_TOKEN}" }
[[service.setup]]
name = "again"
url = "{node.url}/?t=s3cr3t-t0ken"
)"}};
  const auto loaded = load_topology(request(files.path("topology.toml")), kinds());
  if (!loaded) FAIL(test::text(loaded.error(), ""));
  CHECK(loaded->secrets == std::vector<std::string>{"YWJj", "hunter22", "s3cr3t-t0ken"});
  const std::string& written = loaded->topology_toml;
  for (const std::string& secret : loaded->secrets) CHECK_FALSE(contains(written, secret));
  CHECK(contains(written, "http://admin:***@127.0.0.1:80"));
  CHECK(contains(written, "Basic ***"));
  const auto& headers = loaded->topology.services.at(0).ready->probe.options;
  CHECK(headers.get<ValueTable>("headers")->at(1).value == Value{std::string("s3cr3t-t0ken")});
}

TEST_CASE("random variables are drawn from the seed, each from its own stream") {
  Topology topology = load_good().topology;
  Topology same = topology;
  const auto secrets = draw_variables(topology, 7);
  CHECK(draw_variables(same, 7) == secrets);
  REQUIRE(secrets.size() == 1);
  CHECK(secrets[0].size() == 24);
  CHECK(topology.variables.at(2).value == secrets[0]);
  CHECK(draw_variables(same, 8) != secrets);
}

TEST_CASE("a file is told by its sections") {
  CHECK(file_kind(broken("system/good.toml")) == FileKind::kScenario);
  CHECK(file_kind(broken("system/topology.toml")) == FileKind::kTopology);
  CHECK(file_kind(broken("system/workloads/shopping.toml")) == FileKind::kWorkloads);
  CHECK(file_kind(broken("system/web.cfg")) == FileKind::kUnknown);
}

}  // namespace
}  // namespace squall
