// The text format in which programs show their metrics to Prometheus (version 0.0.4; of OpenMetrics
// what is alike).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace squall {

struct PrometheusSample {
  std::string name;
  std::vector<std::pair<std::string, std::string>> labels;  ///< In their order, unescaped.
  double value = 0;                                         ///< May be NaN or infinite.
};

/// Calls `visit` for every sample of the text; comments, empty lines and lines that are no sample
/// are passed over. How many of the last there were.
std::size_t for_each_prometheus_sample(std::string_view text,
                                       const std::function<void(const PrometheusSample&)>& visit);

}  // namespace squall
