// Truncated and mutated files: diagnostics, never a crash, an exception or a hang.
#include <catch2/catch.hpp>

#include "harness/core/random.h"
#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using test::broken;
using test::kinds;

const std::vector<std::string> kNames{"good.toml", "topology.toml",       "workloads/shopping.toml",
                                      "rich.toml", "flavours/plain.toml", "web.cfg"};
constexpr std::size_t kToml = 4;  // The first of them, in which lines are moved.

bool is_scenario(const std::string& name) { return name == "good.toml" || name == "rich.toml"; }

// The sound system, of which one file is then broken.
class System {
 public:
  System() : files_{} {
    for (const std::string& name : kNames) restore(name);
    files_.write("workloads/customers.txt", "alice\n");
  }

  void restore(const std::string& name) { files_.write(name, original(name)); }
  static std::string original(const std::string& name) {
    return test::slurp(broken("system/" + name));
  }

  // Whether the files still load; either answer is fine, and an error says something.
  void load_with(const std::string& name, const std::string& text) {
    files_.write(name, text);
    for (const char* scenario : {"good.toml", "rich.toml"}) {
      if (is_scenario(name) && name != scenario) continue;
      const auto loaded = load_scenario(test::request(files_.path(scenario)), kinds());
      if (loaded) load_again(*loaded);
      if (!loaded) CHECK_FALSE(loaded.error().empty());
    }
  }

 private:
  // What loads can be written down, and is then the same.
  static void load_again(const LoadedScenario& first) {
    const test::Files run{{"scenario.toml", first.scenario_toml},
                          {"topology.toml", first.topology_toml}};
    const auto again = load_scenario(test::request(run.path("scenario.toml")), kinds());
    if (!again) {
      FAIL_CHECK(test::text(again.error(), "") << first.scenario_toml << first.topology_toml);
      return;
    }
    CHECK(again->scenario.hash == first.scenario.hash);
  }

  test::Files files_;
};

TEST_CASE("the files load before they are broken") {
  System system;
  for (const std::string& name : kNames) {
    if (!is_scenario(name)) continue;
    const auto loaded = load_scenario(test::request(broken("system/" + name)), kinds());
    INFO((loaded ? "" : test::text(loaded.error(), "")));
    CHECK(loaded);
  }
}

TEST_CASE("truncated files") {
  System system;
  for (const std::string& name : kNames) {
    const std::string text = System::original(name);
    for (std::size_t length = 0; length < text.size(); length += 23) {
      INFO(name << " cut at " << length);
      system.load_with(name, text.substr(0, length));
    }
    system.restore(name);
  }
}

TEST_CASE("mutated files") {
  System system;
  Random random = Random::substream(2026, "mutations");
  const std::vector<std::string> pieces{"\"",
                                        "[",
                                        "]",
                                        "{",
                                        "}",
                                        "=",
                                        "\n",
                                        ".",
                                        "-1",
                                        "''",
                                        "0",
                                        "name",
                                        "\xff",
                                        std::string(1, '\0'),
                                        "1e400",
                                        "${env:",
                                        "{a.b}",
                                        "[[phase]]\n",
                                        "9999999999999999999",
                                        "true"};
  for (int round = 0; round < 300; ++round) {
    const std::string& name = kNames[random.below(kNames.size())];
    std::string text = System::original(name);
    for (std::uint64_t i = 0; i <= random.below(3); ++i) {
      const auto at = static_cast<std::size_t>(random.below(text.size()));
      const std::string& piece = pieces[random.below(pieces.size())];
      text.replace(at, static_cast<std::size_t>(random.below(6)), piece);
    }
    INFO("round " << round << ": " << name);
    system.load_with(name, text);
    system.restore(name);
  }
}

TEST_CASE("lines in another order, doubled and dropped") {
  System system;
  Random random = Random::substream(2026, "lines");
  for (int round = 0; round < 200; ++round) {
    const std::string& name = kNames[random.below(kToml)];
    std::string text, line;
    for (const char c : System::original(name)) {
      line += c;
      if (c != '\n') continue;
      const auto what = random.below(20);
      if (what == 1) text = line + text;
      if (what > 1) text += line;
      if (what == 2) text += line;
      line.clear();
    }
    INFO("round " << round << ": " << name);
    system.load_with(name, text);
    system.restore(name);
  }
}

TEST_CASE("deeply nested files") {
  System system;
  system.load_with("good.toml", "a = " + std::string(5000, '['));
  system.load_with("good.toml", "a = " + std::string(200, '[') + std::string(200, ']'));
}

}  // namespace
}  // namespace squall
