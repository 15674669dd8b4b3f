// What every kind of toxic has: its options, and how they become toxics of connections.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "harness/core/random.h"
#include "harness/model/kind.h"
#include "harness/model/value.h"
#include "harness/proxy/exchange_log.h"
#include "harness/proxy/toxic.h"

namespace squall {

/// What the toxic of one direction of one connection begins with.
struct ToxicStart {
  SteadyTime joined{};  ///< The injection, or when the connection was opened, if that was later.
  Random random;        ///< Its own.
};

/// Makes the toxic of one direction of one connection.
using ToxicMaker = std::function<std::unique_ptr<Toxic>(const ToxicStart&)>;

/// The two halves of an HTTP toxic on one connection.
struct ExchangeToxic {
  std::unique_ptr<Toxic> upstream, downstream;
};

struct ExchangeStart {
  Pause pause = Pause::kFresh;
  Random upstream, downstream;
  Touched& touched;  ///< Outlives the toxic's removal.
};

using ExchangeToxicMaker = std::function<ExchangeToxic(const ExchangeStart&)>;

}  // namespace squall
