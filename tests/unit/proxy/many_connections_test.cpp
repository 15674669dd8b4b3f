// Many connections through the proxy, one after another and at once: no descriptor is left, and no
// memory. 100,000 and 5,000 of them with SQUALL_LONG, some hundreds otherwise.
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>
#include <unordered_map>

#include "harness/core/event_loop.h"
#include "harness/core/socket.h"
#include "harness/proxy/proxy.h"
#include "tests/unit/proxy/echo_server.h"

using namespace squall;

namespace {

// Sends back what it gets, on one thread however many there are, and closes when the client does.
class ManyEchoes final : EventLoop::Watcher {
 public:
  explicit ManyEchoes(const Fd& listener) : listener_(listener) {
    loop_.watch(listener_.get(), EPOLLIN, *this, EventLoop::Trigger::kLevel);
  }
  void run() { loop_.run(); }

 private:
  struct Client final : EventLoop::Watcher {
    Client(ManyEchoes& of, Fd socket) : server(of), fd(std::move(socket)) {}
    void on_ready(std::uint32_t) override {
      char buffer[256];
      const ssize_t got = ::recv(fd.get(), buffer, sizeof buffer, MSG_DONTWAIT);
      if (got > 0) ::send(fd.get(), buffer, static_cast<std::size_t>(got), MSG_NOSIGNAL);
      if (got == 0 || (got < 0 && errno != EAGAIN)) server.end(*this);
    }
    ManyEchoes& server;
    Fd fd;
  };

  void on_ready(std::uint32_t) override {
    Fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) return;
    const int fd = socket.get();
    auto& client = clients_[fd] = std::make_unique<Client>(*this, std::move(socket));
    loop_.watch(fd, EPOLLIN, *client, EventLoop::Trigger::kLevel);
  }
  void end(Client& client) {
    loop_.unwatch(client.fd.get(), client);
    clients_.erase(client.fd.get());
  }

  EventLoop loop_;
  const Fd& listener_;
  std::unordered_map<int, std::unique_ptr<Client>> clients_;
};

// Its ends of the connections count among the descriptors of another process.
class EchoProcess {
 public:
  EchoProcess() {
    ::listen(listener_.get(), 4096);
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ManyEchoes(listener_).run();
    ::_exit(1);
  }
  ~EchoProcess() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  EchoProcess(const EchoProcess&) = delete;
  EchoProcess& operator=(const EchoProcess&) = delete;

  std::uint16_t port() const { return local_port(listener_); }

 private:
  const Fd listener_ = bind_loopback(0);
  pid_t pid_ = -1;
};

bool is_long() { return std::getenv("SQUALL_LONG") != nullptr; }

std::ptrdiff_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::distance(begin(all), end(all)) - 1;  // Its own.
}

long resident_kib() {
  long total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

// As many as may be open: a connection has three ends in this process.
int at_once(int wanted) {
  const auto needed = static_cast<rlim_t>(wanted) * 3 + 200;
  const rlimit higher{needed, needed};
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < needed && ::setrlimit(RLIMIT_NOFILE, &higher) == 0) limit = higher;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(
      std::min<rlim_t>(static_cast<rlim_t>(wanted), (limit.rlim_max - 200) / 3));
}

struct Path {
  EchoProcess server;
  Proxy proxy{1};
  LinkId link = *proxy.add("127.0.0.1", server.port());

  bool drains() {
    const SteadyTime end = steady_now() + std::chrono::minutes(1);
    while (proxy.figures(link).open > 0 && steady_now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return proxy.figures(link).open == 0;
  }
};

// Those of connections that are being closed; `count`: the most that there may be in the end.
bool come_down_to(std::ptrdiff_t count) {
  const SteadyTime end = steady_now() + std::chrono::minutes(1);
  while (open_descriptors() > count && steady_now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return open_descriptors() <= count;
}

bool pass_one(std::uint16_t port) {
  TestClient client(port);
  client.send("x");
  return client.receive(1, 60'000) == "x";
}

}  // namespace

TEST_CASE("connections one after another leave nothing") {
  const int count = is_long() ? 100'000 : 500;
  Path path;
  const std::uint16_t port = path.proxy.port(path.link);
  REQUIRE(pass_one(port));
  REQUIRE(path.drains());
  const auto before = open_descriptors();
  std::vector<long> curve;
  int passed = 0;
  for (int i = 0; i < count; ++i) {
    passed += pass_one(port) ? 1 : 0;
    if ((i + 1) % (count / 10) == 0) curve.push_back(resident_kib());
  }
  CHECK(passed == count);
  CHECK(path.drains());
  CHECK(come_down_to(before));
  CHECK(path.proxy.figures(path.link).opened == static_cast<std::uint64_t>(count) + 1);
  for (const long kib : curve) std::cout << kib << " KiB ";
  std::cout << "resident while " << count << " connections pass\n";
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(curve.back() - curve.front() < 2048);  // Their allocators keep what is freed.
#endif
}

TEST_CASE("connections at once leave nothing") {
  const int count = at_once(is_long() ? 5'000 : 300);
  Path path;
  const std::uint16_t port = path.proxy.port(path.link);
  REQUIRE(pass_one(port));
  REQUIRE(path.drains());
  const auto before = open_descriptors();
  int passed = 0;
  {
    std::vector<TestClient> clients;
    clients.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) clients.emplace_back(port).send("x");
    for (TestClient& client : clients) passed += client.receive(1, 60'000) == "x" ? 1 : 0;
    CHECK(path.proxy.figures(path.link).open == static_cast<std::uint64_t>(count));
  }
  CHECK(passed == count);
  CHECK(path.drains());
  CHECK(come_down_to(before));
  std::cout << count << " connections at once\n";
}
