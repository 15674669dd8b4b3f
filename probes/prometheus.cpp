#include "probes/prometheus.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <numeric>

#include "harness/core/text.h"
#include "harness/http/answer.h"
#include "harness/http/client.h"
#include "harness/model/quantity.h"
#include "harness/model/rendered_option.h"
#include "probes/prometheus_text.h"

namespace squall::prometheus_probe {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestPage_bytes = std::size_t{32} << 20;

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

// [1700000000.1, "1.5"]
std::optional<double> number_of_pair(const json::value* pair) {
  if (pair == nullptr || !pair->is_array() || pair->get_array().size() != 2) return std::nullopt;
  const json::value& number = pair->get_array()[1];
  return number.is_string() ? number_of(std::string_view(number.get_string())) : std::nullopt;
}

Result<std::vector<double>> values_on_page(const ProbeSpec& spec, const std::string& body,
                                           const Template::Lookup& lookup) {
  const auto wanted = rendered_map(spec.options, "labels", lookup);
  if (!wanted) return tl::unexpected(wanted.error());
  const auto metric = spec.options.get_or<std::string>("metric", "");
  std::vector<double> values;
  std::size_t named = 0;
  for_each_prometheus_sample(body, [&](const PrometheusSample& sample) {
    if (sample.name != metric) return;
    ++named;
    const bool all = std::all_of(wanted->begin(), wanted->end(), [&](const auto& label) {
      return std::find(sample.labels.begin(), sample.labels.end(), label) != sample.labels.end();
    });
    if (all) values.push_back(sample.value);
  });
  if (values.empty() && named > 0) {
    return fail(fmt::format("{} has no series with these labels, but {} others", metric, named));
  }
  if (values.empty()) return fail(fmt::format("there is no metric {}", metric));
  return values;
}

Result<double> combined(const std::vector<double>& values, std::string_view how) {
  if (values.empty()) return fail("the query has no result");
  double value = values.front();
  if (how == "one" && values.size() > 1) {
    return fail(
        fmt::format("{} series; name more labels, or say how to combine them", values.size()));
  }
  if (how == "sum") value = std::accumulate(values.begin(), values.end(), 0.0);
  if (how == "min") value = *std::min_element(values.begin(), values.end());
  if (how == "max") value = *std::max_element(values.begin(), values.end());
  return std::isfinite(value) ? Result<double>(value) : fail("its value is no number");
}

Result<double> value_in(const ProbeSpec& spec, const HttpResponse& response,
                        const Template::Lookup& lookup) {
  const bool asks = spec.options.get<std::string>("query").has_value();
  // A server says in the body what is wrong with a query.
  if (response.status != 200 && !asks) return fail(fmt::format("status {}", response.status));
  const auto values =
      asks ? values_of_query(response.body) : values_on_page(spec, response.body, lookup);
  if (!values) return tl::unexpected(values.error());
  return combined(*values, spec.options.get_or<std::string>("combine", "one"));
}

}  // namespace

Result<std::vector<double>> values_of_query(const std::string& body) {
  JsonScratch scratch;
  const json::value* const root = scratch.parse(body);
  if (root == nullptr || !root->is_object()) return fail("the answer is none of Prometheus'");
  const json::object& answer = root->get_object();
  if (text_at(answer, "status") != "success") {
    return fail(clean_utf8("the server says: " + text_at(answer, "error"), 200));
  }
  const json::value* const data = answer.if_contains("data");
  if (data == nullptr || !data->is_object()) return fail("the answer has no data");
  const std::string type = text_at(data->get_object(), "resultType");
  const json::value* const result = data->get_object().if_contains("result");
  std::vector<double> values;
  const auto add = [&](const json::value* pair) {
    if (const auto number = number_of_pair(pair)) values.push_back(*number);
  };
  if (type == "scalar") {
    add(result);
  } else if (type == "vector" && result != nullptr && result->is_array()) {
    for (const json::value& series : result->get_array()) {
      if (series.is_object()) add(series.get_object().if_contains("value"));
    }
  } else {
    return fail("the query gives no instant values");
  }
  return values;
}

std::optional<OptionMistake> mistake(const Options& options) {
  const bool metric = options.get<std::string>("metric").has_value();
  const bool query = options.get<std::string>("query").has_value();
  if (!metric && !query) {
    return OptionMistake{"url", "the prometheus probe lacks 'metric'",
                         "or 'query', where `url` is a Prometheus server"};
  }
  if (metric && query) {
    return OptionMistake{"query", "the prometheus probe has both 'metric' and 'query'",
                         "give one of them"};
  }
  if (query && options.get<ValueTable>("labels")) {
    return OptionMistake{"labels", "'labels' go with 'metric'", "write them into the query"};
  }
  return std::nullopt;
}

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory&) {
  const auto url = rendered(spec.options, "url", lookup);
  if (!url) return {false, url.error().message, {}};
  HttpRequest request;
  request.url = *url;
  if (const auto query = spec.options.get<std::string>("query")) {
    if (request.url.ends_with('/')) request.url.pop_back();
    request.url += "/api/v1/query?query=" + percent_encode(*query);
  }
  request.timeout = request.connect_timeout = spec.timeout;
  request.max_body_bytes = kLongestPage_bytes;
  const SteadyTime start = steady_now();
  const auto response = HttpClient(spec.allowed).send(request, std::move(stop));
  const Nanoseconds took = steady_now() - start;
  if (!response) {
    return {false, what_happened(response.error()), took};
  }
  const auto value = value_in(spec, *response, lookup);
  if (!value) return {false, value.error().message, took};
  return {true, format_quantity(*value, dimension_of_unit(spec.options)), took, *value};
}

}  // namespace squall::prometheus_probe
