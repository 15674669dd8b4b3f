// Every anomaly that `exactly_once`, `session_survival` and `at_most_one` know, and what must not
// be taken for one.
#include <catch2/catch.hpp>

#include "tests/unit/analysis/checker_sheet.h"

using namespace squall;

namespace {

std::uint64_t number_text(int n) { return hash64(std::to_string(n)); }

/// Three operations on key 0, one of them with an unknown effect if `unknown`.
CheckerSheet three_operations(bool unknown = false) {
  CheckerSheet sheet("exactly_once");
  sheet.write(0, 1, 0, 10);
  sheet.write(0, 2, 20, 30);
  if (unknown) {
    sheet.lose_sight(0, 3, 40, 50);
  } else {
    sheet.write(0, 3, 40, 50);
  }
  return sheet;
}

}  // namespace

TEST_CASE("exactly_once: the count at the far end is that of the acknowledged operations") {
  CheckerSheet sheet = three_operations();
  const auto found = [&](int count) {
    sheet.read_back(0, number_text(count), 100, 110);
    return sheet.judge();
  };
  SECTION("as many") {
    const CheckerReport report = found(3);
    CHECK(report.verdict == CheckVerdict::kPass);
    CHECK(report.counts.at("acknowledged") == 3);
  }
  SECTION("fewer") {
    const CheckerReport report = found(1);
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("lost") == 2);
    CHECK(report.examples.at(0).text == "key k-0: 3 operations took effect 1 times");
  }
  SECTION("more") {
    const CheckerReport report = found(4);
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("duplicated") == 1);
  }
  SECTION("none at all") {
    sheet.read_back(0, kAbsent, 100, 110);
    CHECK(sheet.judge().counts.at("lost") == 3);
  }
  SECTION("no number that could be") {
    const CheckerReport report = found(4711);
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("unexpected") == 1);
    CHECK(report.examples.at(0).text == "key k-0: its count is not the expected 3");
  }
}

TEST_CASE("exactly_once: an unknown effect may be there or not, a retry counts once") {
  CheckerSheet sheet = three_operations(true);
  SECTION("there") { sheet.read_back(0, number_text(3), 100, 110); }
  SECTION("not there") { sheet.read_back(0, number_text(2), 100, 110); }
  SECTION("a retry") {
    Attempt& earlier = sheet.lose_sight(0, 4, 60, 65);
    earlier.final = false;
    sheet.write(0, 4, 70, 75).number = 1;
    sheet.read_back(0, number_text(3), 100, 110);
  }
  CHECK(sheet.judge().verdict == CheckVerdict::kPass);
}

TEST_CASE("exactly_once: a key of which no write was sent has nothing to be read back") {
  CheckerSheet sheet = three_operations();
  sheet.read_back(0, number_text(3), 100, 110);
  const auto never_sent = [&](int key, std::uint64_t value, int at) {
    Attempt& attempt = sheet.write(key, value, at, at + 5, 0);
    attempt.sent = Nanoseconds{-1};
    attempt.outcome = attempt.operation_outcome = Outcome::kFailed;
    attempt.error = ErrorClass::kConnectRefused;
    return &attempt;
  };
  SECTION("its only one") { never_sent(1, 9, 60); }
  SECTION("one that came after the read") { never_sent(0, 9, 120); }
  SECTION("the last attempt of one that may have taken effect") {
    sheet.lose_sight(0, 4, 60, 65).final = false;
    Attempt& last = *never_sent(0, 4, 70);
    last.number = 1;
    last.operation_outcome = Outcome::kIndeterminate;
  }
  const CheckerReport report = sheet.judge();
  CHECK(report.verdict == CheckVerdict::kPass);
  CHECK(report.counts.at("keys") == 1);
}

TEST_CASE("exactly_once: a count that was read too early or not at all tells nothing") {
  CheckerSheet sheet = three_operations();
  SECTION("not at all") {}
  SECTION("too early") { sheet.read_back(0, number_text(2), 35, 38); }
  CHECK(sheet.judge().verdict == CheckVerdict::kInconclusive);
  CHECK(sheet.judge().reason == "key k-0 could not be read back");
}

namespace {

/// User 0 logged in before the fault, which lasts from 100 to 200 ms.
class Sessions {
 public:
  Sessions() : sheet_("session_survival", {}) {
    sheet_.limit("opened_by", Value{std::string("write")});
    sheet_.fault(100, 200);
  }
  void log_in(int at, std::uint32_t user = 0) { sheet_.write(0, 1, at, at + 10).user = user; }
  void use(int at, bool ok, std::uint32_t user = 0, ErrorClass error = ErrorClass::kHttp4xx) {
    Attempt& attempt = sheet_.read(0, 1, at, at + 10);
    attempt.user = user;
    if (ok) return;
    attempt.outcome = attempt.operation_outcome = Outcome::kFailed;
    attempt.error = error;
  }
  CheckerSheet sheet_;
};

}  // namespace

TEST_CASE("session_survival: what was given before the fault works after it") {
  Sessions sessions;
  sessions.log_in(10);
  sessions.log_in(12, 1);
  sessions.use(120, false, 0, ErrorClass::kConnectRefused);
  sessions.use(210, true);
  SECTION("for all") {
    sessions.use(210, true, 1);
    const CheckerReport report = sessions.sheet_.judge();
    CHECK(report.verdict == CheckVerdict::kPass);
    CHECK(report.counts.at("sessions") == 2);
    CHECK(report.counts.at("survived") == 2);
  }
  SECTION("not for one that is turned away") {
    sessions.use(220, false, 1);
    const CheckerReport report = sessions.sheet_.judge();
    CHECK(report.verdict == CheckVerdict::kFail);
    CHECK(report.counts.at("lost") == 1);
    CHECK(report.examples.at(0).text ==
          "user 1 of edits: the session opened at 0.022 s no longer worked at 0.230 s");
  }
  SECTION("not for one that had to log in again") {
    sessions.use(150, false, 1);
    sessions.log_in(160, 1);
    sessions.use(220, true, 1);
    CHECK(sessions.sheet_.judge().counts.at("lost") == 1);
  }
  SECTION("one that was turned away only for a while has survived") {
    sessions.use(150, false, 1);
    sessions.use(220, true, 1);
    CHECK(sessions.sheet_.judge().verdict == CheckVerdict::kPass);
  }
}

TEST_CASE("session_survival: without a fault, a session or a use it does not pass") {
  Sessions sessions;
  std::string reason;
  SECTION("no session") {
    sessions.use(210, true);
    reason = "no session was opened before the first fault";
  }
  SECTION("only one that was opened later") {
    sessions.log_in(110);
    sessions.use(210, true);
    reason = "no session was opened before the first fault";
  }
  SECTION("no use") {
    sessions.log_in(10);
    sessions.use(120, false, 0, ErrorClass::kReset);
    reason = "no session was used after the last healing";
  }
  SECTION("no fault") {
    sessions.log_in(10);
    sessions.use(210, true);
    sessions.sheet_.history.faults.clear();
    reason = "no fault was injected";
  }
  const CheckerReport report = sessions.sheet_.judge();
  CHECK(report.verdict == CheckVerdict::kInconclusive);
  CHECK(report.reason == reason);
}

namespace {

/// The nodes are asked at the same times; the text says of each whether it holds the role.
CheckerReport holders(const std::string& one, const std::string& other, Nanoseconds overlap = {}) {
  CheckerSheet sheet("at_most_one", {1, 2});
  sheet.limit("overlap", Value{overlap});
  for (std::size_t i = 0; i < one.size(); ++i) {
    for (const int node : {1, 2}) {
      const char said = node == 1 ? one[i] : other[i];
      if (said == ' ') continue;
      const int at = static_cast<int>(i) * 100 + node;
      Attempt& attempt = sheet.read_back(0, 0, at, at + 5, node);
      if (said == 'y') continue;
      attempt.outcome = attempt.operation_outcome = Outcome::kFailed;
      attempt.error = said == 'n' ? ErrorClass::kUnexpectedBody : ErrorClass::kConnectRefused;
      attempt.status = said == 'n' ? 200 : 0;
    }
  }
  return sheet.judge();
}

}  // namespace

TEST_CASE("at_most_one: two nodes never hold the role at the same time") {
  CHECK(holders("yyyy", "nnnn").verdict == CheckVerdict::kPass);
  CHECK(holders("yyynnn", "nnnyyy").verdict == CheckVerdict::kPass);
  CHECK(holders("yy--nn", "nnnyyy").verdict == CheckVerdict::kPass);
  // Each said so once, at about the same moment: it may have been handed over.
  CHECK(holders("nyn", "nyn").verdict == CheckVerdict::kPass);
  const CheckerReport both = holders("yyyyy", "nnyyn");
  CHECK(both.verdict == CheckVerdict::kFail);
  CHECK(both.counts.at("overlaps") == 1);
  CHECK(both.examples.at(0).text == "store[0] and store[1] both held it from 0.207 s to 0.302 s");
  CHECK(holders("yyyyy", "nnyyn", ms(100)).verdict == CheckVerdict::kPass);
}

TEST_CASE("at_most_one: where no node held it or only one was heard, it does not pass") {
  CHECK(holders("nnn", "nnn").reason == "no node ever said that it holds it");
  CHECK(holders("yyy", "---").reason == "only 1 of the nodes gave an answer");
  CHECK(holders("yyy", "   ").verdict == CheckVerdict::kInconclusive);
}
