#include "harness/faults/refusal.h"

#include "harness/core/wait.h"
#include "probes/tcp.h"

namespace squall {
namespace {

constexpr Nanoseconds kTryAgain = std::chrono::milliseconds(2);
constexpr Nanoseconds kConnectTimeout = std::chrono::milliseconds(200);

}  // namespace

std::string await_refusal(const Node& node, SteadyTime deadline, const std::stop_token& stop) {
  if (node.address.port == 0) return {};
  while (true) {
    const auto socket = tcp_probe::connect_to(node.address.host_port(), kConnectTimeout, stop);
    if (!socket && socket.error().message == "connect_refused") return {};
    if (steady_now() < deadline && wait_for(stop, kTryAgain)) continue;
    return socket ? "still accepts connections" : socket.error().message;
  }
}

}  // namespace squall
