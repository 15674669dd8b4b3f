// The proxy on real sockets.
#include "harness/proxy/proxy.h"

#include <catch2/catch.hpp>
#include <cerrno>
#include <thread>

#include "harness/core/random.h"
#include "harness/core/time.h"
#include "tests/unit/proxy/echo_server.h"
#include "tests/unit/proxy/toxic_options.h"

using namespace squall;

namespace {

using End = TestClient::End;

ToxicPlan toxic(std::string_view kind, std::initializer_list<ValueEntry> entries = {}) {
  return *plan_toxic(kind, options(entries));
}

double seconds_since(SteadyTime start) {
  return std::chrono::duration<double>(steady_now() - start).count();
}

struct Rig {
  EchoServer server;
  Proxy proxy{1};
  LinkId link = *proxy.add("127.0.0.1", server.port());
  std::uint16_t port = proxy.port(link);

  /// Until the proxy has nothing left open; false after five seconds.
  bool drains() {
    const SteadyTime start = steady_now();
    while (proxy.figures(link).open > 0) {
      if (seconds_since(start) > 5) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }
};

std::string echoed(TestClient& client, std::string_view text) {
  client.send(text);
  return client.receive(text.size());
}

std::string random_bytes(std::size_t count) {
  Random random(3);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.next());
  return bytes;
}

}  // namespace

TEST_CASE("bytes pass in both directions, unchanged and counted") {
  Rig rig;
  TestClient client(rig.port);
  CHECK(echoed(client, "hello") == "hello");
  CHECK(echoed(client, "again") == "again");
  const LinkFigures figures = rig.proxy.figures(rig.link);
  CHECK(figures.opened == 1);
  CHECK(figures.upstream.bytes == 10);
  CHECK(figures.downstream.bytes == 10);
}

TEST_CASE("large bodies pass whole, with a reader that is slower than the sender") {
  Rig rig;
  TestClient client(rig.port);
  const std::string sent = random_bytes(std::size_t{20} << 20);
  std::jthread sender([&] {
    client.send(sent);
    client.finish();
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const std::string got = client.receive(sent.size(), 30'000);
  CHECK(got.size() == sent.size());
  CHECK(got == sent);
  CHECK(client.receive(1).empty());
  CHECK(client.end() == End::kClosed);
  sender.join();
  CHECK(rig.drains());
}

TEST_CASE("a half-close is passed on") {
  Rig rig;
  TestClient client(rig.port);
  client.send("last words");
  client.finish();
  CHECK(client.receive(100) == "last words");
  CHECK(client.end() == End::kClosed);
  CHECK(rig.drains());
}

TEST_CASE("a server that does not listen is refused as without the proxy, and found again") {
  Proxy proxy(1);
  auto server = std::make_unique<EchoServer>();
  const std::uint16_t server_port = server->port();
  const LinkId link = *proxy.add("127.0.0.1", server_port);
  const std::uint16_t port = proxy.port(link);
  TestClient open(port);
  CHECK(echoed(open, "a") == "a");
  server.reset();
  CHECK(open.receive(1).empty());
  CHECK(open.end() != End::kNone);
  TestClient first(port);  // Finds it out.
  first.receive(1);
  CHECK(first.end() == End::kReset);
  CHECK(TestClient(port).error() == ECONNREFUSED);
  server = std::make_unique<EchoServer>(server_port);
  const SteadyTime start = steady_now();
  while (!TestClient(port).connected() && seconds_since(start) < 5) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  TestClient later(port);
  CHECK(echoed(later, "b") == "b");
}

TEST_CASE("a toxic hits connections that are open, and its end frees them") {
  Rig rig;
  TestClient client(rig.port);
  CHECK(echoed(client, "a") == "a");
  const int id =
      rig.proxy.inject("f", toxic("timeout", {{"direction", word("downstream")}}), {rig.link});
  client.send("bc");
  CHECK(client.receive(2, 100).empty());
  CHECK(rig.proxy.touched(id, rig.link).connections == 1);
  CHECK(rig.proxy.touched(id, rig.link).bytes == 2);
  rig.proxy.remove(id, {rig.link});
  CHECK(client.receive(2) == "bc");
  CHECK(echoed(client, "d") == "d");
}

TEST_CASE("nothing passes a cut link, in either direction, while both ends write") {
  Rig rig;
  TestClient client(rig.port);
  std::jthread sender([&](const std::stop_token& stop) {
    const std::string bytes(100'000, 'x');
    while (!stop.stop_requested()) client.send(bytes);
  });
  std::jthread receiver([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) client.receive(1 << 16, 100);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const int id = rig.proxy.inject("f", toxic("timeout"), {rig.link});
  const LinkFigures before = rig.proxy.figures(rig.link);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const LinkFigures after = rig.proxy.figures(rig.link);
  CHECK(before.upstream.bytes > 0);
  CHECK(after.upstream.bytes == before.upstream.bytes);
  CHECK(after.downstream.bytes == before.downstream.bytes);
  rig.proxy.remove(id, {rig.link});
  sender.request_stop();
  sender.join();
  receiver.request_stop();
  receiver.join();
  CHECK(rig.proxy.figures(rig.link).upstream.bytes > after.upstream.bytes);
}

TEST_CASE("latency measures what it says") {
  Rig rig;
  rig.proxy.inject("f", toxic("latency", {{"delay", ms(100)}, {"direction", word("both")}}),
                   {rig.link});
  TestClient client(rig.port);
  const SteadyTime start = steady_now();
  CHECK(echoed(client, "a") == "a");
  CHECK(seconds_since(start) >= 0.2);
}

TEST_CASE("bandwidth carries a large body whole") {
  Rig rig;
  TestClient client(rig.port);
  CHECK(echoed(client, random_bytes(300'000)).size() == 300'000);  // Through a pipe.
  rig.proxy.inject("f", toxic("bandwidth", {{"rate", {2e6}}, {"direction", word("both")}}),
                   {rig.link});
  const std::string sent = random_bytes(400'000);
  const SteadyTime start = steady_now();
  CHECK(echoed(client, sent) == sent);
  CHECK(seconds_since(start) >= 0.2);
}

TEST_CASE("refuse refuses, resets what is open, and keeps its port") {
  Rig rig;
  TestClient client(rig.port);
  CHECK(echoed(client, "a") == "a");
  const int id =
      rig.proxy.inject("f", toxic("refuse", {{"open_connections", word("reset")}}), {rig.link});
  CHECK(TestClient(rig.port).error() == ECONNREFUSED);
  client.receive(1);
  CHECK(client.end() == End::kReset);
  rig.proxy.remove(id, {rig.link});
  TestClient later(rig.port);
  CHECK(echoed(later, "b") == "b");
}

TEST_CASE("accept_hang accepts and never answers, until it is healed") {
  Rig rig;
  TestClient open(rig.port);
  CHECK(echoed(open, "a") == "a");
  const int id = rig.proxy.inject("f", toxic("accept_hang"), {rig.link});
  TestClient hung(rig.port);
  CHECK(hung.connected());
  hung.send("b");
  CHECK(hung.receive(1, 100).empty());
  CHECK(hung.end() == End::kNone);
  CHECK(echoed(open, "c") == "c");
  CHECK(rig.server.accepted() == 1);
  { TestClient leaves(rig.port); }
  rig.proxy.remove(id, {rig.link});
  CHECK(hung.receive(1) == "b");
}

TEST_CASE("reset_peer resets open and new connections") {
  Rig rig;
  TestClient client(rig.port);
  CHECK(echoed(client, "a") == "a");
  rig.proxy.inject("f", toxic("reset_peer", {{"after", ms(0)}}), {rig.link});
  client.receive(1);
  CHECK(client.end() == End::kReset);
  TestClient later(rig.port);
  later.receive(1);
  CHECK(later.end() == End::kReset);
  CHECK(rig.drains());
}

TEST_CASE("toxicity takes its share of the connections, the same ones for the same seed") {
  const auto touched = [](std::uint64_t seed) {
    EchoServer server;
    Proxy proxy(seed);
    const LinkId link = *proxy.add("127.0.0.1", server.port());
    proxy.inject("f", toxic("timeout", {{"toxicity", {0.5}}}), {link});
    std::string which;
    for (int i = 0; i < 40; ++i) {
      TestClient client(proxy.port(link));
      client.send("x");
      which += client.receive(1, 30).empty() ? '1' : '0';
    }
    return which;
  };
  const std::string first = touched(1);
  CHECK(first.find('0') != first.npos);
  CHECK(first.find('1') != first.npos);
  CHECK(touched(1) == first);
}
