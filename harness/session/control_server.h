// The control API on a loopback port, on a thread of its own.
//
// Whoever else is on this machine can connect, so nothing that they do may hold up the session:
// what is not a whole request in time is closed; a body has at most kMostBody bytes and headers
// kMostHeaders; of more than kMostConnections the one is closed that has waited longest without
// asking for anything; and a viewer that does not read is left behind.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "harness/core/error.h"
#include "harness/session/session_api.h"

namespace squall {

class ControlServer {
 public:
  static constexpr std::uint32_t kMostHeaders = 8 * 1024;
  static constexpr std::size_t kMostBody = 64 * 1024;
  static constexpr std::size_t kMostConnections = 64;
  static constexpr std::size_t kMostWaiting = std::size_t{4} << 20;  ///< Bytes, of one viewer.

  /// Listens on 127.0.0.1; port 0 is any that is free. Create it after Interrupt: its thread must
  /// not take the signals. The error says why it cannot listen there.
  static Result<std::unique_ptr<ControlServer>> listen(std::uint16_t port);
  ~ControlServer();

  std::uint16_t port() const;

  /// Begins to answer. `api` and its view outlive the server.
  void serve(SessionApi& api);

  /// Tells viewers how the session ended, and ends their streams. Returns when as many have fetched
  /// the report as there were, or at `patience`.
  void say_goodbye(const std::string& ended, Nanoseconds patience);

  /// Answers nothing any more.
  void stop();

 private:
  class Parts;
  explicit ControlServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace squall
