// at_most_one by the lines of logs, and what must not be taken for two holders.
#include <catch2/catch.hpp>

#include "tests/unit/analysis/checker_sheet.h"

using namespace squall;

namespace {

/// Looks every 50 ms, to 2 s. Node 0 holds the role from the start.
class Logs {
 public:
  Logs() : sheet_("at_most_one", {}) {
    sheet_.scenario.checkers.front().logs = {"store[0]", "store[1]"};
    sheet_.limit("overlap", Value{Nanoseconds{}});
    sheet_.write(0, 1, 0, 10);  // There is a history.
    gains(0, 10);
  }

  void gains(int node, int seen) { line(node, seen, true); }
  void loses(int node, int seen) { line(node, seen, false); }
  void becomes(int node, NodeState state, int at) {
    events().push_back({ms(at), NodeChanged{name(node), state, 0, ""}});
  }

  CheckerReport judge(const std::string& problem = "", std::size_t logs = 2) {
    for (std::size_t node = 0; node < logs; ++node) {
      const std::string wrong = node == 1 ? problem : "";
      events().push_back(
          {ms(2'000), RoleLogRead{"checked", name(static_cast<int>(node)), 7, wrong}});
    }
    return sheet_.judge();
  }

  CheckerSheet sheet_;

 private:
  static std::string name(int node) { return "store[" + std::to_string(node) + "]"; }
  std::vector<TimedEvent>& events() { return sheet_.history.of_roles; }
  void line(int node, int seen, bool gained) {
    events().push_back(
        {ms(seen), RoleLineSeen{"checked", name(node), gained, ms(seen - 50), "a line"}});
  }
};

}  // namespace

TEST_CASE("at_most_one by logs: a role that is handed over") {
  Logs logs;
  SECTION("in its order") {
    logs.loses(0, 500);
    logs.gains(1, 600);
  }
  SECTION("both lines were found at the same look") {
    logs.loses(0, 500);
    logs.gains(1, 500);
  }
  SECTION("the other node's log was looked at first") {
    logs.gains(1, 490);
    logs.loses(0, 500);
  }
  SECTION("its holder was killed") {
    logs.becomes(0, NodeState::kDead, 500);
    logs.gains(1, 550);
  }
  SECTION("its holder was killed, and its last line was found after that") {
    logs.loses(0, 300);
    logs.becomes(0, NodeState::kDead, 500);
    logs.gains(0, 530);
    logs.gains(1, 600);
  }
  SECTION("its holder stood still, and gave it up when it went on") {
    logs.becomes(0, NodeState::kStopped, 400);
    logs.gains(1, 700);
    logs.becomes(0, NodeState::kReady, 900);
    logs.loses(0, 930);
  }
  SECTION("another checker's lines are none of its business") {
    logs.sheet_.history.of_roles.push_back(
        {ms(500), RoleLineSeen{"other", "store[1]", true, ms(450), "a line"}});
  }
  const CheckerReport report = logs.judge();
  CHECK(report.verdict == CheckVerdict::kPass);
  CHECK(report.counts.at("overlaps") == 0);
  CHECK(report.counts.at("lines") == 14);
}

TEST_CASE("at_most_one by logs: two nodes held it") {
  Logs logs;
  std::string until = "1.900", who = "store[0] and store[1]";
  SECTION("to the end") { logs.gains(1, 500); }
  SECTION("until the first gave it up") {
    logs.gains(1, 500);
    logs.loses(0, 800);
    until = "0.750";
  }
  SECTION("the first came back from the dead and took it again") {
    logs.becomes(0, NodeState::kDead, 200);
    logs.gains(1, 300);
    logs.becomes(0, NodeState::kReady, 350);
    logs.gains(0, 500);
    who = "store[1] and store[0]";
  }
  const CheckerReport report = logs.judge();
  CHECK(report.verdict == CheckVerdict::kFail);
  CHECK(report.counts.at("overlaps") == 1);
  CHECK(report.examples.at(0).text == who + " both held it from 0.500 s to " + until + " s");
}

TEST_CASE("at_most_one by logs: a short overlap may be allowed") {
  Logs logs;
  logs.gains(1, 500);
  logs.loses(0, 800);
  logs.sheet_.limit("overlap", Value{ms(GENERATE(200, 250))});
  const bool allowed =
      logs.sheet_.scenario.checkers[0].options.get<Nanoseconds>("overlap") >= ms(250);
  CHECK((logs.judge().verdict == CheckVerdict::kPass) == allowed);
}

TEST_CASE("at_most_one by logs: without both logs or any line it does not pass") {
  Logs logs;
  std::string reason;
  CheckerReport report;
  SECTION("a log is missing") {
    report = logs.judge("there is no file x.log");
    reason = "the log of store[1]: there is no file x.log";
  }
  SECTION("the look into one never ended") {
    report = logs.judge("", 1);
    reason = "only 1 of the nodes' logs could be read";
  }
  SECTION("no line") {
    logs.sheet_.history.of_roles.clear();
    report = logs.judge();
    reason = "no node ever said that it holds it";
  }
  CHECK(report.verdict == CheckVerdict::kInconclusive);
  CHECK(report.reason == reason);
}
