// What is asked for while a session goes on, read by the rules of the files.
#include "harness/scenario/live_reader.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/unit/scenario/session_support.h"
#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using test::base_text;
using test::load_base;

TomlNode table(const std::string& text) { return *parse_toml(text, "request"); }

std::string mistakes(const tl::expected<FaultSpec, Diagnostics>& read) {
  REQUIRE_FALSE(read);
  return test::text(read.error(), "");
}

TEST_CASE("a fault is read by the rules of the files, with all of its mistakes") {
  const LoadedScenario base = load_base(base_text());
  const KindTables kinds = test::kinds();
  const LiveReader reader(base, kinds);
  const auto good =
      reader.fault(table("name = \"one\"\nkind = \"stop\"\ntarget = \"database[1]\"\nfor = \"5s\"\n"
                         "heal = \"continue\""),
                   {});
  REQUIRE(good);
  CHECK(good->duration == 5s);
  CHECK(good->written == "kind = \"stop\", target = \"database[1]\", heal = \"continue\"");

  const std::string all = mistakes(reader.fault(
      table("name = \"1\"\nkind = \"stop\"\ntarget = \"databse[1]\"\nfor = 5\nheel = \"x\"\n"
            "repeat = { every = \"1s\", times = 2 }"),
      {}));
  CHECK(all.find("'1' cannot be the name of a fault") != all.npos);
  CHECK(all.find("there is no service 'databse'") != all.npos);
  CHECK(all.find("did you mean 'database'?") != all.npos);
  CHECK(all.find("'for' must be a duration") != all.npos);
  CHECK(all.find("unknown key 'heel'") != all.npos);
  CHECK(all.find("'repeat' means nothing in a session") != all.npos);
}

TEST_CASE("a fault keeps to the limits, also together with those that are in") {
  const LoadedScenario base = load_base(base_text());
  const KindTables kinds = test::kinds();
  const LiveReader reader(base, kinds);
  const auto kill = [](const std::string& node) {
    return table(fmt::format("name = \"k\"\nkind = \"kill\"\ntarget = \"{}\"", node));
  };
  CHECK(mistakes(reader.fault(kill("database[2]"), {})).find("[safety] never") !=
        std::string::npos);
  CHECK(mistakes(reader.fault(kill("database[one-at-a-time]"), {})).find("for scenarios") !=
        std::string::npos);
  const auto first = reader.fault(kill("database[0]"), {});
  const auto second = reader.fault(kill("database[1]"), {});
  REQUIRE((first && second));
  const FaultSpec* const one[] = {&*first};
  const FaultSpec* const two[] = {&*first, &*second};
  CHECK(reader.fault(kill("database[1]"), one));
  CHECK(mistakes(reader.fault(kill("database[0]"), one)).find("is such a fault already") !=
        std::string::npos);
  CHECK(mistakes(reader.fault(kill("web"), two)).find("breaks 3 nodes at once") !=
        std::string::npos);
}

TEST_CASE("nothing is read from the environment") {
  const LoadedScenario base = load_base(base_text());
  const KindTables kinds = test::kinds();
  const LiveReader reader(base, kinds);
  CHECK(mistakes(reader.fault(
                     table("name = \"a\"\nkind = \"kill\"\ntarget = \"${env:SHOP_TOKEN}\""), {}))
            .find("a session reads nothing from the environment") != std::string::npos);
}

TEST_CASE("a client policy is changed key by key, or for a variant") {
  const LoadedScenario base = load_base(base_text());
  const KindTables kinds = test::kinds();
  const LiveReader reader(base, kinds);
  const auto changed = reader.client(table("attempt_timeout = \"1s\"\nretry = { max = 2 }"));
  REQUIRE(changed);
  CHECK(changed->deadline == 2s);
  CHECK(changed->attempt_timeout == 1s);
  CHECK(changed->retry.max == 2);
  const auto fixed = reader.client(table("http = \"2\"\ndeadlin = \"1s\""));
  REQUIRE_FALSE(fixed);
  const std::string all = test::text(fixed.error(), "");
  CHECK(all.find("'http' cannot be changed while clients run") != all.npos);
  CHECK(all.find("did you mean 'deadline'?") != all.npos);
  const auto variant = reader.variant(make_text("patient", {}));
  REQUIRE(variant);
  CHECK(variant->deadline == 9s);
  CHECK(variant->name == "patient");
  CHECK_FALSE(reader.variant(make_text("hasty", {})));
  const auto own = reader.variant(make_text("", {}));
  REQUIRE(own);
  CHECK(own->deadline == 2s);
  CHECK(own->settings.empty());
  CHECK(reader.variants() == std::vector<std::string>{"patient"});
}

}  // namespace
}  // namespace squall
