// The transport on libcurl: TLS, HTTP/2, redirects, proxies. See "which engine" in
// scenarios/README.md.
//
// - Connecting includes the TLS handshake and the proxy's tunnel.
// - The limit of connections, and who waits for one, are libcurl's. With HTTP/2, requests to one
//   address share connections.
// - Host names are looked up while the load runs, so that a failure is a `dns` in the records.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/http/transfer.h"
#include "harness/http/transfer_loop.h"
#include "harness/load/curl_reactor.h"
#include "harness/load/transport.h"

namespace squall {

class CurlTransport final : public Transport {
 public:
  /// `max_connections`: for each address; 0: no limit. `events` outlives it.
  CurlTransport(EventLoop& loop, const RunClock& clock, TransportEvents& events,
                TransferOptions options, int max_connections);
  ~CurlTransport() override;

  Result<void> add_address(const Address& address) override;
  void begin(Exchange& exchange, const OutgoingRequest& request, Nanoseconds now) override;
  void end(Exchange& exchange, Nanoseconds now) override;
  Received received(const Exchange& exchange) const override;
  void stop_serving() override { serving_ = false; }

 private:
  class CurlCarrier;

  const RunClock& clock_;
  TransportEvents& events_;
  const TransferOptions options_;
  CurlReactor reactor_;
  TransferLoop loop_;
  std::vector<std::string> origins_;    ///< "https://127.0.0.1:8443", of each address.
  std::deque<CurlCarrier> carriers_;    ///< All there ever were; they do not move.
  std::vector<CurlCarrier*> free_;
  bool serving_ = true;
};

}  // namespace squall
