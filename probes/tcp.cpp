#include "probes/tcp.h"

#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "harness/core/socket.h"
#include "harness/model/attempt.h"

namespace squall::tcp_probe {
namespace {

constexpr Nanoseconds kSlice = std::chrono::milliseconds(20);  // Between looks at the stop token.

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

tl::unexpected<Error> failed(ErrorClass error) { return fail(std::string(name(error))); }

// The error of a connection that was begun, once it has one or stands (0), or ETIMEDOUT.
int wait_connected(int socket, SteadyTime deadline, const std::stop_token& stop) {
  do {
    const Nanoseconds left =
        std::clamp(Nanoseconds(deadline - steady_now()), Nanoseconds(0), kSlice);
    pollfd poll{.fd = socket, .events = POLLOUT, .revents = 0};
    const int timeout_ms = static_cast<int>(left.count() / 1'000'000) + 1;
    if (::poll(&poll, 1, timeout_ms) <= 0) continue;
    return error_of(socket);
  } while (!stop.stop_requested() && steady_now() < deadline);
  return ETIMEDOUT;
}

}  // namespace

Result<Fd> connect_to(const std::string& address, Nanoseconds timeout, std::stop_token stop,
                      const AllowedHosts* allowed) {
  const auto place = host_port_of(address);
  if (!place || place->port == 0) return fail(fmt::format("'{}' is not host:port", address));
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (::getaddrinfo(place->host.c_str(), std::to_string(place->port).c_str(), &hints, &list) != 0) {
    return failed(ErrorClass::kDns);
  }
  const std::unique_ptr<addrinfo, FreeAddresses> owner(list);
  const SteadyTime deadline = steady_now() + timeout;
  int error = ECONNREFUSED;
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
    if (allowed != nullptr && !allowed->allow(*place, *at->ai_addr)) {
      return fail(AllowedHosts::refusal(*place));
    }
    Fd socket(::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) continue;
    error = ::connect(socket.get(), at->ai_addr, at->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) error = wait_connected(socket.get(), deadline, stop);
    if (error == 0) return socket;
  }
  if (error == ETIMEDOUT) return failed(ErrorClass::kConnectTimeout);
  return failed(error == ECONNREFUSED ? ErrorClass::kConnectRefused : ErrorClass::kReset);
}

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory&) {
  const Template address(spec.options.get_or<std::string>("address", "{node.host}:{node.port}"));
  const auto where = address.render(lookup);
  if (!where) return {false, where.error().message, {}};
  const SteadyTime start = steady_now();
  const auto connection = connect_to(*where, spec.timeout, std::move(stop), &spec.allowed);
  const Nanoseconds took = steady_now() - start;
  if (!connection) return {false, connection.error().message, took};
  return {true, "connected", took, seconds(took)};
}

}  // namespace squall::tcp_probe
