// A request from outside, to see what a fault does to whoever asks.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "harness/core/time.h"

namespace squall {

/// What became of one request ("HEAD / HTTP/1.0", which most servers answer somehow).
struct Knock {
  enum class End {
    kRefused,  ///< `error` says how.
    kOpen,     ///< The connection still stood when time was over, or when the answer had begun.
    kClosed,
    kReset,
  };

  End end = End::kRefused;
  std::string error;                  ///< "connect_refused", "connect_timeout"
  std::optional<Nanoseconds> answer;  ///< From the connect to the first byte; none: it never came.

  bool connected() const { return end != End::kRefused; }
};

/// Whether something can be read from the socket before `deadline`.
bool readable_until(int socket, SteadyTime deadline, const std::stop_token& stop);

/// Blocks until there is an answer, the end of the connection, or `patience` is over. After a
/// request to stop it says nothing: whoever takes silence for a proof looks at `stop` as well.
Knock knock(const std::string& host_port, Nanoseconds patience, const std::stop_token& stop);

}  // namespace squall
