#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "harness/faults/disk_trial.h"
#include "harness/faults/preparations.h"
#include "harness/topology/disk.h"
#include "harness/topology/slow_disk.h"
#include "tests/unit/faults/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;

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
