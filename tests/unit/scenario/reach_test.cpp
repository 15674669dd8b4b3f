// What faults may touch, and what draws are made from.
#include "harness/scenario/reach.h"

#include <catch2/catch.hpp>
#include <set>

namespace squall {
namespace {

using Lists = std::vector<std::string>;

Topology shop() {
  Topology topology;
  Service database;
  database.name = "database";
  database.nodes = 5;
  Service web;
  web.name = "web";
  web.nodes = 2;
  Service cache;
  cache.name = "cache";
  topology.services = {database, web, cache};
  return topology;
}

Safety safety(Lists only, Lists never) {
  Safety safety;
  safety.only = std::move(only);
  safety.never = std::move(never);
  return safety;
}

std::string forbidden(const std::string& target, const Lists& only, const Lists& never) {
  return reach_of(*parse_target(target), shop(), safety(only, never)).forbidden;
}

std::set<std::string> drawn(const std::string& target, const Lists& only, const Lists& never) {
  std::set<std::string> all;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    for (auto& part : draw_targets(target, shop(), safety(only, never), Random(seed))) {
      all.insert(std::move(part));
    }
  }
  return all;
}

TEST_CASE("an entry has its nodes, or its legs") {
  const auto is_in = [](const char* part, const char* entry) { return covers(entry, part); };
  CHECK(is_in("web[1]", "web"));
  CHECK(is_in("web[1]", "web[1]"));
  CHECK_FALSE(is_in("web[0]", "web[1]"));
  CHECK(is_in("cache", "cache[0]"));
  CHECK(is_in("web[1]->database[2]", "web->database"));
  CHECK(is_in("client->web[1]", "client->web[1]"));
  CHECK_FALSE(is_in("client->web[0]", "client->web[1]"));
  CHECK_FALSE(is_in("client->web[0]", "web"));
  CHECK_FALSE(is_in("web[0]", "client->web"));
  CHECK_FALSE(is_in("database[2]->web[1]", "web->database"));
}

TEST_CASE("a fault may touch what `only` has and `never` has not") {
  CHECK(forbidden("web[0]", {}, {}).empty());
  CHECK(forbidden("web[0]", {"web"}, {}).empty());
  CHECK(forbidden("web[0]", {"web[0]"}, {}).empty());
  CHECK(forbidden("web[0]", {"web[1]"}, {}) == "web[0]");
  CHECK(forbidden("web[0]", {"web"}, {"web[0]"}) == "web[0]");
  CHECK(forbidden("cache", {}, {"cache[0]"}) == "cache");
  CHECK(forbidden("database[all]", {}, {"database[3]"}) == "database[3]");
  CHECK(forbidden("database[majority]", {}, {"database[3]"}) == "database[3]");
  CHECK(forbidden("database[one-at-a-time]", {"database[0]"}, {}) == "database[1]");
  CHECK(forbidden("client->web", {"web"}, {}) == "client->web[0]");
  CHECK(forbidden("client->web", {}, {"client->web[1]"}) == "client->web[1]");
  CHECK(forbidden("web[0]->database", {}, {"web[1]->database"}).empty());
}

TEST_CASE("draws that keep their meaning pass over what is forbidden") {
  using Parts = std::set<std::string>;
  CHECK(drawn("database[any]", {}, {"database[3]", "database[4]"}) ==
        Parts{"database[0]", "database[1]", "database[2]"});
  CHECK(drawn("database[minority]", {"database[1]", "database[2]"}, {}) ==
        Parts{"database[1]", "database[2]"});
  CHECK(forbidden("database[minority]", {"database[1]"}, {}) == "database[0]");
  CHECK(forbidden("database[any]", {"web"}, {}) == "database[0]");
  CHECK(drawn("client->web[any]", {}, {"client->web[0]"}) == Parts{"client->web[1]"});
  CHECK(drawn("web[any]->cache", {"web[1]->cache"}, {}) == Parts{"web[1]->cache"});
  CHECK(drawn("web[any]->database[any]", {"web[0]->database[2]"}, {}) ==
        Parts{"web[0]->database[2]"});
  CHECK(forbidden("web[any]->database", {"web->database[2]"}, {}) == "web[0]->database[0]");
}

TEST_CASE("[primary] must be allowed to be one of the nodes") {
  CHECK(forbidden("database[primary]", {}, {"database[0]"}).empty());
  CHECK(forbidden("database[primary]", {}, {"database"}) == "database[0]");
  CHECK(forbidden("client->web[primary]", {}, {"client->web[1]"}).empty());
  CHECK(forbidden("client->web[primary]", {"web"}, {}) == "client->web[0]");
}

TEST_CASE("without lists a draw is what it was") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto all = draw_targets("database[minority]", shop(), {}, Random(seed));
    const auto listed =
        draw_targets("database[minority]", shop(), safety({"database"}, {}), Random(seed));
    CHECK(all == listed);
    CHECK(all.size() == 2);
  }
}

}  // namespace
}  // namespace squall
