// The stream of events: what viewers get, those that come back, and those that do not read.
#include "harness/session/stream_hub.h"

#include <catch2/catch.hpp>

namespace squall {
namespace {

struct Reader final : StreamViewer {
  Role as = Role::kViewer;
  std::vector<std::string> texts;
  std::size_t most = 1000;
  bool ended = false;

  Role role() const override { return as; }
  bool take(const StreamText& text) override {
    if (texts.size() >= most) return false;
    texts.push_back(*text);
    return true;
  }
  void end() override { ended = true; }
};

std::string hello() { return "{\"hello\":1}"; }

TEST_CASE("a viewer is greeted, and gets what comes") {
  StreamHub hub;
  hub.publish("faults", "[]");
  const auto reader = std::make_shared<Reader>();
  hub.join(reader, "", hello);
  hub.publish("info", "{\"for\":\"viewers\"}", "{\"for\":\"owners\"}");
  CHECK(reader->texts ==
        std::vector<std::string>{"id: 1\nevent: hello\ndata: {\"hello\":1}\n\n",
                                 "id: 2\nevent: info\ndata: {\"for\":\"viewers\"}\n\n"});
  hub.end();
  CHECK(reader->ended);
  CHECK(hub.viewers() == 0);
}

TEST_CASE("the owner gets what only the owner may see") {
  StreamHub hub;
  const auto owner = std::make_shared<Reader>();
  owner->as = Role::kOwner;
  hub.join(owner, "", hello);
  hub.publish("info", "1", "2");
  CHECK(owner->texts.back() == "id: 1\nevent: info\ndata: 2\n\n");
}

TEST_CASE("who comes back gets what was missed, if it is still there") {
  StreamHub hub;
  for (int i = 0; i < 10; ++i) hub.publish("journal", "x");
  const auto reader = std::make_shared<Reader>();
  hub.join(reader, "7", hello);
  REQUIRE(reader->texts.size() == 3);
  CHECK(reader->texts[0].starts_with("id: 8\n"));
  for (const char* unknown : {"0", "99", "abc", "-1", "10x"}) {
    const auto other = std::make_shared<Reader>();
    hub.join(other, unknown, hello);
    REQUIRE(other->texts.size() == 1);
    CHECK(other->texts[0].find("event: hello") != std::string::npos);
  }
  for (std::size_t i = 0; i < StreamHub::kKept; ++i) hub.publish("journal", "x");
  const auto late = std::make_shared<Reader>();
  hub.join(late, "7", hello);
  CHECK(late->texts.size() == 1);
}

TEST_CASE("who does not read is left behind, and holds up nobody") {
  StreamHub hub;
  const auto stuck = std::make_shared<Reader>();
  stuck->most = 3;
  const auto reader = std::make_shared<Reader>();
  hub.join(stuck, "", hello);
  hub.join(reader, "", hello);
  for (int i = 0; i < 10; ++i) hub.publish("journal", "x");
  CHECK(stuck->texts.size() == 3);
  CHECK(reader->texts.size() == 11);
  CHECK(hub.viewers() == 1);
  hub.leave(*reader);
  CHECK(hub.viewers() == 0);
}

}  // namespace
}  // namespace squall
