#include "harness/faults/knock.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <string_view>

#include "probes/tcp.h"

namespace squall {
namespace {

constexpr Nanoseconds kKnockTimeout = std::chrono::milliseconds(200);
constexpr std::string_view kRequest = "HEAD / HTTP/1.0\r\n\r\n";
constexpr int kSlice_ms = 20;  // Between looks at the stop token.

}  // namespace

bool readable_until(int socket, SteadyTime deadline, const std::stop_token& stop) {
  while (!stop.stop_requested() && steady_now() < deadline) {
    pollfd answer{socket, POLLIN, 0};
    if (::poll(&answer, 1, kSlice_ms) > 0) return true;
  }
  return false;
}

Knock knock(const std::string& host_port, Nanoseconds patience, const std::stop_token& stop) {
  const SteadyTime start = steady_now();
  Knock seen;
  const auto socket = tcp_probe::connect_to(host_port, kKnockTimeout, stop);
  if (!socket) {
    seen.error = socket.error().message;
    return seen;
  }
  seen.end = Knock::End::kOpen;
  ::send(socket->get(), kRequest.data(), kRequest.size(), MSG_NOSIGNAL);
  if (!readable_until(socket->get(), start + patience, stop)) return seen;
  char byte = 0;
  const ssize_t got = ::recv(socket->get(), &byte, 1, 0);
  if (got > 0) {
    seen.answer = steady_now() - start;
  } else {
    seen.end = got == 0 ? Knock::End::kClosed : Knock::End::kReset;
  }
  return seen;
}

}  // namespace squall
