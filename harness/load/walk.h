// One virtual user's slot: the iteration that is under way in it, if there is one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.h"
#include "harness/load/asio.h"
#include "harness/load/keys.h"
#include "harness/load/policy.h"
#include "harness/load/timeout_wheel.h"
#include "harness/model/attempt.h"

namespace squall {

class Connection;
class LoadRun;
class Pool;

/// Reused for iteration after iteration, so that its buffers need not grow again.
struct Walk : TimeoutWheel::Entry {
  enum class Stage : std::uint8_t {
    kIdle,        ///< No iteration.
    kThinking,    ///< The next operation is not due yet.
    kBackingOff,  ///< The next attempt of the operation has to wait.
    kQueued,      ///< Waits for a connection.
    kConnecting,
    kAwaiting,  ///< The request has been handed over.
  };

  Walk(boost::asio::io_context& io, LoadRun& run_, std::uint32_t user_)
      : run(run_), user(user_), timer(io) {}

  static constexpr Nanoseconds kNever{-1};  ///< In records: it did not happen.

  LoadRun& run;
  const std::uint32_t user;
  Timer timer;  ///< kThinking, kBackingOff; the deadlines of the other stages are in the wheel.
  Stage stage = Stage::kIdle;

  // The iteration
  std::uint32_t iteration = 0;
  const Keys::Key* key = nullptr;
  std::vector<std::string> captures;
  std::string value;         ///< Of the last write operation.
  bool unconnected = false;  ///< Its last attempt could not even connect.

  // The operation
  std::size_t step = 0;
  Nanoseconds due{};
  Nanoseconds deadline{};
  std::string buffer;  ///< Holds the request, where it is not constant.
  std::string_view request;
  bool indeterminate = false;  ///< Some attempt was.

  // The attempt
  Attempt record;
  bool held = false;  ///< `record` has ended; it waits for the next attempt, or its end.
  Nanoseconds attempt_deadline{};
  ErrorClass timeout_error = ErrorClass::kNone;  ///< What it will be if the wheel fires.
  Pool* pool = nullptr;
  Connection* connection = nullptr;
  std::size_t endpoint = 0;  ///< The one that is being tried.
  std::optional<Breaker::Ticket> ticket;
};

}  // namespace squall
