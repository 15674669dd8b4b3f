// The seam between the client policy and what carries its requests.
//
// The policy side (the Walker) decides when an attempt begins, how long it may take, whether it is
// tried again, and what is recorded; a transport owns connections, and who waits for one. All of
// it happens on the engine's thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "harness/core/error.h"
#include "harness/http/answer.h"
#include "harness/load/exchange.h"
#include "harness/load/request.h"

namespace squall {

/// What has come of an answer: views that live until the exchange ends.
struct Received {
  int status = 0;  ///< 0: not known yet.
  std::span<const HeaderField> headers;
  std::string_view head;  ///< As it came.
  std::string_view body;  ///< The part that is kept.
  std::uint64_t body_bytes = 0;

  bool body_complete() const { return body.size() == body_bytes; }  ///< All of it was kept.
};

/// What a transport tells of an exchange, each at most once (but a host with several addresses is
/// connected to more than once). on_answer and on_failed come last, and never before
/// Transport::begin has returned. `at` is when it happened, on the run's clock.
class TransportEvents {
 public:
  virtual void on_connecting(Exchange& exchange) = 0;

  /// The first byte of the request was handed over.
  virtual void on_sent(Exchange& exchange, Nanoseconds at) = 0;
  virtual void on_first_byte(Exchange& exchange, Nanoseconds at) = 0;

  /// A whole answer, whatever its status.
  virtual void on_answer(Exchange& exchange, const Received& received, Nanoseconds at) = 0;

  /// There will be no whole answer. `reason` is for a person.
  virtual void on_failed(Exchange& exchange, ErrorClass error, std::string_view reason) = 0;

  /// Something that a reader of the report should know.
  virtual void on_warning(std::string_view what) = 0;

 protected:
  ~TransportEvents() = default;
};

class Transport {
 public:
  virtual ~Transport() = default;

  /// The next address that requests may name, by its number from 0. The error says why it can't be
  /// used. Before the engine starts.
  virtual Result<void> add_address(const Address& address) = 0;

  /// Sends the request now or as soon as there is a connection; first come, first served. `now`
  /// is the present time; `request` stays until the exchange ends.
  virtual void begin(Exchange& exchange, const OutgoingRequest& request, Nanoseconds now) = 0;

  /// Every exchange that was begun is ended once, after its on_answer or on_failed, or before to
  /// abandon it: its connection is kept if it can carry another request, else closed. Nothing is
  /// told of it later.
  virtual void end(Exchange& exchange, Nanoseconds now) = 0;

  /// What has come of the answer so far.
  virtual Received received(const Exchange& exchange) const = 0;

  /// From now on nobody who waits for a connection gets one.
  virtual void stop_serving() = 0;
};

}  // namespace squall
