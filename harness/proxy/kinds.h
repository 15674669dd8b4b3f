// The table of toxics.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "harness/proxy/request_choice.h"
#include "harness/proxy/toxic_kind.h"

namespace squall {

extern const std::span<const Kind> kToxicKinds;

/// A toxic as it is injected into a link.
struct ToxicPlan {
  /// What it acts on.
  enum class Acts {
    kBytes,      ///< Those of each connection: `make`.
    kExchanges,  ///< Requests and their answers on each connection: `make_exchange`.
    kOpens,      ///< New connections are accepted and led nowhere.
    kListens,    ///< New connections are refused.
  };

  Acts acts = Acts::kBytes;
  ToxicMaker make;
  ExchangeToxicMaker make_exchange;
  RequestChoice choice{};   ///< kExchanges: of which requests.
  bool upstream = false;    ///< From the client to the server.
  bool downstream = false;  ///< From the server to the client.
  double toxicity = 1;      ///< The share of the connections that get it.
  bool resets = false;      ///< kOpens, kListens: open connections are reset.
};

/// nullopt: no toxic has that name. `options` are checked against the kind's schema.
std::optional<ToxicPlan> plan_toxic(std::string_view kind, const Options& options);

}  // namespace squall
