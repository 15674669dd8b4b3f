// A TCP server for the proxy's tests: sends back what it gets, and closes when the client does.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "harness/core/fd.h"

namespace squall {

class EchoServer {
 public:
  /// On a port of its own; or on `port`, where one stood before.
  explicit EchoServer(std::uint16_t port = 0);
  ~EchoServer();  ///< Resets every connection.

  std::uint16_t port() const { return port_; }
  int accepted() const { return accepted_; }

 private:
  void serve();

  Fd listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> accepted_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::vector<Fd> clients_;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

/// A blocking client on 127.0.0.1.
class TestClient {
 public:
  explicit TestClient(std::uint16_t port);

  bool connected() const { return error_ == 0; }
  int error() const { return error_; }  ///< errno of connect.

  void send(std::string_view bytes) const;
  void finish() const;  ///< Closes the sending side.
  /// What comes within the time: at most `count` bytes; less at the end or when time is over.
  std::string receive(std::size_t count, int timeout_ms = 5000);
  enum class End { kNone, kClosed, kReset };
  End end() const { return end_; }  ///< As seen by the last receive().

 private:
  Fd socket_;
  int error_ = 0;
  End end_ = End::kNone;
};

}  // namespace squall
