// The transport on libcurl: TLS, HTTP/2, redirects, proxies. See "which engine" in
// scenarios/LOAD.md.
//
// - Connecting includes the TLS handshake and the proxy's tunnel.
// - The limit of connections, and who waits for one, are libcurl's. With HTTP/2, requests to one
//   address share connections.
// - Where users keep their connections, each has a pool of its own: a TransferLoop, which takes two
//   more descriptors.
// - Host names are looked up while the load runs, so that a failure is a `dns` in the records.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/http/transfer.h"
#include "harness/http/transfer_loop.h"
#include "harness/load/curl_reactor.h"
#include "harness/load/exchange.h"
#include "harness/load/transport.h"
#include "harness/model/client_policy.h"

namespace squall {

class CurlTransport final : public Transport {
 public:
  /// `client` says how connections are shared; it and `events` outlive the transport.
  CurlTransport(EventLoop& loop, const RunClock& clock, TransportEvents& events,
                TransferOptions options, const ClientPolicy& client);
  ~CurlTransport() override;

  Result<void> add_address(const Address& address) override;
  void begin(Exchange& exchange, const OutgoingRequest& request, Nanoseconds now) override;
  void end(Exchange& exchange, Nanoseconds now) override;
  Received received(const Exchange& exchange) const override;
  void stop_serving() override { serving_ = false; }

 private:
  class CurlCarrier;

  // Connections, and what is carried over them.
  struct Pool {
    explicit Pool(CurlTransport& transport);

    CurlReactor reactor;
    TransferLoop loop;
    std::vector<CurlCarrier*> free;
  };

  Result<void> check_allowed(const Address& address) const;
  Pool& pool_of(Exchange& exchange);
  void begin_all();

  EventLoop& event_loop_;
  const RunClock& clock_;
  TransportEvents& events_;
  const TransferOptions options_;
  const ClientPolicy& client_;
  std::vector<std::string> origins_;  ///< "https://127.0.0.1:8443", of each address.
  std::deque<Pool> pools_;            ///< One, or one for each exchange that has been used.
  std::deque<CurlCarrier> carriers_;  ///< All there ever were; they do not move.
  std::vector<CurlCarrier*> to_begin_;
  std::size_t shared_ = Exchange::kNoPlace;  ///< The pool of all, if it is one.
  bool serving_ = true;
};

}  // namespace squall
