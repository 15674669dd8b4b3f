#include "harness/http/client.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

#include "tests/fixtures/http_fixture.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using fixture::answer;
using fixture::Request;

HttpRequest get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  return request;
}

}  // namespace

TEST_CASE("an answer comes back whole, whatever its status", "[client]") {
  fixture::HttpFixture server;
  Request seen;
  server.on("/x", [&](const Request& request) {
    seen = request;
    return answer(503, "busy", "X-A: 1\r\nX-A: 2\r\n");
  });
  HttpRequest request = get(server.url("/x?q=1"));
  request.method = "PUT";
  request.body = "{}";
  request.headers = {{"Content-Type", "application/json"}, {"X-B", "b"}};
  HttpClient client;
  const auto response = client.send(request);
  REQUIRE(response);
  CHECK(response->status == 503);
  CHECK(response->body == "busy");
  CHECK(std::count(response->headers.begin(), response->headers.end(),
                   HttpHeaders::value_type{"X-A", "2"}) == 1);
  CHECK(seen.method == "PUT");
  CHECK(seen.target == "/x?q=1");
  CHECK(seen.body == "{}");
  CHECK(seen.head.find("Content-Type: application/json\r\n") != std::string::npos);
  CHECK(seen.head.find("Expect") == std::string::npos);

  REQUIRE(client.send(request));
  CHECK(server.connections() == 1);
}

TEST_CASE("methods, empty bodies and users in the URL", "[client]") {
  fixture::HttpFixture server;
  Request seen;
  server.on("/x", [&](const Request& request) {
    seen = request;
    return request.method == "HEAD" ? fixture::raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
                                                   fixture::Reply::After::kKeepAlive)
                                    : answer(200, "");
  });
  HttpClient client;
  for (const char* method : {"GET", "HEAD", "DELETE", "POST", "PUT"}) {
    HttpRequest request = get(server.url("/x"));
    request.url.insert(7, "ann:secret@");
    request.method = method;
    const auto response = client.send(request);
    CAPTURE(method);
    REQUIRE(response);
    CHECK(response->status == 200);
    CHECK(seen.method == method);
    CHECK(seen.head.find("Authorization: Basic YW5uOnNlY3JldA==\r\n") != std::string::npos);
    CHECK(seen.head.find("Content-Type") == std::string::npos);
  }
}

TEST_CASE("failures have their class", "[client]") {
  using After = fixture::Reply::After;
  fixture::HttpFixture server;
  server.on("/reset", [](const Request&) { return fixture::reset(); });
  server.on("/close", [](const Request&) { return fixture::raw("", After::kClose); });
  server.on("/half", [](const Request&) {
    return fixture::raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", After::kClose);
  });
  server.on("/stall", [](const Request&) { return fixture::stall(); });
  server.on("/nonsense",
            [](const Request&) { return fixture::raw("hello\r\n\r\n", After::kClose); });
  server.on("/long", [](const Request&) { return answer(200, std::string(2000, 'x')); });
  const std::string refused = "http://127.0.0.1:" + std::to_string(fixture::refused_port());
  const std::vector<std::pair<std::string, ErrorClass>> cases{
      {server.url("/reset"), ErrorClass::kReset},
      {server.url("/close"), ErrorClass::kReset},
      {server.url("/half"), ErrorClass::kShortRead},
      {server.url("/stall"), ErrorClass::kAttemptTimeout},
      {server.url("/nonsense"), ErrorClass::kProtocol},
      {server.url("/long"), ErrorClass::kProtocol},
      {refused, ErrorClass::kConnectRefused},
      {"ftp://127.0.0.1/", ErrorClass::kProtocol},
      {"", ErrorClass::kProtocol},
  };
  HttpClient client;
  for (const auto& [url, error] : cases) {
    HttpRequest request = get(url);
    request.timeout = error == ErrorClass::kAttemptTimeout ? Nanoseconds(100ms) : Nanoseconds(60s);
    request.max_body_bytes = 1000;
    const auto response = client.send(request);
    CAPTURE(url);
    REQUIRE_FALSE(response);
    CHECK(name(response.error().error) == name(error));
    CHECK_FALSE(response.error().message.empty());
  }
}

TEST_CASE("a stop request cuts a call short", "[client]") {
  fixture::HttpFixture server;
  std::stop_source stop;
  server.on("/stall", [&](const Request&) {
    stop.request_stop();
    return fixture::stall();
  });
  HttpClient client;
  HttpRequest request = get(server.url("/stall"));
  request.timeout = 1h;
  const auto response = client.send(request, stop.get_token());
  REQUIRE_FALSE(response);
  CHECK(response.error().error == ErrorClass::kNone);
  CHECK_FALSE(client.send(get(server.url("/stall")), stop.get_token()));
}

TEST_CASE("no proxy is taken from the environment", "[client]") {
  fixture::HttpFixture server;
  server.on("/x", [](const Request&) { return answer(200, "direct"); });
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  HttpClient client;
  const auto response = client.send(get(server.url("/x")));
  ::unsetenv("http_proxy");
  REQUIRE(response);
  CHECK(response->body == "direct");
}

TEST_CASE("no connection is opened to a host that is not allowed", "[client]") {
  HttpRequest request = get("http://192.0.2.1:9/x");
  request.connect_timeout = request.timeout = 50ms;
  const auto refused = HttpClient().send(request);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().not_allowed);
  CHECK(
      what_happened(refused.error()) ==
      "192.0.2.1:9 was not dialled: it is not on this machine, and [safety] allow of the topology "
      "does not name it");
  const auto dialled = HttpClient(AllowedHosts({"192.0.2.1"})).send(request);
  REQUIRE_FALSE(dialled);
  CHECK_FALSE(dialled.error().not_allowed);
}

}  // namespace squall
