#include "harness/load/curl_transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/core/endpoint.h"

namespace squall {

// Carries one exchange of its pool after the other.
class CurlTransport::CurlCarrier final : public Carrier, public Transfer {
 public:
  CurlCarrier(CurlTransport& transport, Pool& pool_)
      : Transfer(transport.options_), pool(pool_), transport_(transport) {}

  static CurlCarrier& of(const Exchange& exchange) {
    return *static_cast<CurlCarrier*>(exchange.carrier);
  }

  Received received() { return {status(), headers(), head(), body(), body_bytes()}; }

  Pool& pool;
  Exchange* exchange = nullptr;
  bool to_be_begun = false;

 protected:
  void on_opening() override { transport_.events_.on_connecting(*exchange); }
  void on_sending() override { transport_.events_.on_sent(*exchange, transport_.clock_.now()); }
  void on_first_byte() override {
    transport_.events_.on_first_byte(*exchange, transport_.clock_.now());
  }
  void on_done() override {
    transport_.events_.on_answer(*exchange, received(), transport_.clock_.now());
  }
  void on_failed(ErrorClass error, std::string_view reason) override {
    if (!refusal().empty()) transport_.events_.on_warning(refusal());
    transport_.events_.on_failed(*exchange, error, reason);
  }

 private:
  CurlTransport& transport_;
};

CurlTransport::Pool::Pool(CurlTransport& transport)
    : reactor(transport.event_loop_), loop(reactor, transport.client_.max_connections) {
  reactor.on_ready = [this](int socket, TransferReactor::Interest ready) {
    loop.on_ready(socket, ready);
  };
  reactor.on_time = [this, &transport] {
    if (transport.serving_) loop.on_time();
  };
}

CurlTransport::CurlTransport(EventLoop& loop, const RunClock& clock, TransportEvents& events,
                             TransferOptions options, const ClientPolicy& client)
    : event_loop_(loop),
      clock_(clock),
      events_(events),
      options_(std::move(options)),
      client_(client) {
  event_loop_.when_told([this] { begin_all(); });
}

// What is under way is ended before the loop goes.
CurlTransport::~CurlTransport() {
  for (CurlCarrier& carrier : carriers_) {
    if (carrier.exchange != nullptr) carrier.pool.loop.end(carrier);
  }
}

Result<void> CurlTransport::add_address(const Address& address) {
  if (options_.http2 && !address.tls && !Transfer::plain_http2_works()) {
    return fail(
        fmt::format("[client] http: \"2\" without TLS needs libcurl 8 or later, and {} is "
                    "without; use https or http = \"1.1\"",
                    address.text()));
  }
  if (auto allowed = check_allowed(address); !allowed) return allowed;
  origins_.push_back(fmt::format("{}://{}", address.tls ? "https" : "http", address.text()));
  return {};
}

// Of what is known before the load; a name that cannot be looked up now is a `dns` in the records.
Result<void> CurlTransport::check_allowed(const Address& address) const {
  const HostPort place{address.host, address.port};
  if (options_.allowed.allow(place)) return {};
  const auto found = options_.proxy.empty() ? resolve_host(place.host, place.port)
                                            : Result<std::vector<Endpoint>>();
  const auto is_allowed = [&](const Endpoint& endpoint) {
    return options_.allowed.allow(place, *endpoint.data());
  };
  if (!found || std::any_of(found->begin(), found->end(), is_allowed)) return {};
  return fail(AllowedHosts::refusal(place));
}

CurlTransport::Pool& CurlTransport::pool_of(Exchange& exchange) {
  std::size_t& place = client_.own_connections ? exchange.place : shared_;
  if (place == Exchange::kNoPlace) {
    place = pools_.size();
    pools_.emplace_back(*this);
  }
  return pools_[place];
}

void CurlTransport::begin(Exchange& exchange, const OutgoingRequest& request, Nanoseconds) {
  Pool& pool = pool_of(exchange);
  if (pool.free.empty()) pool.free.push_back(&carriers_.emplace_back(*this, pool));
  CurlCarrier& carrier = *pool.free.back();
  pool.free.pop_back();
  exchange.request = &request;
  exchange.carrier = &carrier;
  carrier.exchange = &exchange;
  carrier.prepare({origins_[request.address], request.bytes, request.constant, request.keep_bytes});
  if (!event_loop_.telling()) return pool.loop.begin(carrier);
  carrier.to_be_begun = true;
  to_begin_.push_back(&carrier);
}

// Where answers have come together, all of them are dealt with before the next requests go out, as
// FastTransport does it and for the same reason: the server is faster than libcurl, so that it
// would be put to sleep and woken up for each request. In a closed loop of 64 connections to nginx
// that is half as many requests/s again.
void CurlTransport::begin_all() {
  for (CurlCarrier* carrier : to_begin_) {
    if (std::exchange(carrier->to_be_begun, false)) carrier->pool.loop.begin(*carrier);
  }
  to_begin_.clear();
}

void CurlTransport::end(Exchange& exchange, Nanoseconds) {
  CurlCarrier& carrier = CurlCarrier::of(exchange);
  carrier.to_be_begun = false;
  carrier.pool.loop.end(carrier);
  exchange.carrier = nullptr;
  carrier.exchange = nullptr;
  carrier.pool.free.push_back(&carrier);
}

Received CurlTransport::received(const Exchange& exchange) const {
  return CurlCarrier::of(exchange).received();
}

}  // namespace squall
