#include <catch2/catch.hpp>

#include "tests/unit/topology/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;

namespace {

Prepare shell_prepare(const std::string& script) {
  return {"things", {"sh", "-c", script}, "made/thing", std::chrono::minutes(1), {}};
}

}  // namespace

TEST_CASE("a preparation runs in the topology's folder, once") {
  Stage stage({});
  stage.topology.prepare = {shell_prepare("mkdir made && echo x >> made/thing && echo done")};
  REQUIRE(stage.start());
  CHECK(stage.system->stop().empty());
  CHECK(contents(stage.folder.path() / "made" / "thing") == "x\n");
  CHECK(contents(stage.settings.run_dir / "logs" / "prepare-things.log") == "done\n");
  REQUIRE(stage.start());
  CHECK(contents(stage.folder.path() / "made" / "thing") == "x\n");
  CHECK(stage.events.all<SetupDone>().size() == 1);
}

TEST_CASE("a preparation that fails says so, and is not taken for made the next time") {
  Stage stage({});
  stage.topology.prepare = {shell_prepare("mkdir made; touch made/thing; echo no disk; exit 4")};
  const auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().what == "the preparation 'things' ended with exit code 4");
  CHECK(started.error().log_tail == std::vector<std::string>{"no disk"});
  CHECK_FALSE(std::filesystem::exists(stage.folder.path() / "made" / "thing"));
}

TEST_CASE("a preparation that takes too long, or makes nothing, is a failure") {
  Stage stage({});
  stage.topology.prepare = {shell_prepare("sleep 1000")};
  stage.topology.prepare[0].timeout = std::chrono::milliseconds(100);
  auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().what == "the preparation 'things' did not end within 100ms");
  stage.system.reset();
  stage.topology.prepare = {shell_prepare("true")};
  started = stage.start();
  REQUIRE_FALSE(started);
  CHECK_THAT(started.error().what, Contains("did not make made/thing"));
}

TEST_CASE("a preparation that is broken off leaves nobody who goes on making it") {
  Stage stage({});
  // Each starts the next before it ends.
  stage.topology.prepare = {shell_prepare(
      "mkdir made; echo 'echo x >> made/thing; sh next & sleep 0.02' > next; sh next; sleep 1000")};
  stage.topology.prepare[0].timeout = std::chrono::milliseconds(200);
  const auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().what == "the preparation 'things' did not end within 200ms");
  const auto thing = stage.folder.path() / "made" / "thing";
  CHECK_FALSE(std::filesystem::exists(thing));
  CHECK(stage.system->stop().empty());
  CHECK_FALSE(std::filesystem::exists(thing));
}
