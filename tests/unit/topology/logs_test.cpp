// What of a log is shown around a fault.
#include "harness/topology/logs.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/unit/topology/support.h"

namespace squall {
namespace {

using Lines = std::vector<std::string>;

/// A log that grows.
class Log {
 public:
  /// Its length then.
  std::uintmax_t say(const std::string& text) {
    std::ofstream(file_, std::ios::app) << text;
    return std::filesystem::file_size(file_);
  }
  LogAround around(std::uintmax_t from, std::uintmax_t until) const {
    return log_around(file_, from, until, mask);
  }

  SecretMask mask;

 private:
  test::Folder folder_;
  std::filesystem::path file_ = folder_.path() / "node.log";
};

}  // namespace

TEST_CASE("what a log had not said before a fault is shown, each once") {
  Log log;
  const auto from = log.say("GET /alice 200\nGET /bob 200\n");
  const auto until = log.say("GET /alice 200\nconnection 7 refused\n\nconnection 8 refused\n");
  log.say("connection 9 refused\nconnected\nGET /alice 200\n");
  const LogAround around = log.around(from, until);
  CHECK(around.during == Lines{"connection 7 refused"});
  CHECK(around.after == Lines{"connected"});
  CHECK(around.other_bytes == until - from - std::string("connection 7 refused\n").size());
}

TEST_CASE("lines are alike by their first 40 letters") {
  Log log;
  const std::string same = "[12:00] " + std::string(40, 'x');
  const auto from = log.say(same + " one\n");
  const auto until = log.say("[12:01] " + std::string(40, 'x') + " two\n17:04 {\n" +
                             std::string(39, 'x') + "y\nсоединение 7\n");
  CHECK(log.around(from, until).during == Lines{std::string(39, 'x') + "y", "соединение 7"});
}

TEST_CASE("only so many lines are shown, of a log of any length") {
  const int lines = GENERATE(3, 30'000);
  Log log;
  std::string text;
  for (int i = 0; i < lines; ++i) {
    std::string letters;
    for (int rest = i + 1; rest > 0; rest /= 26) letters += static_cast<char>('a' + rest % 26);
    text += fmt::format("{} {}\n", letters, std::string(60, '.'));
  }
  const auto until = log.say(text);
  log.say(text);
  const LogAround around = log.around(0, until);
  CHECK(around.during.size() == std::min<std::size_t>(10, static_cast<std::size_t>(lines)));
  CHECK(around.after.size() == (lines > 10 ? 5 : 0));
}

TEST_CASE("a line belongs to where it begins, and one without an end is not shown") {
  Log log;
  const auto from = log.say("early\nbegun bef");
  const auto until = log.say("ore\nmeanwhile\nlate in mean");
  log.say("while\nafter\nhalf a li");
  const LogAround around = log.around(from, until);
  CHECK(around.during == Lines{"meanwhile", "late in meanwhile"});
  CHECK(around.after == Lines{"after"});
}

TEST_CASE("a log that says nothing, or is not there, has nothing to show") {
  Log log;
  CHECK(log.around(0, 0).during.empty());
  const auto size = log.say("one\n");
  const LogAround around = log.around(size, size);
  CHECK(around.during.empty());
  CHECK(around.after.empty());
}

TEST_CASE("secrets are masked before lines are cut, and what is no text is made text") {
  Log log;
  log.mask.add("hunter2hunter2");
  const std::string long_line = std::string(290, 'x') + "hunter2hunter2";
  const auto until = log.say("login hunter2hunter2\n" + long_line + "\nnot \xff\n");
  const LogAround around = log.around(0, until);
  REQUIRE(around.during.size() == 3);
  CHECK(around.during[0] == "login ***");
  CHECK(around.during[1] == std::string(290, 'x') + "***");
  CHECK(around.during[2] == "not \xEF\xBF\xBD");
}

}  // namespace squall
