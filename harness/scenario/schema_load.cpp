// [client] and [[load]] of scenario.toml.
#include <array>

#include "harness/scenario/schema_tables.h"

namespace squall {
namespace {

using T = OptionType;

constexpr std::array<std::string_view, 3> kBackoffs{"constant", "linear", "exponential"};
constexpr std::array<std::string_view, 3> kJitters{"none", "equal", "full"};
constexpr auto kRetry = std::to_array<Option>({
    {.name = "max",
     .type = T::kInteger,
     .summary = "Attempts beyond the first.",
     .fallback = "0",
     .maximum = 100},
    {.name = "backoff",
     .summary = "How the pause before an attempt grows.",
     .fallback = "exponential",
     .choices = kBackoffs},
    {.name = "base", .type = T::kDuration, .summary = "The first pause.", .fallback = "50ms"},
    {.name = "cap", .type = T::kDuration, .summary = "The longest pause.", .fallback = "10s"},
    {.name = "jitter",
     .summary = "How much of a pause is drawn: nothing, half of it, all of it.",
     .fallback = "full",
     .choices = kJitters},
    {.name = "budget",
     .type = T::kNumber,
     .summary = "Retries allowed as a share of first attempts; left out: no budget.",
     .maximum = 100},
    {.name = "non_idempotent",
     .type = T::kBool,
     .summary = "Also retry steps that may already have taken effect.",
     .fallback = "false"},
});

constexpr auto kCircuitBreaker = std::to_array<Option>({
    {.name = "failures",
     .type = T::kInteger,
     .summary = "Failures in a row until it opens.",
     .fallback = "10",
     .minimum = 1},
    {.name = "open_for",
     .type = T::kDuration,
     .summary = "How long it stays open.",
     .fallback = "2s"},
});

constexpr auto kClientTable = std::to_array<Option>({
    {.name = "connect_timeout",
     .type = T::kDuration,
     .summary = "Of one connection.",
     .fallback = "1s"},
    {.name = "attempt_timeout",
     .type = T::kDuration,
     .summary = "Of one attempt.",
     .fallback = "5s"},
    {.name = "deadline",
     .type = T::kDuration,
     .summary = "Of an operation, with all its attempts.",
     .fallback = "10s"},
    {.name = "retry",
     .type = T::kTable,
     .summary = "When and how often a failed attempt is tried again; left out: never.",
     .fields = kRetry},
    {.name = "circuit_breaker",
     .type = T::kTable,
     .summary = "Stops sending after failures in a row; left out: none.",
     .fields = kCircuitBreaker},
    {.name = "max_connections",
     .type = T::kInteger,
     .summary = "Connections to one address; 0: no limit.",
     .fallback = "0",
     .maximum = 65535},
});

constexpr std::array<std::string_view, 3> kDistributions{"uniform", "zipf", "sequential"};
constexpr auto kKeys = std::to_array<Option>({
    {.name = "from", .summary = "The name of a [[list]]; or else `generate`."},
    {.name = "generate",
     .type = T::kTemplate,
     .summary = "A pattern with {n}, which counts from 0."},
    {.name = "count",
     .type = T::kInteger,
     .summary = "How many keys `generate` makes.",
     .minimum = 1,
     .maximum = 1e7},
    {.name = "distribution",
     .summary = "How often each key is used.",
     .fallback = "uniform",
     .choices = kDistributions},
    {.name = "exponent",
     .type = T::kNumber,
     .summary = "Of zipf: the larger, the more uneven.",
     .fallback = "1.0",
     .maximum = 10},
    {.name = "per_user",
     .type = T::kBool,
     .summary = "Each virtual user has its own key; in an open load, each iteration in flight.",
     .fallback = "false"},
});

constexpr std::array<std::string_view, 2> kModels{"open", "closed"};
constexpr auto kLoadTable = std::to_array<Option>({
    {.name = "name", .summary = "Default: the workload."},
    {.name = "workload", .summary = "The name of a [[workload]].", .required = true},
    {.name = "model",
     .summary = "open: iterations begin at a rate, whatever the system does; closed: virtual users "
                "begin one when the last has ended.",
     .fallback = "open",
     .choices = kModels},
    {.name = "rate",
     .type = T::kRate,
     .summary = "Open: iterations begun in a second.",
     .minimum = 0.001,
     .maximum = 1e6},
    {.name = "arrival", .summary = "Open: a kind of arrival.", .fallback = "poisson"},
    {.name = "max_in_flight",
     .type = T::kInteger,
     .summary = "Open: iterations at once; more are dropped and counted.",
     .fallback = "1000",
     .minimum = 1,
     .maximum = 1e6},
    {.name = "users",
     .type = T::kInteger,
     .summary = "Closed: virtual users.",
     .minimum = 1,
     .maximum = 1e5},
    {.name = "think",
     .type = T::kDuration,
     .summary = "Closed: pause between iterations.",
     .fallback = "0s"},
    {.name = "keys", .type = T::kTable, .summary = "Where {key} comes from.", .fields = kKeys},
    {.name = "phases", .type = T::kStrings, .summary = "The phases it runs in; default: all."},
});

}  // namespace

constinit const std::span<const Option> schema::kClient = kClientTable;
constinit const std::span<const Option> schema::kLoad = kLoadTable;

}  // namespace squall
