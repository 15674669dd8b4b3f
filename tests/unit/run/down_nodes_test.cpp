#include "harness/run/down_nodes.h"

#include <catch2/catch.hpp>

using namespace squall;

TEST_CASE("as many nodes are down as may be, however many faults they have") {
  DownNodes down(2);
  CHECK(down.take("a", {"web[0]"}));
  CHECK(down.take("b", {"web[0]"}));
  CHECK(down.take("c", {"web[1]"}));
  CHECK_FALSE(down.take("d", {"web[2]"}));
  CHECK(down.held() == std::vector<std::string>{"web[0]", "web[1]"});
  down.give_back("a");
  CHECK_FALSE(down.take("d", {"web[2]"}));
  down.give_back("b");
  CHECK(down.take("d", {"web[2]"}));
}

TEST_CASE("links need no room, and a fault alone has all of its nodes") {
  DownNodes down(1);
  CHECK(down.take("all", {"web[0]", "web[1]"}));
  CHECK(down.take("link", {}));
  CHECK(down.take("one of them", {"web[1]", "web[0]"}));
  CHECK_FALSE(down.take("another", {"web[2]"}));
}

TEST_CASE("room is waited for, but not for ever") {
  DownNodes down(1);
  REQUIRE(down.take("a", {"web[0]"}));
  CHECK_FALSE(down.take_within(std::chrono::milliseconds(1), "b", {"web[1]"}, {}));
  std::stop_source stopped;
  stopped.request_stop();
  CHECK_FALSE(down.take_within(std::chrono::hours(1), "b", {"web[1]"}, stopped.get_token()));
  down.give_back("a");
  CHECK(down.take_within(std::chrono::hours(1), "b", {"web[1]"}, {}));
}
