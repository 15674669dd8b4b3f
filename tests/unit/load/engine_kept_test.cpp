// What users keep: cookies, headers, captured values; and a length that is judged without a body.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/load/workload_fixture.h"

namespace squall {

using fixture::answer;
using fixture::Request;

TEST_CASE("each virtual user keeps its cookies", "[workload]") {
  Trial trial;
  trial.closed(2);
  Seen cookies;
  trial.server.on("/x", [&](const Request& request) {
    const std::string cookie = header(request, "Cookie");
    if (cookie == "none") {
      return answer(200, "",
                    "Set-Cookie: sid=session-of-" + header(request, "X-User") +
                        "; Path=/; HttpOnly\r\nSet-Cookie: b=2; Path=/elsewhere\r\n");
    }
    cookies.add(header(request, "X-User") + ": " + cookie);
    return answer(200, "");
  });
  Step step = get("x", trial.server.url("/x"));
  step.headers = {{"X-User", Template("user{user}")}};
  trial.step(step);

  SECTION("from iteration to iteration") {
    trial.setup.workloads.front().cookies = Workload::Cookies::kUser;
    const auto& attempts = trial.run(20);
    const auto seen = cookies.texts();
    CHECK(seen.size() == attempts.size() - 2);
    for (const std::string& text : seen) {
      CHECK((text == "user0: sid=session-of-user0" || text == "user1: sid=session-of-user1"));
    }
    // Values of cookies are secrets, each told once.
    const std::set<std::string> secrets(trial.records.secrets_.begin(),
                                        trial.records.secrets_.end());
    CHECK(secrets == std::set<std::string>{"session-of-user0", "session-of-user1", "2"});
    CHECK(trial.records.secrets_.size() == 4);
  }
  SECTION("within an iteration") {
    trial.setup.workloads.front().cookies = Workload::Cookies::kIteration;
    trial.step(step);
    const auto& attempts = trial.run(10);
    const auto second = std::count_if(attempts.begin(), attempts.end(), [](const Attempt& attempt) {
      return attempt.step == 1;
    });
    CHECK(cookies.texts().size() == static_cast<std::size_t>(second));
  }
  SECTION("or has none") {
    trial.run(10);
    CHECK(cookies.texts().empty());
  }
}

TEST_CASE("a header that a user keeps: sent once there is one, and replaced by a new one",
          "[workload]") {
  Trial trial;
  trial.closed(1);
  Seen servers;
  trial.server.on("/x", [&](const Request& request) {
    servers.add(header(request, "X-Server"));
    if (request.number == 0) return answer(200, "", "X-Server: one\r\n");
    if (request.number == 3) return answer(200, "", "X-Server: two\r\n");
    return answer(200, "");
  });
  Step step = get("x", trial.server.url("/x"));
  step.headers = {{"X-Server", Template("{server}")}};
  Capture server = capture("server", Capture::From::kHeader, "X-Server");
  server.keep = server.optional = true;
  step.captures.push_back(server);
  trial.step(step);
  trial.run(6);
  const auto seen = servers.texts();
  REQUIRE(seen.size() >= 6);
  CHECK(std::vector<std::string>(seen.begin(), seen.begin() + 6) ==
        std::vector<std::string>{"none", "one", "one", "one", "two", "two"});
}

TEST_CASE("a cookie can be captured; an optional one that is missing is empty", "[workload]") {
  Trial trial;
  Seen seen;
  trial.server.on("/a", [](const Request&) {
    return answer(200, "", "Set-Cookie: other=1\r\nSet-Cookie: XSRF-TOKEN=abc; Path=/\r\n");
  });
  trial.server.on("/b", [&](const Request& request) {
    seen.add(header(request, "X-XSRF-TOKEN") + " " + header(request, "X-Gone"));
    return answer(200, "");
  });
  Step first = get("a", trial.server.url("/a"));
  first.captures.push_back(capture("xsrf", Capture::From::kCookie, "XSRF-TOKEN"));
  Capture gone = capture("gone", Capture::From::kRegex, "no(thing)");
  gone.optional = true;
  first.captures.push_back(gone);
  trial.step(first);
  Step second = get("b", trial.server.url("/b"));
  second.headers = {{"X-XSRF-TOKEN", Template("{xsrf}")}, {"X-Gone", Template("{gone}")}};
  trial.step(second);
  trial.run_one();
  CHECK(seen.texts() == std::vector<std::string>{"abc none"});
}

TEST_CASE("a cookie that should be captured and is not there is a wrong answer", "[workload]") {
  Trial trial;
  trial.server.on("/a", [](const Request&) { return answer(200, "", "Set-Cookie: a=1\r\n"); });
  Step step = get("a", trial.server.url("/a"));
  step.captures.push_back(capture("b", Capture::From::kCookie, "b"));
  trial.step(step);
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts.front().error == ErrorClass::kUnexpectedBody);
  CHECK(trial.records.examples_.front().reason == "cookie b is missing (capture 'b')");
}

TEST_CASE("a length is judged without keeping the body", "[workload]") {
  Trial trial;
  trial.server.on("/big", [](const Request&) { return answer(200, std::string(100'000, 'x')); });
  Step step = get("big", trial.server.url("/big"));
  step.expect.length = LengthRange{100'000, 100'000};
  trial.step(step);
  CHECK(trial.run_one().front().outcome == Outcome::kOk);
}

}  // namespace squall
