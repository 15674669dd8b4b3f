// Faults on real nodes, as a run has them: what becomes of a healing that fails, and of nodes that
// take long to heal.
#include "harness/run/faults_in_force.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "harness/topology/cleanup.h"
#include "tests/unit/faults/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;

namespace {

class Observed final : public FaultObserver {
 public:
  void on_injected(const std::string&, Nanoseconds) override {}
  void on_healed(const std::string&, Nanoseconds) override { ++healed; }
  std::atomic<int> healed = 0;
};

/// What a run has around its faults.
struct Scene {
  explicit Scene(std::vector<Service> services, int most_down = 1) : stage(std::move(services)) {
    safety.max_nodes_down = most_down;
    const auto started = stage.start();
    REQUIRE(started);
    logs.emplace(*stage.system, stage.mask, stage.events);
    faults.emplace(*stage.system, safety, clock, stage.events, observed, *logs);
  }

  void inject(const FaultSpec& spec, const std::vector<std::string>& targets) {
    faults->prepare(spec, "broken", targets, {});
    faults->inject(spec.name);
  }
  std::size_t healings() const { return stage.events.all<FaultHealed>().size(); }
  bool is_in(const std::string& fault) const {
    for (const FaultInjected& event : stage.events.all<FaultInjected>()) {
      if (event.fault == fault) return true;
    }
    return false;
  }
  bool has_ledger() const { return std::filesystem::exists(ledger_file(stage.settings.run_dir)); }

  Stage stage;
  Safety safety;
  const RunClock clock;
  Observed observed;
  std::optional<FaultLogs> logs;
  std::optional<FaultsInForce> faults;
};

FaultSpec named(FaultSpec spec, const std::string& name) {
  spec.name = name;
  return spec;
}

void kill_second_while_first_heals(Scene& scene) {
  scene.inject(named(spec_of("kill"), "first"), {"web[0]"});
  scene.faults->heal("first");
  scene.inject(named(spec_of("kill"), "second"), {"web[1]"});
}

/// A command whose undo does what `script` says, in the folder of the topology.
FaultSpec undone_by(const std::string& script) {
  const auto word = [](const char* text) { return Value{std::string(text)}; };
  FaultSpec spec = spec_of("exec");
  spec.options = options_of({{"run", {ValueList{word("true")}}},
                             {"undo", {ValueList{word("sh"), word("-c"), Value{script}}}}});
  return spec;
}

/// Ready about a second after its start.
Service slow_service() {
  Service service = server_service("web");
  service.nodes = 2;
  service.command = {
      Template("sh"), Template("-c"),
      Template("sleep 1; exec node " SQUALL_SOURCE_DIR "/tests/fixtures/balanced/server.mjs")};
  return service;
}

}  // namespace

TEST_CASE("a healing that failed leaves the fault in force, and is tried again at the end") {
  Scene scene({server_service("web")});
  // It fails once.
  const FaultSpec spec = undone_by("test -e tried || { touch tried; exit 1; }");
  scene.inject(spec, {"web"});
  scene.faults->heal("it");
  REQUIRE(eventually([&] { return scene.healings() == 1; }));
  CHECK_FALSE(scene.stage.events.all<FaultHealed>()[0].ok);
  CHECK(scene.observed.healed == 0);
  CHECK(scene.faults->any());
  scene.faults->heal_all();
  REQUIRE(scene.healings() == 2);
  CHECK(scene.stage.events.all<FaultHealed>()[1].ok);
  CHECK(scene.observed.healed == 1);
  CHECK_FALSE(scene.faults->any());
  CHECK(scene.stage.system->stop().empty());
  CHECK_FALSE(scene.has_ledger());
}

TEST_CASE("what cannot be healed is residue, and its undo stays on disk") {
  Scene scene({server_service("web")});
  const FaultSpec spec = undone_by("test -e may");
  scene.inject(spec, {"web"});
  scene.faults->heal_all();
  CHECK_FALSE(scene.stage.events.all<FaultHealed>().at(0).ok);
  const auto residue = scene.stage.system->stop();
  REQUIRE(residue.size() == 1);
  CHECK_THAT(residue[0], Contains("test -e may ended with exit code 1"));
  CHECK(scene.has_ledger());
  scene.stage.folder.write("may", "");
  CHECK(undo_run(scene.stage.settings.run_dir).residue.empty());
  CHECK_FALSE(scene.has_ledger());
}

TEST_CASE("what could not be healed while its node was up may be undone by its end") {
  Scene scene({server_service("web")});
  const FaultSpec spec = spec_of("stop");
  scene.inject(spec, {"web"});
  REQUIRE(scene.stage.system->find_node("web")->child()->signal(SIGKILL));
  REQUIRE(scene.stage.system->find_node("web")->child()->wait_exit(std::chrono::minutes(1)));
  scene.faults->heal_all();
  CHECK_FALSE(scene.stage.events.all<FaultHealed>().at(0).ok);
  CHECK(scene.stage.system->stop().empty());
  CHECK_FALSE(scene.has_ledger());
}

TEST_CASE("max_nodes_down holds while a node is being healed: the next fault waits for it") {
  Scene scene({slow_service()});
  kill_second_while_first_heals(scene);
  CHECK_FALSE(scene.is_in("second"));
  REQUIRE(eventually([&] { return scene.is_in("second"); }));
  CHECK(scene.healings() == 1);
  const auto warned = scene.stage.events.all<Warned>();
  REQUIRE(warned.size() == 1);
  CHECK(warned[0].what ==
        "fault second has to wait: web[0] is still down, and [safety] max_nodes_down is 1");
  scene.faults->heal_all();
  CHECK(answers(*scene.stage.system, "web[1]"));
  CHECK(scene.stage.system->stop().empty());
}

TEST_CASE("a fault whose time is over before others are healed does not go in") {
  Scene scene({slow_service()});
  kill_second_while_first_heals(scene);
  scene.faults->heal("second");
  scene.faults->heal_all();
  CHECK_FALSE(scene.is_in("second"));
  const auto failed = scene.stage.events.all<FaultFailed>();
  REQUIRE(failed.size() == 1);
  CHECK_THAT(failed[0].reason, Contains("web[0] is still down"));
  CHECK_FALSE(scene.faults->any());
  CHECK(answers(*scene.stage.system, "web[1]"));
  CHECK(scene.stage.system->stop().empty());
}

TEST_CASE("faults that may be in at once do not wait for one another") {
  Scene scene({slow_service()}, 2);
  const FaultSpec first = named(spec_of("kill"), "first");
  const FaultSpec second = named(spec_of("kill"), "second");
  scene.inject(first, {"web[0]"});
  scene.inject(second, {"web[1]"});
  CHECK(scene.is_in("second"));
  scene.faults->heal_all();
  CHECK(scene.stage.system->stop().empty());
}
