// Which connections requests go over.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "tests/unit/load/engine_fixture.h"

using namespace squall;
using fixture::answer;
using fixture::Request;

namespace {

bool all_ok(const std::vector<Attempt>& attempts) {
  return std::all_of(attempts.begin(), attempts.end(),
                     [](const Attempt& attempt) { return attempt.outcome == Outcome::kOk; });
}

}  // namespace

TEST_CASE("users who keep their connections have one each, and nobody else's", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(8);
  trial.load().think = 1ms;  // Else idle connections could be shared at this moment.
  trial.client().own_connections = true;
  std::map<int, std::set<std::string>> users;  // By connection.
  trial.server.on("/x", [&](const Request& request) {
    users[request.connection].insert(request.target);
    return answer(200, "x");
  });
  trial.step(get("x", trial.server.url("/x?user={user}")));
  const auto& attempts = trial.run(80);
  CHECK(all_ok(attempts));
  CHECK(trial.server.connections() == 8);
  std::set<std::string> seen;
  for (const auto& [connection, targets] : users) {
    CHECK(targets.size() == 1);
    seen.insert(*targets.begin());
  }
  CHECK(seen.size() == 8);
}

TEST_CASE("a user's connection that the server closed while it was idle is replaced", "[engine]") {
  Trial trial;
  trial.closed(4);
  trial.load().think = 1ms;
  trial.step(get("x", trial.server.url("/x")));
  trial.client().own_connections = true;
  trial.server.on("/x", [](const Request&) {
    fixture::Reply reply = answer(200, "x");
    reply.after = fixture::Reply::After::kClose;
    return reply;
  });
  const auto& attempts = trial.run(20);
  // One that is sent at the moment of the closing may be lost; all others went over a new one each.
  int ok = 0;
  for (const Attempt& attempt : attempts) {
    ok += attempt.outcome == Outcome::kOk ? 1 : 0;
    CHECK((attempt.outcome == Outcome::kOk || attempt.error == ErrorClass::kReset));
  }
  CHECK(ok > 0);
  CHECK(trial.server.connections() == ok);
}

TEST_CASE("a connection that cannot even be tried is a refused one", "[engine]") {
  Trial trial;
  // Nobody can connect a stream to the broadcast address: the kernel says so at once.
  trial.setup.allowed = AllowedHosts({"255.255.255.255:9"});
  trial.step(get("x", "http://255.255.255.255:9/x"));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts.front().error == ErrorClass::kConnectRefused);
  CHECK(attempts.front().sent == Nanoseconds(-1));
  REQUIRE(trial.records.examples_.size() == 1);
  CHECK_FALSE(trial.records.examples_.front().reason.empty());
}

TEST_CASE("an answer that fills the read buffer many times is read whole", "[engine]") {
  Trial trial;
  trial.closed(1);
  const std::string body(std::size_t{5} << 20, 'x');
  trial.server.on("/x", [&](const Request&) { return answer(200, body); });
  Step step = get("x", trial.server.url("/x"));
  step.expect.body = {Template("xxx")};  // So that all of it has to be kept.
  trial.step(step);
  trial.client().attempt_timeout = trial.client().deadline = 60s;
  const auto& attempts = trial.run(1);
  CHECK(all_ok(attempts));
  CHECK(attempts.front().bytes > body.size());
}
