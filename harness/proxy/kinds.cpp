#include "harness/proxy/kinds.h"

#include <array>
#include <string>

#include "harness/proxy/toxics/bandwidth.h"
#include "harness/proxy/toxics/corrupt.h"
#include "harness/proxy/toxics/http_body.h"
#include "harness/proxy/toxics/http_delay.h"
#include "harness/proxy/toxics/http_header.h"
#include "harness/proxy/toxics/http_status.h"
#include "harness/proxy/toxics/latency.h"
#include "harness/proxy/toxics/limit_data.h"
#include "harness/proxy/toxics/partition.h"
#include "harness/proxy/toxics/reset_peer.h"
#include "harness/proxy/toxics/slicer.h"
#include "harness/proxy/toxics/slow_close.h"
#include "harness/proxy/toxics/timeout.h"

namespace squall {
namespace {

constexpr std::array<std::string_view, 3> kDirections{"downstream", "upstream", "both"};

constexpr Option kToxicity{.name = "toxicity",
                           .type = OptionType::kNumber,
                           .summary = "The share of the connections that get it, drawn for each.",
                           .fallback = "1.0",
                           .minimum = 0,
                           .maximum = 1};

constexpr Option direction(std::string_view fallback) {
  return {.name = "direction",
          .summary = "upstream: what the client sends; downstream: what it is sent.",
          .fallback = fallback,
          .choices = kDirections};
}

// The kind's own options, and those that all toxics of connections have.
template <std::size_t N>
constexpr std::array<Option, N + 2> with_common(const std::array<Option, N>& own,
                                                std::string_view direction_fallback) {
  std::array<Option, N + 2> all{};
  for (std::size_t i = 0; i < N; ++i) all[i] = own[i];
  all[N] = direction(direction_fallback);
  all[N + 1] = kToxicity;
  return all;
}

constexpr auto kSlowClose = with_common(slow_close::kOptions, "both");
constexpr auto kTimeout = with_common(timeout::kOptions, "both");
constexpr auto kResetPeer = with_common(reset_peer::kOptions, "both");
constexpr auto kLatency = with_common(latency::kOptions, "downstream");
constexpr auto kBandwidth = with_common(bandwidth::kOptions, "downstream");
constexpr auto kSlicer = with_common(slicer::kOptions, "downstream");
constexpr auto kLimitData = with_common(limit_data::kOptions, "downstream");
constexpr auto kCorrupt = with_common(corrupt::kOptions, "downstream");

// The same for those that know HTTP: which requests, and of which connections.
template <std::size_t N>
constexpr std::array<Option, N + 4> with_choice(const std::array<Option, N>& own) {
  std::array<Option, N + 4> all{};
  for (std::size_t i = 0; i < N; ++i) all[i] = own[i];
  for (std::size_t i = 0; i < 3; ++i) all[N + i] = kRequestChoiceOptions[i];
  all[N + 3] = kToxicity;
  return all;
}

constexpr auto kHttpStatus = with_choice(http_status::kOptions);
constexpr auto kHttpDelay = with_choice(http_delay::kOptions);
constexpr auto kHttpBody = with_choice(http_body::kOptions);
constexpr auto kHttpHeader = with_choice(http_header::kOptions);

// The first mistake of the kind's own, or in what it has in common with others.
template <std::optional<OptionMistake> (*own)(const Options&)>
std::optional<OptionMistake> http_mistake(const Options& options) {
  auto found = own(options);
  return found ? found : request_choice_mistake(options);
}

constexpr std::array<std::string_view, 2> kOpenConnections{"reset", "keep"};
constexpr std::array<Option, 1> of_new_connections(std::string_view fallback) {
  return {{{.name = "open_connections",
            .summary = "What becomes of those that are open already.",
            .fallback = fallback,
            .choices = kOpenConnections}}};
}
constexpr auto kRefuse = of_new_connections("reset");
constexpr auto kAcceptHang = of_new_connections("keep");

constexpr auto kTable = std::to_array<Kind>({
    {"timeout", "No data passes and nothing is closed: a cut network.", kTimeout},
    {"partition", "Nodes of a service are cut off from one another, in a shape.",
     partition::kOptions},
    {"refuse", "Connections are refused, as when nothing listens.", kRefuse},
    {"accept_hang", "New connections are accepted, and never answered.", kAcceptHang},
    {"latency", "Data comes later: a far or congested network.", kLatency, latency::mistake},
    {"bandwidth", "Data passes at a limited rate.", kBandwidth},
    {"reset_peer", "Connections are reset (RST).", kResetPeer},
    {"slow_close", "A close is seen late by the other side.", kSlowClose},
    {"slicer", "Data passes in small pieces.", kSlicer},
    {"limit_data", "A connection ends after so many bytes.", kLimitData},
    {"corrupt", "Single bits are turned over.", kCorrupt},
    {"http_status", "Requests are answered with a given status: an overloaded or broken server.",
     kHttpStatus, http_mistake<http_status::mistake>},
    {"http_delay", "The answers to some requests come later.", kHttpDelay,
     http_mistake<http_delay::mistake>},
    {"http_body", "The bodies of answers are cut off, or not what they should be.", kHttpBody,
     http_mistake<http_body::mistake>},
    {"http_header", "A header of answers is set or removed.", kHttpHeader,
     http_mistake<http_header::mistake>},
});

ToxicMaker maker_of(std::string_view kind, const Options& options) {
  if (kind == "timeout" || kind == "partition") return timeout::compile(options);
  if (kind == "latency") return latency::compile(options);
  if (kind == "bandwidth") return bandwidth::compile(options);
  if (kind == "reset_peer") return reset_peer::compile(options);
  if (kind == "slow_close") return slow_close::compile(options);
  if (kind == "slicer") return slicer::compile(options);
  if (kind == "limit_data") return limit_data::compile(options);
  if (kind == "corrupt") return corrupt::compile(options);
  return {};
}

ExchangeToxicMaker exchange_maker_of(std::string_view kind, const Options& options) {
  if (kind == "http_status") return http_status::compile(options);
  if (kind == "http_delay") return http_delay::compile(options);
  if (kind == "http_body") return http_body::compile(options);
  if (kind == "http_header") return http_header::compile(options);
  return {};
}

}  // namespace

constexpr std::span<const Kind> kToxicKinds = kTable;

std::optional<ToxicPlan> plan_toxic(std::string_view kind, const Options& options) {
  ToxicPlan plan;
  if (kind == "refuse" || kind == "accept_hang") {
    plan.acts = kind == "refuse" ? ToxicPlan::Acts::kListens : ToxicPlan::Acts::kOpens;
    plan.resets = options.get_or<std::string>("open_connections", "keep") == "reset";
    return plan;
  }
  plan.toxicity = options.get_or<double>("toxicity", 1);
  plan.make_exchange = exchange_maker_of(kind, options);
  if (plan.make_exchange) {
    plan.acts = ToxicPlan::Acts::kExchanges;
    plan.choice = RequestChoice::compile(options);
    return plan;
  }
  plan.make = maker_of(kind, options);
  if (!plan.make) return std::nullopt;
  const auto direction = options.get_or<std::string>("direction", "both");
  plan.upstream = direction != "downstream";
  plan.downstream = direction != "upstream";
  return plan;
}

}  // namespace squall
