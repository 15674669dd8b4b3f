#include "harness/load/curl_transport.h"

#include <fmt/format.h>

namespace squall {

// Carries one exchange after the other.
class CurlTransport::CurlCarrier final : public Carrier, public Transfer {
 public:
  explicit CurlCarrier(CurlTransport& transport)
      : Transfer(transport.options_), transport_(transport) {}

  static CurlCarrier& of(const Exchange& exchange) {
    return *static_cast<CurlCarrier*>(exchange.carrier);
  }

  Received received() { return {status(), headers(), head(), body(), body_bytes()}; }

  Exchange* exchange = nullptr;

 protected:
  void on_opening() override { transport_.events_.on_connecting(*exchange); }
  void on_sending() override { transport_.events_.on_sent(*exchange, transport_.clock_.now()); }
  void on_first_byte() override { transport_.events_.on_first_byte(*exchange); }
  void on_done() override { transport_.events_.on_answer(*exchange, received()); }
  void on_failed(ErrorClass error, std::string_view reason) override {
    transport_.events_.on_failed(*exchange, error, reason);
  }

 private:
  CurlTransport& transport_;
};

CurlTransport::CurlTransport(EventLoop& loop, const RunClock& clock,
                             TransportEvents& events, TransferOptions options,
                             int max_connections)
    : clock_(clock),
      events_(events),
      options_(std::move(options)),
      reactor_(loop),
      loop_(reactor_, max_connections) {
  reactor_.on_ready = [this](int socket, TransferReactor::Interest ready) {
    loop_.on_ready(socket, ready);
  };
  reactor_.on_time = [this] {
    if (serving_) loop_.on_time();
  };
}

// What is under way is ended before the loop goes.
CurlTransport::~CurlTransport() {
  for (CurlCarrier& carrier : carriers_) {
    if (carrier.exchange != nullptr) loop_.end(carrier);
  }
}

Result<void> CurlTransport::add_address(const Address& address) {
  if (options_.http2 && !address.tls && !Transfer::plain_http2_works()) {
    return fail(fmt::format("[client] http: \"2\" without TLS needs libcurl 8 or later, and {} is "
                            "without; use https or http = \"1.1\"",
                            address.text()));
  }
  origins_.push_back(fmt::format("{}://{}", address.tls ? "https" : "http", address.text()));
  return {};
}

void CurlTransport::begin(Exchange& exchange, const OutgoingRequest& request, Nanoseconds) {
  if (free_.empty()) free_.push_back(&carriers_.emplace_back(*this));
  CurlCarrier& carrier = *free_.back();
  free_.pop_back();
  exchange.request = &request;
  exchange.carrier = &carrier;
  carrier.exchange = &exchange;
  carrier.prepare({origins_[request.address], request.bytes, request.constant,
                   request.keep_bytes});
  loop_.begin(carrier);
}

void CurlTransport::end(Exchange& exchange, Nanoseconds) {
  CurlCarrier& carrier = CurlCarrier::of(exchange);
  loop_.end(carrier);
  exchange.carrier = nullptr;
  carrier.exchange = nullptr;
  free_.push_back(&carrier);
}

Received CurlTransport::received(const Exchange& exchange) const {
  return CurlCarrier::of(exchange).received();
}

}  // namespace squall
