// What only engine "curl" does, against a real HAProxy, and how attempts end before they are sent.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "harness/http/transfer.h"
#include "tests/fixtures/tls_front.h"
#include "tests/unit/load/engine_fixture.h"

namespace squall {
namespace {

using fixture::answer;
using fixture::Certificates;
using fixture::Request;
using fixture::TlsFront;

std::string header_of(const Request& request, const std::string& name) {
  const std::size_t at = request.head.find(name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t start = at + name.size() + 2;
  return request.head.substr(start, request.head.find("\r\n", at) - start);
}

// A trial of engine "curl" whose server notes what HAProxy in front of it has seen.
struct CurlTrial : Trial {
  std::string seen;
  std::set<std::string> ports;  // One for each connection to HAProxy.

  CurlTrial() : Trial(Load::Engine::kCurl) {
    client().attempt_timeout = 10s;
    client().connect_timeout = 10s;
    client().deadline = 20s;
    server.on("/x", [this](const Request& request) {
      seen = header_of(request, "x-seen");
      ports.insert(header_of(request, "x-seen-port"));
      return answer(200, "hello", "X-Custom: yes\r\n");
    });
  }

  HttpPolicy& http() { return client().http; }
  void trust(const char* authority) { http().ca = Template(Certificates::get().path(authority)); }
};

std::string refused_url() {
  return "http://127.0.0.1:" + std::to_string(fixture::refused_port()) + "/";
}

}  // namespace

TEST_CASE("https: an authority of one's own is trusted, and no other", "[engine]") {
  CurlTrial trial;
  const TlsFront front(trial.server.port(), {});
  trial.step(get("x", front.url("/x")));
  SECTION("the right one") {
    trial.trust("ca.pem");
    const auto& attempts = trial.run_one();
    REQUIRE(attempts.size() == 1);
    CHECK(attempts[0].error == ErrorClass::kNone);
    CHECK(attempts[0].status == 200);
    CHECK(attempts[0].bytes > 5);
    CHECK(attempts[0].begun >= 0ns);
    CHECK(attempts[0].sent > attempts[0].begun);
    CHECK(attempts[0].first_byte > attempts[0].sent);
    CHECK(trial.seen.starts_with("1.1"));
  }
  SECTION("another one, and the system's") {
    if (GENERATE(true, false)) trial.trust("other-ca.pem");
    const auto& attempts = trial.run_one();
    REQUIRE(attempts.size() == 1);
    CHECK(attempts[0].error == ErrorClass::kTls);
    CHECK(attempts[0].outcome == Outcome::kFailed);
    CHECK(attempts[0].sent == -1ns);
    CHECK(trial.server.requests("/x") == 0);
  }
  SECTION("nothing is verified") {
    trial.http().verify = false;
    CHECK(trial.run_one().front().error == ErrorClass::kNone);
  }
}

TEST_CASE("https: a client certificate that is needed", "[engine]") {
  CurlTrial trial;
  TlsFront::Options options;
  options.client_needed = true;
  options.http2 = false;
  const TlsFront front(trial.server.port(), options);
  trial.trust("ca.pem");
  trial.step(get("x", front.url("/x")));
  SECTION("given") {
    trial.http().cert = Template(Certificates::get().path("client.pem"));
    trial.http().key = Template(Certificates::get().path("client.key"));
    CHECK(trial.run_one().front().error == ErrorClass::kNone);
    CHECK(trial.seen == "1.1 the-client");
  }
  SECTION("missing") {
    CHECK(trial.run_one().front().error == ErrorClass::kTls);
    CHECK(trial.server.requests("/x") == 0);
  }
}

TEST_CASE("HTTP/2 shares one connection, with and without TLS", "[engine]") {
  CurlTrial trial;
  TlsFront::Options options;
  options.plain = GENERATE(false, true);
  if (options.plain && !Transfer::plain_http2_works()) {
    trial.http().version = HttpPolicy::Version::kHttp2;
    trial.step(get("x", trial.server.url("/x")));
    const auto engine = make_load_engine(trial.setup, trial.records, trial.records);
    REQUIRE_FALSE(engine);
    CHECK(engine.error().message.find("without TLS needs libcurl 8") != std::string::npos);
    return;
  }
  const TlsFront front(trial.server.port(), options);
  trial.trust("ca.pem");
  trial.http().version = HttpPolicy::Version::kHttp2;
  trial.closed(4);
  Step read = get("x", front.url("/x"));
  Step write = put("w", front.url("/x"), "{\"v\": \"{value}\"}");
  for (Step* step : {&read, &write}) {
    step->expect.body.emplace_back("hello");
    step->expect.headers.push_back({"X-Custom", "yes"});
    trial.step(*step);
  }
  const auto& attempts = trial.run(40);
  REQUIRE(attempts.size() >= 80);
  for (const Attempt& attempt : attempts) CHECK(attempt.error == ErrorClass::kNone);
  CHECK(trial.seen.starts_with("2"));
  CHECK(trial.ports.size() == 1);
}

TEST_CASE("HTTP/2: users who keep their connections have one each", "[engine]") {
  CurlTrial trial;
  const TlsFront front(trial.server.port(), {});
  trial.trust("ca.pem");
  trial.http().version = HttpPolicy::Version::kHttp2;
  trial.client().own_connections = true;
  trial.closed(3);
  trial.load().think = 1ms;
  trial.step(get("x", front.url("/x")));
  const auto& attempts = trial.run(30);
  for (const Attempt& attempt : attempts) CHECK(attempt.error == ErrorClass::kNone);
  CHECK(trial.seen.starts_with("2"));
  CHECK(trial.ports.size() == 3);
}

TEST_CASE("redirects are followed where the policy says so", "[engine]") {
  CurlTrial trial;
  trial.server.on("/from", [](const Request&) { return answer(302, "moved", "Location: /x\r\n"); });
  trial.server.on("/round", [](const Request&) { return answer(302, "", "Location: /round\r\n"); });
  SECTION("followed: the last answer counts") {
    trial.http().follow_redirects = true;
    trial.step(get("x", trial.server.url("/from")));
    const auto& attempts = trial.run_one();
    REQUIRE(attempts.size() == 1);
    CHECK(attempts[0].error == ErrorClass::kNone);
    CHECK(attempts[0].status == 200);
    CHECK(trial.server.requests("/x") == 1);
  }
  SECTION("in a circle") {
    trial.http().follow_redirects = true;
    trial.step(get("x", trial.server.url("/round")));
    CHECK(trial.run_one().front().error == ErrorClass::kProtocol);
    CHECK(trial.server.requests("/round") == 11);
  }
  SECTION("not followed") {
    trial.step(get("x", trial.server.url("/from")));
    CHECK(trial.run_one().front().error == ErrorClass::kUnexpectedStatus);
    CHECK(trial.server.requests("/x") == 0);
  }
}

TEST_CASE("a forward proxy gets the requests, and may refuse a tunnel", "[engine]") {
  CurlTrial trial;
  trial.http().proxy = Template(trial.server.url(""));
  trial.setup.allowed = AllowedHosts({"nowhere.invalid"});
  trial.server.on("http://nowhere.invalid/x",
                  [](const Request&) { return answer(200, "proxied"); });
  SECTION("plain") {
    Step step = get("x", "http://nowhere.invalid/x");
    step.expect.body.emplace_back("proxied");
    trial.step(step);
    CHECK(trial.run_one().front().error == ErrorClass::kNone);
  }
  SECTION("a tunnel") {
    trial.step(put("x", "https://nowhere.invalid/x", "{}"));
    const auto& attempts = trial.run_one();
    CHECK(attempts.front().error == ErrorClass::kConnectRefused);
    CHECK(attempts.front().outcome == Outcome::kFailed);
  }
  SECTION("a proxy that is gone") {
    trial.http().proxy = Template(refused_url());
    trial.step(get("x", "http://nowhere.invalid/x"));
    CHECK(trial.run_one().front().error == ErrorClass::kConnectRefused);
  }
}

TEST_CASE("the proxy gets no request for a host that is not allowed", "[engine]") {
  CurlTrial trial;
  trial.http().proxy = Template(trial.server.url(""));
  trial.step(get("x", "http://nowhere.invalid/x"));
  SECTION("by name") {}
  SECTION("it is not allowed itself") {
    trial.setup.allowed = AllowedHosts({"nowhere.invalid"});
    trial.http().proxy = Template("http://192.0.2.1:3128");
  }
  const auto engine = make_load_engine(trial.setup, trial.records, trial.records);
  REQUIRE_FALSE(engine);
  CHECK_THAT(engine.error().message, Catch::Matchers::Contains("[safety] allow"));
  CHECK(trial.server.connections() == 0);
}

TEST_CASE("a redirect to a host that is not allowed is not followed", "[engine]") {
  CurlTrial trial;
  trial.http().follow_redirects = true;
  trial.server.on("/away", [](const Request&) {
    return answer(302, "", "Location: http://192.0.2.1:9/x\r\n");
  });
  trial.step(get("x", trial.server.url("/away")));
  std::string place = "192.0.2.1:9";
  SECTION("directly") {}
  SECTION("through a proxy whose connection stands") {
    trial.http().proxy = Template(trial.server.url(""));
    trial.server.on(trial.server.url("/away"), [](const Request&) {
      return answer(302, "", "Location: http://elsewhere.invalid/x\r\n");
    });
    trial.server.on("http://elsewhere.invalid/x", [](const Request&) { return answer(200, "x"); });
    place = "elsewhere.invalid:80";
  }
  trial.closed(1);
  const auto& attempts = trial.run(3);
  REQUIRE(attempts.size() >= 3);
  CHECK(attempts[0].error == ErrorClass::kConnectRefused);
  CHECK_THAT(trial.records.examples_.at(0).reason,
             Catch::Matchers::Contains(place + " was not dialled"));
  CHECK(trial.records.warnings_ == std::vector{AllowedHosts::refusal(*host_port_of(place))});
  CHECK(trial.server.requests("http://elsewhere.invalid/x") == 0);
}

TEST_CASE("a host that is not allowed ends the run before it begins", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.step(get("x", "http://192.0.2.1:9/x"));
  const auto engine = make_load_engine(trial.setup, trial.records, trial.records);
  REQUIRE_FALSE(engine);
  CHECK_THAT(engine.error().message, Catch::Matchers::Contains("192.0.2.1:9 was not dialled"));
  trial.setup.allowed = AllowedHosts({"http://192.0.2.1:9"});
  CHECK(make_load_engine(trial.setup, trial.records, trial.records));
}

TEST_CASE("a connection that is not made in time was not sent on", "[engine]") {
  const Load::Engine engine = BOTH_ENGINES;
  const bool write = GENERATE(false, true);
  Trial trial(engine);
  trial.client().connect_timeout = 40ms;
  const fixture::FullPort full;
  const std::string url = "http://" + full.authority() + "/x";
  trial.step(write ? put("x", url, "{}") : get("x", url));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].error == ErrorClass::kConnectTimeout);
  CHECK(attempts[0].outcome == Outcome::kFailed);
  CHECK(attempts[0].sent == -1ns);
  CHECK(attempts[0].end >= 40ms);
}

TEST_CASE("the TLS handshake is part of connecting", "[engine]") {
  CurlTrial trial;
  const fixture::SilentPort silent;
  trial.step(get("x", "https://" + silent.authority() + "/x"));
  SECTION("its timeout") {
    trial.client().connect_timeout = 40ms;
    CHECK(trial.run_one().front().error == ErrorClass::kConnectTimeout);
  }
  SECTION("the attempt's") {
    trial.client().attempt_timeout = 40ms;
    CHECK(trial.run_one().front().error == ErrorClass::kAttemptTimeout);
  }
  SECTION("a peer that speaks no TLS") {
    trial.setup.workloads.front().steps.clear();
    trial.step(get("x", "https://127.0.0.1:" + std::to_string(trial.server.port()) + "/x"));
    trial.client().attempt_timeout = 2s;
    const ErrorClass error = trial.run_one().front().error;
    CHECK((error == ErrorClass::kTls || error == ErrorClass::kAttemptTimeout));
  }
  CHECK(trial.records.attempts_.front().sent == -1ns);
}

TEST_CASE("the end of the run cuts attempts off in every stage", "[engine]") {
  const Load::Engine engine = BOTH_ENGINES;
  const bool connecting = GENERATE(false, true);
  Trial trial(engine);
  trial.client().connect_timeout = trial.client().attempt_timeout = trial.client().deadline = 1h;
  trial.client().max_connections = 1;
  trial.load().rate_per_s = 200;
  const fixture::FullPort full;
  trial.server.on("/x", [](const Request&) { return fixture::stall(); });
  trial.step(get("x", connecting ? "http://" + full.authority() + "/x" : trial.server.url("/x")));
  std::stop_source stop;
  stop.request_stop();
  const auto& attempts =
      trial.run_until([](const LoadStats& stats) { return stats.started >= 3; }, stop.get_token());
  REQUIRE(attempts.size() >= 3);  // One has the connection, the others wait for it.
  CHECK(trial.ended.open_at_end == attempts.size());
  for (const Attempt& attempt : attempts) {
    CHECK(attempt.error == ErrorClass::kCutOff);
    CHECK(attempt.end >= attempt.begun);
  }
}

TEST_CASE("a request on a kept-alive connection is never sent twice behind the policy's back",
          "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(1);
  trial.server.on("/x", [](const Request& request) {
    return request.number % 2 == 1 ? fixture::reset() : answer(200, "x");
  });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run(6);
  REQUIRE(attempts.size() >= 6);
  CHECK(attempts[1].error == ErrorClass::kReset);
  CHECK(trial.server.requests("/x") == static_cast<int>(attempts.size()));
}

TEST_CASE("users with a limit of connections take turns", "[engine]") {
  Trial trial(BOTH_ENGINES);
  trial.closed(3);
  trial.client().max_connections = 1;
  trial.server.on("/x", [](const Request&) { return answer(200, "x"); });
  trial.step(get("x", trial.server.url("/x")));
  const auto& attempts = trial.run(30);
  int by_user[3] = {};
  for (std::size_t i = 0; i < 30; ++i) ++by_user[attempts.at(i).user];
  for (const int count : by_user) CHECK(count >= 8);
}

TEST_CASE("a host that nobody knows is a dns failure of each attempt", "[engine]") {
  CurlTrial trial;
  trial.step(get("x", "http://nowhere.invalid/x"));
  const auto& attempts = trial.run_one();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].error == ErrorClass::kDns);
  CHECK(attempts[0].sent == -1ns);
}

TEST_CASE("certificates that are not there are an error of the file", "[engine]") {
  CurlTrial trial;
  trial.http().ca = Template("/no/such/ca.pem");
  trial.step(get("x", trial.server.url("/x")));
  const auto engine = make_load_engine(trial.setup, trial.records, trial.records);
  REQUIRE_FALSE(engine);
  CHECK(engine.error().message == "[client] tls.ca: there is no file '/no/such/ca.pem'");
}

TEST_CASE("methods, bodies and headers are the same with both engines", "[engine]") {
  std::string requests[2];
  for (const Load::Engine engine : {Load::Engine::kFast, Load::Engine::kCurl}) {
    std::string& seen = requests[static_cast<std::size_t>(engine)];
    Trial trial(engine);
    trial.server.on("/x", [&](const Request& request) {
      std::vector<std::string> lines;
      for (std::size_t at = 0; at < request.head.size();) {
        const std::size_t end = std::min(request.head.find("\r\n", at), request.head.size());
        lines.push_back(request.head.substr(at, end - at));
        at = end + 2;
      }
      for (std::string& line : lines) {  // The port differs.
        if (line.starts_with("Host: 127.0.0.1:")) line = "Host: 127.0.0.1";
      }
      std::sort(lines.begin(), lines.end());
      for (std::string& line : lines) {
        if (line.ends_with(": ")) line.pop_back();  // Of a header without a value.
        seen += line + "\n";
      }
      seen += request.body + "\n--\n";
      return answer(200, "");
    });
    const std::string url = trial.server.url("/x?q={iteration}");
    for (const char* method : {"GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD"}) {
      Step step = get(method, url);
      step.method = method;
      if (step.method == "PUT") step.body = Template("{\"v\": \"{value}\"}");
      step.headers = {{"X-Empty", Template("")}, {"Accept", Template("text/plain")}};
      if (step.method == "PATCH") step.content_type = "application/json";
      if (step.method != "HEAD") trial.step(step);
    }
    trial.step(get(
        "last", "http://user:pass%20word@127.0.0.1:" + std::to_string(trial.server.port()) + "/x"));
    const auto& attempts = trial.run_one();
    CHECK(attempts.size() == 7);
    for (const Attempt& attempt : attempts) CHECK(attempt.error == ErrorClass::kNone);
  }
  CHECK(requests[0] == requests[1]);
}

}  // namespace squall
