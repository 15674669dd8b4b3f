#include "harness/run/metrics_server.h"

#include <fmt/format.h>
#include <prometheus/exposer.h>

#include <charconv>
#include <string_view>

namespace squall {
namespace {

constexpr const char* kLoopback = "127.0.0.1";

bool is_port(std::string_view text) {
  int port = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port >= 0 && port <= 65535;
}

}  // namespace

Result<std::unique_ptr<MetricsServer>> MetricsServer::listen(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  const std::string port = colon == address.npos ? address : address.substr(colon + 1);
  std::string host = colon == address.npos ? "" : address.substr(0, colon);
  if (host.empty() || host == "localhost") host = kLoopback;
  if (!is_port(port)) {
    return fail(fmt::format("--metrics: '{}' is no address; write 127.0.0.1:9464", address));
  }
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(fmt::format("{}:{}", host, port));
    return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(exposer), host));
  } catch (const std::exception&) {  // It does not say why.
    return fail(
        fmt::format("--metrics: cannot listen on {}:{}; another program may listen there, "
                    "or it is no address of this machine: try 127.0.0.1:0",
                    host, port));
  }
}

MetricsServer::MetricsServer(std::unique_ptr<prometheus::Exposer> exposer, const std::string& host)
    : exposer_(std::move(exposer)),
      url_(fmt::format("http://{}:{}/metrics", host, exposer_->GetListeningPorts().front())) {}

MetricsServer::~MetricsServer() = default;

void MetricsServer::show(const std::shared_ptr<prometheus::Collectable>& metrics) {
  exposer_->RegisterCollectable(metrics);
}

}  // namespace squall
