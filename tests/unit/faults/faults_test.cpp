#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <thread>

#include "harness/faults/disk_trial.h"
#include "harness/faults/kinds.h"
#include "harness/faults/preparations.h"
#include "harness/topology/cgroup.h"
#include "harness/topology/disk.h"
#include "harness/core/proc.h"
#include "harness/topology/slow_disk.h"
#include "probes/kinds.h"
#include "tests/unit/topology/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;

namespace {

FaultSpec spec_of(const std::string& kind, const std::string& heal = {}) {
  FaultSpec spec;
  spec.name = "it";
  spec.kind = kind;
  if (!heal.empty()) spec.options.set("heal", Value{heal});
  return spec;
}

bool answers(System& system, const std::string& node,
             Nanoseconds timeout = std::chrono::minutes(1)) {
  ProbeSpec probe;
  probe.kind = "http";
  probe.options.set("url", Value{std::string("{node.url}/")});
  probe.timeout = timeout;
  return sample(probe, system.lookup("", system.find_node(node)), {}).met;
}

}  // namespace

TEST_CASE("kill: the process is gone, the port refuses, and it comes back") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  System& system = *stage.system;
  const auto fault = make_fault(spec_of("kill"), {"web"}, system);
  REQUIRE(fault);
  CHECK((*fault)->undo().actions.empty());
  const std::int64_t pid = system.find_node("web")->child()->pid();
  const auto injected = (*fault)->inject();
  REQUIRE(injected);
  CHECK(*injected == "pid " + std::to_string(pid) + " got SIGKILL");
  const FaultProof evidence = (*fault)->evidence({});
  CHECK(evidence.confirmed);
  CHECK(evidence.what == "pid " + std::to_string(pid) + " is gone and " +
                             system.find_node("web")->address.host_port() + " refuses connections");
  CHECK_FALSE(answers(system, "web"));
  const auto healed = (*fault)->heal({});
  REQUIRE(healed);
  CHECK_THAT(*healed, Contains("is ready after"));
  CHECK(answers(system, "web"));
  const auto again = (*fault)->heal({});
  REQUIRE(again);
  CHECK(*again == "it runs");
  CHECK(system.stop().empty());
}

TEST_CASE("kill without heal leaves the node dead; several nodes are named") {
  Service service = server_service("web");
  service.nodes = 2;
  Stage stage({service});
  REQUIRE(stage.start());
  const auto fault = make_fault(spec_of("kill", "none"), {"web[0]", "web[1]"}, *stage.system);
  REQUIRE(fault);
  const auto injected = (*fault)->inject();
  REQUIRE(injected);
  CHECK_THAT(*injected, Contains("web[0]: pid ") && Contains(" and web[1]: pid "));
  CHECK((*fault)->evidence({}).confirmed);
  REQUIRE((*fault)->heal({}));
  CHECK(stage.system->find_node("web[1]")->child()->exited());
  CHECK(stage.system->stop().empty());
}

TEST_CASE("kill: a node that died by itself before cannot be killed, but heals") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  Node& node = *stage.system->find_node("web");
  const auto fault = make_fault(spec_of("kill"), {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE(node.child()->signal(SIGKILL));
  REQUIRE(node.child()->wait_exit(std::chrono::minutes(1)));
  const auto injected = (*fault)->inject();
  REQUIRE_FALSE(injected);
  CHECK(injected.error().message == "web has ended already");
  CHECK((*fault)->heal({}));
  CHECK(answers(*stage.system, "web"));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("kill reaches a server that its starter has put into a session of its own") {
  Service service = server_service("web");
  service.command = {Template("sh"), Template("-c"),
                     Template("env -i PORT=$PORT setsid $(command -v node) " SQUALL_SOURCE_DIR
                              "/tests/fixtures/balanced/server.mjs & wait")};
  Stage stage({service});
  const auto started = stage.start();
  REQUIRE(started);
  Node& node = *stage.system->find_node("web");
  const auto fault = make_fault(spec_of("kill", "none"), {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->inject());
  CHECK((*fault)->evidence({}).confirmed);
  CHECK(node.child()->exited());
  CHECK(stage.system->stop().empty());
}

TEST_CASE("terminate: the node ends when it is asked to, and comes back") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  const auto fault = make_fault(spec_of("terminate"), {"web"}, *stage.system);
  REQUIRE(fault);
  const auto injected = (*fault)->inject();
  REQUIRE(injected);
  CHECK_THAT(*injected, Contains("got SIGTERM"));
  CHECK((*fault)->evidence({}).confirmed);
  REQUIRE((*fault)->heal({}));
  CHECK(answers(*stage.system, "web"));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("terminate: a node that does not listen is no evidence") {
  Service service;
  service.name = "deaf";
  service.command = {Template("sh"), Template("-c"),
                     Template("trap '' TERM; touch deaf; while :; do sleep 0.1; done")};
  service.stop.timeout = std::chrono::milliseconds(100);
  Stage stage({service});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("terminate");
  spec.options.set("patience", Value{Nanoseconds(std::chrono::milliseconds(300))});
  const auto fault = make_fault(spec, {"deaf"}, *stage.system);
  REQUIRE(fault);
  // Before the shell has set its trap it would end.
  const auto deaf = stage.system->find_node("deaf")->dir / "deaf";
  while (!std::filesystem::exists(deaf)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  REQUIRE((*fault)->inject());
  const FaultProof evidence = (*fault)->evidence({});
  CHECK_FALSE(evidence.confirmed);
  CHECK_THAT(evidence.what, Contains("is still there"));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("stop: every process is stopped, nothing answers, and it goes on") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  System& system = *stage.system;
  const auto fault = make_fault(spec_of("stop"), {"web"}, system);
  REQUIRE(fault);
  const Undo undo = (*fault)->undo();
  CHECK(undo.fault == "it");
  REQUIRE(undo.actions.size() == 1);
  CHECK(undo.actions[0].process == system.find_node("web")->child()->identity());
  REQUIRE((*fault)->inject());
  const FaultProof evidence = (*fault)->evidence({});
  CHECK(evidence.confirmed);
  CHECK_THAT(evidence.what, Contains("1 of 1 processes are stopped (state T)") &&
                                Contains("takes connections, and nothing answers"));
  CHECK(system.find_node("web")->state() == NodeState::kStopped);
  CHECK_FALSE(answers(system, "web", std::chrono::milliseconds(500)));
  REQUIRE((*fault)->heal({}));
  CHECK(answers(system, "web"));
  CHECK(system.find_node("web")->state() == NodeState::kReady);
  CHECK(system.stop().empty());
}

TEST_CASE("stop: no evidence for a node that somebody continued") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  const auto fault = make_fault(spec_of("stop"), {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->inject());
  REQUIRE(stage.system->find_node("web")->child()->signal(SIGCONT));
  const FaultProof evidence = (*fault)->evidence({});
  CHECK_FALSE(evidence.confirmed);
  CHECK_THAT(evidence.what, Contains("0 of 1 processes"));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("stop: a node that dies meanwhile is no evidence, and its heal fails") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  const auto fault = make_fault(spec_of("stop"), {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->inject());
  REQUIRE(stage.system->find_node("web")->child()->signal(SIGKILL));
  REQUIRE(stage.system->find_node("web")->child()->wait_exit(std::chrono::minutes(1)));
  CHECK_FALSE((*fault)->evidence({}).confirmed);
  const auto healed = (*fault)->heal({});
  REQUIRE_FALSE(healed);
  CHECK(healed.error().message == "web has ended already");
  CHECK(stage.system->stop().empty());
}

TEST_CASE("a fault without a node, on a strange one, or on one that is not ours is refused") {
  Service outside;
  outside.name = "outside";
  outside.driver = "external";
  outside.addresses = {"http://127.0.0.1:9"};
  Stage stage({server_service("web"), outside});
  REQUIRE(stage.start());
  System& system = *stage.system;
  CHECK(make_fault(spec_of("kill"), {}, system).error().message ==
        "the fault 'it' has no node to act on");
  CHECK(make_fault(spec_of("kill"), {"web[3]"}, system).error().message ==
        "there is no node 'web[3]'");
  CHECK(make_fault(spec_of("kill"), {"outside"}, system).error().message ==
        "outside is not run by this harness (driver 'external'), so it cannot kill it");
  CHECK(make_fault(spec_of("melt"), {"web"}, system).error().message ==
        "no fault is called 'melt'");
  for (const Kind& kind : kFaultKinds) {
    // Without its options, or without what it acts on, it may say what it lacks.
    const auto made = make_fault(spec_of(std::string(kind.name)), {"web"}, system);
    if (!made) CHECK_THAT(made.error().message, !Contains("no fault is called"));
  }
  CHECK(system.stop().empty());
}

namespace {

Options options_of(std::initializer_list<std::pair<const char*, Value>> values) {
  Options options;
  for (const auto& [name, value] : values) options.set(name, value);
  return options;
}

Nanoseconds ms(int count) { return std::chrono::milliseconds(count); }

}  // namespace

TEST_CASE("restart: as often as it says, and a healing in between leaves the node running") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("restart");
  spec.options = options_of({{"by", {std::string("kill")}},
                             {"patience", {ms(5000)}},
                             {"times", {std::int64_t{1000}}},
                             {"every", {ms(10)}}});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE(fault);
  CHECK((*fault)->undo().actions.empty());
  const auto first = stage.system->find_node("web")->child();
  REQUIRE((*fault)->inject());
  const FaultProof evidence = (*fault)->evidence({});
  CHECK(evidence.confirmed);
  CHECK_THAT(evidence.what, Contains("pid " + std::to_string(first->pid()) + " is gone"));
  CHECK(eventually([&] {
    const auto now = stage.system->find_node("web")->child();
    return now->pid() != first->pid() && !now->exited();
  }));
  REQUIRE((*fault)->heal({}));
  CHECK(answers(*stage.system, "web"));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("cpu by signals: the kernel sees the share, and every process goes on afterwards") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("cpu");
  spec.options =
      options_of({{"share", {0.5}}, {"period", {ms(20)}}, {"by", {std::string("signals")}}});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->undo().actions.size() == 1);
  CHECK((*fault)->undo().actions[0].kind == UndoAction::Kind::kContinue);
  REQUIRE((*fault)->inject());
  CHECK_THAT((*fault)->evidence({}).what, Contains("was not stopped in"));
  REQUIRE((*fault)->heal({}));
  CHECK(process_info(stage.system->find_node("web")->child()->pid())->state != 'T');
  CHECK(answers(*stage.system, "web"));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("cpu by quota: an idle node's group gets no more than its share, also after a restart") {
  if (!find_cpu_groups()) return;  // squall doctor says why.
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  System& system = *stage.system;
  Node& node = *system.find_node("web");
  FaultSpec spec = spec_of("cpu");
  spec.options =
      options_of({{"share", {0.2}}, {"period", {ms(50)}}, {"by", {std::string("quota")}}});
  const auto fault = make_fault(spec, {"web"}, system);
  REQUIRE(fault);
  const Undo undo = (*fault)->undo();
  REQUIRE(undo.actions.size() == 1);
  CHECK(undo.actions[0].kind == UndoAction::Kind::kUngroup);
  const std::filesystem::path group = undo.actions[0].folder;
  CHECK(group.filename() == group_name(stage.settings.run_dir, "web", "it"));
  CHECK_FALSE((*fault)->evidence({}).confirmed);  // It is not in.
  const auto injected = (*fault)->inject();
  REQUIRE(injected);
  CHECK_THAT(*injected, Contains("may have 20 % of a processor in every 50ms (a quota, cgroup v"));
  const FaultProof evidence = (*fault)->evidence({});
  CHECK_THAT(evidence.what, Contains("its group (1 of its 1 process, and a busy one of ours) had"));
  INFO(evidence.what);
  CHECK(evidence.confirmed);
  REQUIRE(system.restart(node, {}));
  CHECK(eventually([&] { return members(group) == std::vector{node.child()->pid()}; }));
  REQUIRE((*fault)->heal({}));
  REQUIRE((*fault)->heal({}));  // Twice is as good.
  CHECK_FALSE(std::filesystem::exists(group));
  CHECK(answers(system, "web"));
  CHECK(system.stop().empty());
}

TEST_CASE("cpu by quota: a limit that somebody has lifted is no evidence") {
  const auto groups = find_cpu_groups();
  if (!groups) return;
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("cpu");
  spec.options = options_of({{"share", {0.2}}, {"period", {ms(50)}}});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->inject());
  REQUIRE(lift_limit(*groups, (*fault)->undo().actions[0].folder));
  const FaultProof evidence = (*fault)->evidence({});
  CHECK_FALSE(evidence.confirmed);
  CHECK_THAT(evidence.what, Contains("held back 0 times"));
  REQUIRE((*fault)->heal({}));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("cpu by quota: a node is in one group at a time, and a forgotten group is no residue") {
  if (!find_cpu_groups()) return;
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("cpu");
  spec.options = options_of({{"share", {0.5}}, {"by", {std::string("quota")}}});
  const auto first = make_fault(spec, {"web"}, *stage.system);
  REQUIRE((*first)->inject());
  spec.name = "other";
  const auto second = make_fault(spec, {"web"}, *stage.system);
  const auto injected = (*second)->inject();
  REQUIRE_FALSE(injected);
  CHECK(injected.error().message == "web is in a group of another fault");
  REQUIRE((*second)->heal({}));
  CHECK(groups_of_run(stage.settings.run_dir).size() == 1);
  CHECK(stage.system->stop().empty());
  CHECK(groups_of_run(stage.settings.run_dir).empty());
}

TEST_CASE("files: the limit is the kernel's, and is lifted again") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("files");
  spec.options = options_of({{"spare", {std::int64_t{3}}}});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE(fault);
  CHECK_FALSE((*fault)->evidence({}).confirmed);  // It is not in.
  const auto injected = (*fault)->inject();
  REQUIRE(injected);
  CHECK_THAT(*injected, Contains("open files"));
  CHECK((*fault)->evidence({}).confirmed);
  REQUIRE((*fault)->heal({}));
  CHECK(answers(*stage.system, "web"));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("disk_full needs a disk of the node's own") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  const auto fault = make_fault(spec_of("disk_full"), {"web"}, *stage.system);
  REQUIRE_FALSE(fault);
  CHECK(fault.error().message == "web has no disk of its own");
  CHECK(stage.system->stop().empty());
}

TEST_CASE("disk_slow needs a disk that can be made slow") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  const auto fault = make_fault(spec_of("disk_slow"), {"web"}, *stage.system);
  REQUIRE_FALSE(fault);
  CHECK(fault.error().message == "web has no disk that can be made slow");
  CHECK(stage.system->stop().empty());
}

namespace {

// Whether this machine lets a slow disk be mounted: some containers forbid it to root as well.
bool may_slow() {
  const Folder folder;
  const bool may = may_mount_slow_disk() && mount_disk(folder.path() / "trial", 65536);
  unmount_disk(folder.path() / "trial");
  return may;
}

// A stage of one node that is prepared for the fault.
std::unique_ptr<Stage> slow_stage(const FaultSpec& spec) {
  auto stage = std::make_unique<Stage>(std::vector{server_service("web")});
  Scenario scenario;
  scenario.phases.emplace_back().faults.push_back(spec);
  scenario.phases.back().faults.back().target = "web";
  stage->settings.prepare = [scenario](const Service& service) {
    return preparation_for(service, scenario);
  };
  REQUIRE(stage->start());
  return stage;
}

}  // namespace

TEST_CASE("disk_slow: a file of ours takes as long as it should, and beneath it does not") {
  if (!may_slow()) return;
  FaultSpec spec = spec_of("disk_slow");
  const auto [options, expected] = GENERATE(table<Options, Nanoseconds>({
      {options_of({{"latency", {ms(150)}}}), ms(300)},
      {options_of({{"latency", {ms(100)}},
                   {"operations", {ValueList{{std::string("read")}, {std::string("open")}}}}}),
       ms(200)},
      {options_of({{"latency", {ms(0)}}, {"bandwidth", {200.0 * 1024}}}), ms(100)},
  }));
  spec.options = options;
  const auto stage = slow_stage(spec);
  const auto fault = make_fault(spec, {"web"}, *stage->system);
  REQUIRE(fault);
  const FaultProof before = (*fault)->evidence({});
  CHECK_FALSE(before.confirmed);
  REQUIRE((*fault)->inject());
  CHECK_FALSE((*fault)->inject());  // One at a time.
  const FaultProof evidence = (*fault)->evidence({});
  INFO(evidence.what);
  CHECK(evidence.confirmed);
  REQUIRE((*fault)->heal({}));
  const auto healed =
      DiskTrial(4096).run(stage->system->find_node("web")->dir, DiskTrial::Cache::kAvoided);
  REQUIRE(healed);
  CHECK(*healed < expected);
  CHECK(stage->system->stop().empty());
}

TEST_CASE(
    "disk_slow: a delay that somebody has taken off is no evidence; a healing waits for none") {
  if (!may_slow()) return;
  FaultSpec spec = spec_of("disk_slow");
  spec.options = options_of({{"latency", {ms(300'000)}}});
  const auto stage = slow_stage(spec);
  const auto fault = make_fault(spec, {"web"}, *stage->system);
  REQUIRE(fault);
  REQUIRE((*fault)->inject());
  std::jthread proof(
      [&](const std::stop_token& stop) { CHECK_FALSE((*fault)->evidence(stop).confirmed); });
  std::this_thread::sleep_for(ms(50));
  proof.request_stop();
  proof.join();
  REQUIRE((*fault)->heal({}));
  REQUIRE((*fault)->inject());
  stage->system->find_node("web")->slow_disk()->delay().set_off();
  CHECK_FALSE((*fault)->evidence({}).confirmed);
  CHECK(stage->system->stop().empty());
}

TEST_CASE("disk_slow: what makes no sense is said with what to write instead") {
  const auto mistake = [](std::initializer_list<std::pair<const char*, Value>> values) {
    const auto found = find_kind(kFaultKinds, "disk_slow")->mistake(options_of(values));
    return found ? std::string(found->option) + ": " + found->what + "; " + found->hint : "";
  };
  const Value sync{ValueList{{std::string("sync")}}};
  CHECK(mistake({}).empty());
  CHECK(mistake({{"latency", {ms(0)}}, {"bandwidth", {1024.0}}}).empty());
  CHECK(mistake({{"operations", {ValueList{{std::string("write")}, {std::string("fsync")}}}}}) ==
        "operations: a disk has no operation 'fsync'; write operations = [\"write\", \"sync\", "
        "\"read\", \"open\"], or some of them");
  CHECK(mistake({{"operations", sync}, {"bandwidth", {1024.0}}}) ==
        "bandwidth: there is no read or write that it could hold up; add \"write\" or \"read\" to "
        "the operations");
  CHECK(mistake({{"latency", {ms(0)}}}) ==
        "latency: nothing takes longer with this; write latency = \"200ms\", or a bandwidth");
}

TEST_CASE("a fault that is off needs no preparation") {
  FaultSpec spec = spec_of("disk_slow");
  spec.target = "web";
  Scenario scenario;
  scenario.phases.emplace_back().faults.push_back(spec);
  scenario.phases.back().faults.back().enabled = false;
  const auto prepared = preparation_for(server_service("web"), scenario);
  REQUIRE(prepared);
  CHECK_FALSE(prepared->slow_disk);
}

TEST_CASE("clock: a node that was not prepared shows no wrong date, so there is no evidence") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("clock");
  spec.options = options_of({{"by", {ms(3'600'000)}}});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->inject());
  const FaultProof evidence = (*fault)->evidence({});
  CHECK_FALSE(evidence.confirmed);
  CHECK_THAT(evidence.what, Contains("the Date of web is"));
  REQUIRE((*fault)->heal({}));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("http: requests go to the system under test only") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("http");
  spec.options =
      options_of({{"method", {std::string("GET")}}, {"url", {std::string("http://127.0.0.1:9/")}}});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE_FALSE(fault);
  CHECK(fault.error().message == "http://127.0.0.1:9 is no address of the topology");
  CHECK(stage.system->stop().empty());
}

TEST_CASE("http: an answer that is no 2xx is no evidence") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("http");
  spec.options =
      options_of({{"method", {std::string("PUT")}}, {"url", {std::string("{node.url}/nowhere")}}});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE(fault);
  (void)(*fault)->inject();
  const FaultProof evidence = (*fault)->evidence({});
  CHECK_FALSE(evidence.confirmed);
  CHECK_THAT(evidence.what, Contains("answered 404"));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("exec: a command that fails is no evidence, and says what it said") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("exec");
  const auto word = [](const char* text) { return Value{std::string(text)}; };
  spec.options =
      options_of({{"run", {ValueList{word("sh"), word("-c"), word("echo no way; exit 3")}}},
                  {"undo", {ValueList{word("true")}}}});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->undo().actions.size() == 1);
  CHECK((*fault)->undo().actions[0].kind == UndoAction::Kind::kRun);
  REQUIRE((*fault)->inject());
  const FaultProof evidence = (*fault)->evidence({});
  CHECK_FALSE(evidence.confirmed);
  CHECK_THAT(evidence.what, Contains("exit code 3") && Contains("no way"));
  REQUIRE((*fault)->heal({}));
  CHECK(stage.system->stop().empty());
}
