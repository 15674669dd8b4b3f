// cpu and files: what a node may use.
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <thread>

#include "harness/core/proc.h"
#include "harness/topology/cgroup.h"
#include "tests/unit/faults/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;

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

namespace {

rlim_t may_open(const ProcessIdentity& process) {
  rlimit limit{};
  REQUIRE(::prlimit(static_cast<pid_t>(process.pid), RLIMIT_NOFILE, nullptr, &limit) == 0);
  return limit.rlim_cur;
}

FaultSpec files_spec() {
  FaultSpec spec = spec_of("files");
  spec.options = options_of({{"spare", {std::int64_t{50}}}});
  return spec;
}

}  // namespace

TEST_CASE("files: what a node has started meanwhile is free again as well") {
  Service service;
  service.name = "parent";
  service.command = {Template("sh"), Template("-c"),
                     Template("trap 'sleep 1000 & touch born' USR1; touch ready; "
                              "while :; do sleep 0.1; done")};
  Stage stage({service});
  REQUIRE(stage.start());
  Node& node = *stage.system->find_node("parent");
  REQUIRE(eventually([&] { return std::filesystem::exists(node.dir / "ready"); }));
  const auto before = may_open(node.child()->identity());
  const auto fault = make_fault(files_spec(), {"parent"}, *stage.system);
  REQUIRE(fault);
  REQUIRE((*fault)->inject());
  CHECK(may_open(node.child()->identity()) < before);
  REQUIRE(node.child()->signal(SIGUSR1));
  REQUIRE(eventually([&] { return std::filesystem::exists(node.dir / "born"); }));
  REQUIRE((*fault)->heal({}));
  std::size_t seen = 0;
  for (const ProcessIdentity& process : stage.system->processes(node)) {
    const auto info = process_info(process.pid);
    if (!info || info->state == 'Z') continue;
    CHECK(may_open(process) == before);
    ++seen;
  }
  CHECK(seen >= 2);
  CHECK(stage.system->stop().empty());
}

TEST_CASE("files: a second limit on a node is refused, and its healing leaves the first alone") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  const auto web = stage.system->find_node("web")->child()->identity();
  const auto before = may_open(web);
  const auto first = make_fault(files_spec(), {"web"}, *stage.system);
  const auto second = make_fault(files_spec(), {"web"}, *stage.system);
  REQUIRE((first && second));
  REQUIRE((*first)->inject());
  const auto limited = may_open(web);
  const auto refused = (*second)->inject();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "another fault 'files' is in on web: let that end first");
  REQUIRE((*second)->heal({}));
  CHECK(may_open(web) == limited);
  REQUIRE((*first)->heal({}));
  CHECK(may_open(web) == before);
  CHECK((*second)->inject());
  CHECK((*second)->heal({}));
  CHECK(stage.system->stop().empty());
}
