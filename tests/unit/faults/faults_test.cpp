#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <thread>

#include "harness/core/proc.h"
#include "tests/unit/faults/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;

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

TEST_CASE("terminate: a node that is still about to end when it is healed does not stay dead") {
  Service service = server_service("web");
  service.command = {Template("sh"), Template("-c"),
                     Template("trap 'sleep 2; kill $!; exit 0' TERM; node " SQUALL_SOURCE_DIR
                              "/tests/fixtures/balanced/server.mjs & while :; do wait; done")};
  Stage stage({service});
  REQUIRE(stage.start());
  Node& node = *stage.system->find_node("web");
  FaultSpec spec = spec_of("terminate");
  spec.options.set("patience", Value{Nanoseconds(std::chrono::minutes(1))});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE(fault);
  const auto before = node.child();
  REQUIRE(before->signal(SIGSTOP));  // So that it ends as late as can be.
  REQUIRE((*fault)->inject());
  std::stop_source healing;
  healing.request_stop();
  CHECK_FALSE((*fault)->evidence(healing.get_token()).confirmed);  // At once.
  const auto healed = (*fault)->heal({});
  REQUIRE(healed);
  CHECK_THAT(*healed, Contains("is ready after"));
  CHECK(before->exited());
  CHECK(answers(*stage.system, "web"));
  CHECK(*(*fault)->heal({}) == "it runs");
  CHECK(stage.system->stop().empty());
}

TEST_CASE("stop: no evidence if it is healed before it was looked at long enough") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  const auto fault = make_fault(spec_of("stop"), {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->inject());
  REQUIRE(eventually([&] { return (*fault)->evidence({}).confirmed; }));
  std::stop_source healing;
  healing.request_stop();
  const FaultProof evidence = (*fault)->evidence(healing.get_token());
  CHECK_FALSE(evidence.confirmed);
  CHECK_THAT(evidence.what, Contains("it was healed before it had been looked at for 200 ms"));
  REQUIRE((*fault)->heal({}));
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

TEST_CASE("replace: a version that cannot be started is taken back") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("replace");
  spec.options = options_of(
      {{"command", {ValueList{Value{std::string("/nonexistent")}}}}, {"patience", {ms(5000)}}});
  const auto fault = make_fault(spec, {"web"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->inject());
  CHECK_FALSE((*fault)->evidence({}).confirmed);
  const auto healed = (*fault)->heal({});
  REQUIRE(healed);
  CHECK_THAT(*healed, Contains("is ready after"));
  CHECK(answers(*stage.system, "web"));
  CHECK(stage.system->stop().empty());
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

TEST_CASE("clock: what a Date can't show is a mistake, and a second one on a node is refused") {
  const auto mistake = find_kind(kFaultKinds, "clock")->mistake;
  CHECK_FALSE(mistake(options_of({{"by", {ms(5000)}}})));
  const auto found = mistake(options_of({{"by", {ms(4900)}}}));
  REQUIRE(found);
  CHECK(found->option == "by");
  CHECK(found->proof_helps);

  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  FaultSpec spec = spec_of("clock");
  spec.options = options_of({{"by", {ms(3'600'000)}}});
  const auto first = make_fault(spec, {"web"}, *stage.system);
  const auto second = make_fault(spec, {"web"}, *stage.system);
  REQUIRE((first && second));
  REQUIRE((*first)->inject());
  CHECK_FALSE((*second)->inject());
  CHECK(*(*second)->heal({}) == "its clock was not set");
  CHECK(*(*first)->heal({}) == "its clock is right again");
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
