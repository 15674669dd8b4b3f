#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <catch2/catch.hpp>
#include <thread>

#include "harness/core/fd.h"
#include "probes/haproxy.h"
#include "probes/kinds.h"

using namespace squall;

namespace {

// Listens on a free port; with an answer, gives it to every connection.
class Server {
 public:
  explicit Server(std::string answer = {}) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(socket_.get(), raw, size) == 0);
    REQUIRE(::listen(socket_.get(), 8) == 0);
    REQUIRE(::getsockname(socket_.get(), raw, &size) == 0);
    port_ = ntohs(address.sin_port);
    if (!answer.empty()) {
      thread_ = std::thread([this, answer = std::move(answer)] { serve(answer); });
    }
  }
  ~Server() {
    ::shutdown(socket_.get(), SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
  }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::optional<std::string> operator()(std::string_view name) const {
    if (name == "node.url") return "http://" + address();
    if (name == "node.host") return "127.0.0.1";
    if (name == "node.port") return std::to_string(port_);
    return std::nullopt;
  }

 private:
  void serve(const std::string& answer) const {
    while (true) {
      const Fd client(::accept(socket_.get(), nullptr, nullptr));
      if (!client) return;
      char request[4096];
      if (::recv(client.get(), request, sizeof request, 0) > 0) {
        ::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
      }
    }
  }

  const Fd socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

ProbeSpec tcp() {
  ProbeSpec probe;
  probe.kind = "tcp";
  return probe;
}

ProbeSpec http(const std::string& url) {
  ProbeSpec probe;
  probe.kind = "http";
  probe.options.set("url", Value{url});
  return probe;
}

const std::string kUnavailable =
    "HTTP/1.1 503 Nope\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
const std::string kNotReady =
    "HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{\"isReady\":false}";

}  // namespace

TEST_CASE("tcp: a connection that is accepted is met, a refused one is not") {
  const Server server;
  const ProbeSample met = sample(tcp(), std::cref(server), {});
  CHECK(met.met);
  CHECK(met.actual == "connected");
  ProbeSpec closed = tcp();
  closed.options.set("address", Value{std::string("127.0.0.1:1")});
  const ProbeSample refused = sample(closed, nullptr, {});
  CHECK_FALSE(refused.met);
  CHECK(refused.actual == "connect_refused");
}

TEST_CASE("http: what was seen is the status, and more where that says too little") {
  const Server unavailable(kUnavailable);
  ProbeSample seen = sample(http("{node.url}/ready"), std::cref(unavailable), {});
  CHECK_FALSE(seen.met);
  CHECK(seen.actual == "503");
  ProbeSpec expects_503 = http("{node.url}/ready");
  expects_503.expect.status = {{503, 503}};
  CHECK(sample(expects_503, std::cref(unavailable), {}).met);

  const Server not_ready(kNotReady);
  ProbeSpec probe = http("{node.url}/ready");
  CHECK(sample(probe, std::cref(not_ready), {}).met);
  probe.expect.json = {{"$.isReady", true, Value{true}, std::nullopt}};
  seen = sample(probe, std::cref(not_ready), {});
  CHECK_FALSE(seen.met);
  CHECK(seen.actual.starts_with("200, $.isReady"));
}

TEST_CASE("http: no answer within the timeout, and nobody there") {
  const Server silent;
  ProbeSpec probe = http("{node.url}/");
  probe.timeout = std::chrono::milliseconds(300);
  const ProbeSample late = sample(probe, std::cref(silent), {});
  CHECK_FALSE(late.met);
  CHECK(late.actual == "attempt_timeout");
  CHECK(late.took >= std::chrono::milliseconds(290));
  CHECK(sample(http("http://127.0.0.1:1/"), nullptr, {}).actual == "connect_refused");
}

TEST_CASE("a probe with an unknown reference, or of no kind, is not met and says so") {
  const Server server;
  const ProbeSample unknown = sample(http("{nobody.url}/"), std::cref(server), {});
  CHECK_FALSE(unknown.met);
  CHECK(unknown.actual == "nothing is called {nobody.url} here");
  ProbeSpec strange;
  strange.kind = "sniff";
  CHECK(sample(strange, std::cref(server), {}).actual == "no probe is called sniff");
}

TEST_CASE("sampling until met ends with the first that is, at the deadline, or when stopped") {
  const Server unavailable(kUnavailable);
  ProbeSpec probe = http("{node.url}/");
  probe.interval = std::chrono::milliseconds(1);
  CHECK_FALSE(
      sample_until_met(probe, std::cref(unavailable), {}, std::chrono::milliseconds(20)).met);
  std::stop_source stopped;
  stopped.request_stop();
  CHECK_FALSE(
      sample_until_met(probe, std::cref(unavailable), stopped.get_token(), std::chrono::hours(1))
          .met);
  const Server server;
  CHECK(sample_until_met(tcp(), std::cref(server), {}, std::chrono::hours(1)).met);
}

TEST_CASE("haproxy: a server's line in the answer to show stat") {
  const std::string csv =
      "# pxname,svname,qcur,scur,status,weight\n"
      "web,FRONTEND,,1,OPEN,\n"
      "web,a,0,2,UP,100\n"
      "web,b,0,0,DOWN 1/2,50\n"
      "web,BACKEND,0,2,UP,150\n"
      "\n";
  const auto view = haproxy_probe::find_server(csv, "web/b");
  REQUIRE(view);
  CHECK(view->status == "DOWN 1/2");
  CHECK(view->weight == 50);
  CHECK(haproxy_probe::find_server(csv, "web/a")->sessions == 2);
  const auto none = haproxy_probe::find_server(csv, "web/c");
  REQUIRE_FALSE(none);
  CHECK(none.error().message == "HAProxy has no server 'web/c': it has web/a and web/b");
  CHECK_FALSE(haproxy_probe::find_server("", "web/a"));
  CHECK_FALSE(haproxy_probe::find_server("Unknown command\n", "web/a"));
}

TEST_CASE("haproxy: one that hangs and accepts nobody is not waited for without an end") {
  std::string folder = "/tmp/squall-test-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = folder + "/haproxy.sock";
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const auto* raw = reinterpret_cast<const sockaddr*>(&address);
  const Fd server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::bind(server.get(), raw, sizeof address) == 0);
  REQUIRE(::listen(server.get(), 0) == 0);
  std::vector<Fd> waiting;
  do {
    waiting.emplace_back(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  } while (::connect(waiting.back().get(), raw, sizeof address) == 0);
  const auto answer = haproxy_probe::ask(path, "show stat", std::chrono::milliseconds(20));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().message == "HAProxy's socket " + path + ": no answer");
  std::filesystem::remove_all(folder);
}

TEST_CASE("haproxy: all servers, with the addresses that tell which nodes they are") {
  const std::string csv =
      "# pxname,svname,status,last_chk,addr\n"
      "public,FRONTEND,OPEN,,\n"
      "web,a,UP,\"refused, at step 1\",127.0.0.1:4711\n"
      "web,b,DOWN 1/2,,127.0.0.1:4712\n"
      "web,BACKEND,UP,,\n";
  const auto servers = haproxy_probe::list_servers(csv);
  REQUIRE(servers.size() == 2);
  CHECK(servers[0].name == "web/a");
  CHECK(servers[0].address == "127.0.0.1:4711");
  CHECK(servers[1].status == "DOWN 1/2");
  const auto untold = haproxy_probe::list_servers("# pxname,svname,status\nweb,a,UP\n");
  REQUIRE(untold.size() == 1);
  CHECK(untold[0].address.empty());
  CHECK(haproxy_probe::list_servers("").empty());
  CHECK(haproxy_probe::list_servers("Permission denied\n").empty());
  for (const auto& [status, state] :
       std::initializer_list<std::pair<const char*, const char*>>{{"UP 1/2", "up"},
                                                                  {"DOWN", "down"},
                                                                  {"DRAIN", "drain"},
                                                                  {"NOLB", "drain"},
                                                                  {"MAINT (via web/a)", "maint"},
                                                                  {"no check", "unchecked"},
                                                                  {"", "unknown"}}) {
    CHECK(haproxy_probe::state_of(status) == state);
  }
}

TEST_CASE("haproxy: where nobody listens, the probe says so") {
  ProbeSpec probe;
  probe.kind = "haproxy";
  probe.options.set("socket", Value{std::string("/nowhere/at/all.sock")});
  probe.options.set("server", Value{std::string("web/a")});
  const ProbeSample seen = sample(probe, [](std::string_view) { return std::nullopt; }, {});
  CHECK_FALSE(seen.met);
  CHECK(seen.actual == "HAProxy's socket /nowhere/at/all.sock: No such file or directory");
}
