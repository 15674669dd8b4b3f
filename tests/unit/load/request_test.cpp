#include "harness/load/request.h"

#include <catch2/catch.hpp>

namespace squall {
namespace {

const std::vector<std::string> kCaptures{"token"};
const std::vector<std::string> kValues{"t/1"};

std::optional<std::string> known(std::string_view name) {
  if (name == "app.url") return "http://127.0.0.1:81";
  if (name == "db.url") return "http://ann:p%40ss@localhost:5984";
  return std::nullopt;
}

Step step(std::string method, const std::string& url, const std::string& body = "") {
  Step result;
  result.method = std::move(method);
  result.url = Template(url);
  result.body = Template(body);
  return result;
}

std::string render(const Step& step, std::string_view key = "k") {
  const auto request = RequestTemplate::compile(step, known, kCaptures);
  REQUIRE(request);
  std::string buffer;
  return std::string(request->render(buffer, {key, "v", 7, 3, kValues}));
}

std::string refusal(const Step& step) {
  const auto request = RequestTemplate::compile(step, known, kCaptures);
  return request ? "none" : request.error().message;
}

}  // namespace

TEST_CASE("requests are serialised as they go out", "[request]") {
  CHECK(render(step("GET", "{app.url}")) == "GET / HTTP/1.1\r\nHost: 127.0.0.1:81\r\n\r\n");
  CHECK(render(step("GET", "{app.url}?a=b")) == "GET /?a=b HTTP/1.1\r\nHost: 127.0.0.1:81\r\n\r\n");
  CHECK(render(step("POST", "http://[::1]:8/")) ==
        "POST / HTTP/1.1\r\nHost: [::1]:8\r\nContent-Length: 0\r\n\r\n");
  CHECK(render(step("PUT", "{app.url}/{key}/{iteration}/{user}", "{\"v\":\"{value}\"}")) ==
        "PUT /k/7/3 HTTP/1.1\r\nHost: 127.0.0.1:81\r\nContent-Length: 9\r\n\r\n{\"v\":\"v\"}");
  Step typed = step("POST", "{app.url}/", "a=b");
  typed.content_type = "application/x-www-form-urlencoded";
  typed.headers = {{"X-Token", Template("{token}")}};
  CHECK(render(typed) ==
        "POST / HTTP/1.1\r\nX-Token: t/1\r\nHost: 127.0.0.1:81\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b");
}

TEST_CASE("a header of a capture that may be empty is left out while it is", "[request]") {
  Step affine = step("PUT", "{app.url}/x", "{key}");
  affine.headers = {{"X-Server", Template("{token}")}, {"X-Both", Template("a{token}")}};
  const auto request = RequestTemplate::compile(affine, known, kCaptures, {{"token"}, false});
  REQUIRE(request);
  std::string buffer;
  const std::vector<std::string> empty{""};
  CHECK(request->render(buffer, {"k", "v", 7, 3, empty}) ==
        "PUT /x HTTP/1.1\r\nX-Both: a\r\nHost: 127.0.0.1:81\r\nContent-Length: 1\r\n\r\nk");
  CHECK(request->render(buffer, {"k", "v", 7, 3, kValues}) ==
        "PUT /x HTTP/1.1\r\nX-Both: at/1\r\nHost: 127.0.0.1:81\r\nX-Server: t/1\r\n"
        "Content-Length: 1\r\n\r\nk");
}

TEST_CASE("cookies go with the requests that they are for", "[request]") {
  CookieJar jar;
  jar.keep("sid=abc; Path=/app", "127.0.0.1", "/", 1);
  jar.keep("x=1", "127.0.0.1", "/", 1);
  const auto sent = [&](const Step& step) {
    const auto request = RequestTemplate::compile(step, known, {}, {{}, true});
    REQUIRE(request);
    std::string buffer;
    Bindings bindings{"k", "v", 7, 3, {}};
    bindings.cookies = &jar;
    bindings.utc_s = 1;
    return std::string(request->render(buffer, bindings));
  };
  CHECK(sent(step("GET", "{app.url}/app/{key}")) ==
        "GET /app/k HTTP/1.1\r\nHost: 127.0.0.1:81\r\nCookie: sid=abc; x=1\r\n\r\n");
  CHECK(sent(step("POST", "{app.url}/", "b")) ==
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:81\r\nCookie: x=1\r\nContent-Length: 1\r\n\r\nb");
  jar.clear();
  CHECK(sent(step("GET", "{app.url}/")) == "GET / HTTP/1.1\r\nHost: 127.0.0.1:81\r\n\r\n");

  Step own = step("GET", "{app.url}/");
  own.headers = {{"Cookie", Template("a=b")}};
  const auto refused = RequestTemplate::compile(own, known, {}, {{}, true});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message ==
        "headers: the workload's cookies are sent by the engine; write no Cookie header");
}

TEST_CASE("a constant request is made once", "[request]") {
  const auto request = RequestTemplate::compile(step("GET", "{app.url}/x"), known, {});
  std::string buffer;
  CHECK(request->render(buffer, {}).data() == request->render(buffer, {}).data());
  CHECK(buffer.empty());
}

TEST_CASE("no value can break out of its place", "[request]") {
  const std::string_view evil = "a b\r\nX: {\"}\xc3\xa9#?/%41";
  const std::string target = render(step("GET", "{app.url}/{key}"), evil);
  CHECK(target.starts_with("GET /a%20b%0D%0AX:%20%7B%22%7D%C3%A9%23?/%41 HTTP/1.1\r\n"));
  CHECK(render(step("GET", "{app.url}/{key|url}"), evil)
            .starts_with("GET /a%20b%0D%0AX%3A%20%7B%22%7D%C3%A9%23%3F%2F%2541 HTTP/1.1\r\n"));
  CHECK(render(step("GET", R"({app.url}/{"OS":{"id":"linux"}})"))
            .starts_with("GET /%7B%22OS%22:%7B%22id%22:%22linux%22%7D%7D HTTP/1.1\r\n"));
  Step header = step("GET", "{app.url}/");
  header.headers = {{"A", Template("{key}")}};
  CHECK(render(header, "x\r\nB: y").find("A: x  B: y\r\n") != std::string::npos);
}

TEST_CASE("a user in the URL becomes an Authorization header", "[request]") {
  CHECK(render(step("GET", "{db.url}/")) ==
        "GET / HTTP/1.1\r\nHost: localhost:5984\r\nAuthorization: Basic YW5uOnBAc3M=\r\n\r\n");
}

TEST_CASE("requests that cannot be made are refused", "[request]") {
  CHECK(refusal(step("GET", "")) ==
        "url: it needs a scheme and an address, as in \"http://127.0.0.1:8080/\"");
  CHECK(refusal(step("GET", "ftp://x/")) == "url: it does not start with http:// or https://");
  CHECK(refusal(step("GET", "http://x:y/")) == "url: its port is not a number");
  CHECK(refusal(step("GET", "http://x:70000/")) == "url: its port is not a number");
  CHECK(refusal(step("GET", "http:///")) == "url: it has no host");
  CHECK(refusal(step("GET", "http://x{key}/")) ==
        "url: its address changes from one iteration to the next");
  CHECK(refusal(step("PUT", "http://x/", "{who}")) == "body: nothing is called {who} here");
  Step length = step("GET", "http://x/");
  length.headers = {{"Content-length", Template("3")}};
  CHECK(refusal(length) == "headers: Content-length is set by the engine");
}

}  // namespace squall
