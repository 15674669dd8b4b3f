// Where Prometheus scrapes the run: http://HOST:PORT/metrics.
#pragma once

#include <prometheus/collectable.h>

#include <memory>
#include <string>

#include "harness/core/error.h"

namespace prometheus {
class Exposer;
}

namespace squall {

/// Listens from listen() on until it is destroyed. Create it after Interrupt: its threads must not
/// take the signals.
class MetricsServer {
 public:
  /// `address`: "HOST:PORT", ":PORT" (on loopback), or a port; 0 is any that is free. The error
  /// says what to write, or why it cannot listen there.
  static Result<std::unique_ptr<MetricsServer>> listen(const std::string& address);
  ~MetricsServer();

  /// "http://127.0.0.1:9464/metrics"
  const std::string& url() const { return url_; }

  /// What is shown from now on, as long as it lives; one at a time.
  void show(const std::shared_ptr<prometheus::Collectable>& metrics);

 private:
  explicit MetricsServer(std::unique_ptr<prometheus::Exposer> exposer, const std::string& host);

  std::unique_ptr<prometheus::Exposer> exposer_;
  std::string url_;
};

}  // namespace squall
