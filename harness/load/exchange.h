// One attempt at an operation while it is under way: what the client policy keeps for it, and what
// the transport does.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "harness/core/time.h"
#include "harness/load/breaker.h"
#include "harness/load/timeout_wheel.h"
#include "harness/model/attempt.h"

namespace squall {

struct Walk;

/// What is sent.
struct OutgoingRequest {
  std::string_view bytes;      ///< Head and body, as HTTP/1.1. They stay until the exchange ends.
  std::size_t address = 0;     ///< Index into the transport's addresses.
  bool head = false;           ///< The HEAD method: its answer has no body.
  bool constant = false;       ///< The same bytes at the same place are the same request.
  std::size_t keep_bytes = 0;  ///< How much of the answer's body to keep, at least.
};

/// What carries an exchange; each transport derives its own from this.
struct Carrier {};

/// Reused for attempt after attempt. It is an entry of the timeout wheel,
/// which fires when it expires, or before that for its hedge.
struct Exchange : TimeoutWheel::Entry {
  enum class Stage : std::uint8_t {
    kIdle,    ///< No attempt.
    kQueued,  ///< Waits for a connection.
    kConnecting,
    kAwaiting,  ///< The request has been handed over.
  };

  static constexpr Nanoseconds kNoHedge = Nanoseconds::max();

  explicit Exchange(Walk& walk_) : walk(walk_) {}

  Walk& walk;

  // The policy's
  Stage stage = Stage::kIdle;
  ErrorClass timeout_error = ErrorClass::kNone;  ///< What it will be if the wheel fires.
  Nanoseconds deadline{};                        ///< Of the attempt.
  Nanoseconds expires{};                         ///< Its stage's deadline, the operation's at last.
  Nanoseconds hedge_at = kNoHedge;               ///< When another is to begin beside it.
  std::optional<Breaker::Ticket> ticket;
  Attempt record;

  // The transport's, from Transport::begin to Transport::end
  const OutgoingRequest* request = nullptr;
  Carrier* carrier = nullptr;
  std::size_t endpoint = 0;  ///< Of its address: the one that is being tried.

  // The transport's for good
  static constexpr std::size_t kNoPlace = std::numeric_limits<std::size_t>::max();
  std::size_t place = kNoPlace;  ///< Its number among all exchanges, once it has been used.
};

}  // namespace squall
