#include "tests/unit/proxy/echo_server.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <string_view>

#include "harness/core/time.h"

namespace squall {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void echo(int socket) {
  std::vector<char> buffer(1 << 16);
  while (true) {
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (got <= 0) break;
    for (ssize_t done = 0; done < got;) {
      const ssize_t sent =
          ::send(socket, buffer.data() + done, static_cast<std::size_t>(got - done), MSG_NOSIGNAL);
      if (sent <= 0) return;
      done += sent;
    }
  }
  ::shutdown(socket, SHUT_WR);
}

}  // namespace

EchoServer::EchoServer(std::uint16_t port) {
  listener_ = Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = loopback(port);
  ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  socklen_t length = sizeof address;
  ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length);
  port_ = ntohs(address.sin_port);
  ::listen(listener_.get(), 4096);
  acceptor_ = std::jthread([this] { serve(); });
}

EchoServer::~EchoServer() {
  stopped_ = true;
  ::shutdown(listener_.get(), SHUT_RDWR);
  acceptor_.join();
  {
    const std::scoped_lock lock(mutex_);
    const linger at_once{1, 0};
    for (const Fd& client : clients_) {
      ::setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      ::shutdown(client.get(), SHUT_RD);
    }
  }
  threads_.clear();
}

void EchoServer::serve() {
  while (!stopped_) {
    Fd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) return;
    ++accepted_;
    const std::scoped_lock lock(mutex_);
    const int socket = client.get();
    clients_.push_back(std::move(client));
    threads_.emplace_back([socket] { echo(socket); });
  }
}

TestClient::TestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const sockaddr_in address = loopback(port);
  const auto* const raw = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket_.get(), raw, sizeof address) != 0) error_ = errno;
}

void TestClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void TestClient::finish() const { ::shutdown(socket_.get(), SHUT_WR); }

std::string TestClient::receive(std::size_t count, int timeout_ms) {
  std::string got;
  const SteadyTime deadline = steady_now() + std::chrono::milliseconds(timeout_ms);
  while (got.size() < count) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_now());
    pollfd readable{socket_.get(), POLLIN, 0};
    if (left.count() < 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) break;
    char buffer[1 << 16];
    const ssize_t n = ::recv(socket_.get(), buffer, std::min(sizeof buffer, count - got.size()), 0);
    if (n <= 0) {
      end_ = n == 0 ? End::kClosed : End::kReset;
      break;
    }
    got.append(buffer, static_cast<std::size_t>(n));
  }
  return got;
}

}  // namespace squall
