// Carries many transfers at a time on one event loop, which stays outside.
//
// It owns the connections, which are kept alive between transfers and shared by them. libcurl's
// socket interface drives it: nothing polls, nothing blocks (names are looked up on threads of
// libcurl's own). One thread.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>

#include "harness/core/time.h"

namespace squall {

class Transfer;

/// The event loop around a TransferLoop.
class TransferReactor {
 public:
  struct Interest {
    bool read = false, write = false;
  };

  /// Call on_ready when the socket is ready for it, again and again, until it is watched for
  /// something else or nothing.
  virtual void watch(int socket, Interest interest) = 0;

  /// The socket is about to be closed.
  virtual void forget(int socket) = 0;

  /// Call on_time after `delay`, and never from within this call.
  virtual void call_in(Nanoseconds delay) = 0;

 protected:
  ~TransferReactor() = default;
};

class TransferLoop {
 public:
  /// `max_connections`: to one address; 0: no limit.
  TransferLoop(TransferReactor& reactor, int max_connections);
  ~TransferLoop();

  /// Sends what the transfer was prepared for. Nothing is told of it before this has returned.
  void begin(Transfer& transfer);

  /// After a transfer's end, or before to abandon it. Every transfer is ended before it is begun
  /// again, or goes.
  void end(Transfer& transfer);

  // From the reactor. They throw when the harness has no descriptor left.
  void on_ready(int socket, TransferReactor::Interest ready);
  void on_time();

 private:
  friend class Transfer;
  struct Callbacks;
  struct MultiDeleter {
    void operator()(void* multi) const;
  };

  void act(int socket, int events);
  void tell_ended();

  TransferReactor& reactor_;
  std::exception_ptr failure_;  ///< Of a callback.
  bool acting_ = false;
  bool at_once_ = false;  ///< While acting: libcurl wants to be called again.
  std::unique_ptr<void, MultiDeleter> multi_;
};

}  // namespace squall
