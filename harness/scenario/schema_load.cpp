// [client] and [[load]] of scenario.toml.
#include <array>

#include "harness/scenario/schema_tables.h"

namespace squall {
namespace {

using T = OptionType;

constexpr std::array<std::string_view, 4> kBackoffs{"constant", "linear", "exponential",
                                                    "decorrelated"};
constexpr std::array<std::string_view, 3> kJitters{"none", "equal", "full"};
constexpr auto kRetry = std::to_array<Option>({
    {.name = "max",
     .type = T::kInteger,
     .summary = "Attempts beyond the first.",
     .fallback = "0",
     .maximum = 100},
    {.name = "on",
     .type = T::kAny,
     .summary =
         "Which failures, if harmless to repeat: classes and statuses, [\"reset\", 503, \"5xx\"]; "
         "\"transient\": of the transport, timeouts, 5xx, 408, 429.",
     .fallback = "transient"},
    {.name = "backoff",
     .summary =
         "How the pause before an attempt grows: not, by `base`, twofold, or at random up to "
         "three times the last one.",
     .fallback = "exponential",
     .choices = kBackoffs},
    {.name = "base", .type = T::kDuration, .summary = "The first pause.", .fallback = "50ms"},
    {.name = "cap", .type = T::kDuration, .summary = "The longest pause.", .fallback = "10s"},
    {.name = "jitter",
     .summary = "How much of a pause is drawn: nothing, half of it, all of it. A decorrelated one "
                "is always drawn.",
     .fallback = "full",
     .choices = kJitters},
    {.name = "budget",
     .type = T::kNumber,
     .summary = "Retries and hedges allowed as a share of first attempts; left out: no budget.",
     .maximum = 100},
    {.name = "non_idempotent",
     .type = T::kBool,
     .summary = "Also retry steps that may already have taken effect.",
     .fallback = "false"},
    {.name = "respect_retry_after",
     .type = T::kBool,
     .summary = "Pause at least as long as an answer's Retry-After asks; not retried if that is "
                "beyond the deadline.",
     .fallback = "true"},
});

constexpr auto kHedge = std::to_array<Option>({
    {.name = "after",
     .type = T::kDuration,
     .summary = "How long an attempt may take before a second one is sent beside it."},
    {.name = "percentile",
     .type = T::kNumber,
     .summary = "Instead of `after`: this percentile of the step's last 1000 attempts, as soon as "
                "there are 100.",
     .minimum = 50,
     .maximum = 99.9},
    {.name = "max",
     .type = T::kInteger,
     .summary = "Hedges of one operation; each attempt is hedged once at most.",
     .fallback = "1",
     .minimum = 1,
     .maximum = 10},
});

constexpr auto kCircuitBreaker = std::to_array<Option>({
    {.name = "failures",
     .type = T::kInteger,
     .summary = "Failures in a row until it opens.",
     .fallback = "10",
     .minimum = 1,
     .maximum = 1e6},
    {.name = "failure_rate",
     .type = T::kNumber,
     .summary = "Instead of `failures`: it opens once this share of the last `window` attempts "
                "failed.",
     .minimum = 0.001,
     .maximum = 1},
    {.name = "window",
     .type = T::kInteger,
     .summary = "The attempts that `failure_rate` is of; it never opens before so many.",
     .fallback = "100",
     .minimum = 1,
     .maximum = 1e5},
    {.name = "open_for",
     .type = T::kDuration,
     .summary = "How long it stays open.",
     .fallback = "2s"},
    {.name = "half_open",
     .type = T::kInteger,
     .summary =
         "Then so many attempts at once are let through; it closes when they have ended well.",
     .fallback = "1",
     .minimum = 1,
     .maximum = 1000},
});

constexpr std::array<std::string_view, 2> kTlsVersions{"1.2", "1.3"};
constexpr auto kTls = std::to_array<Option>({
    {.name = "ca",
     .type = T::kTemplate,
     .summary = "File of the authorities that are trusted; left out: the system's."},
    {.name = "cert", .type = T::kTemplate, .summary = "File of the client's certificate."},
    {.name = "key", .type = T::kTemplate, .summary = "File of its private key."},
    {.name = "verify",
     .type = T::kBool,
     .summary = "Whether the server's certificate and host name must be right.",
     .fallback = "true"},
    {.name = "min_version",
     .summary = "The oldest TLS that is spoken.",
     .fallback = "1.2",
     .choices = kTlsVersions},
});

constexpr std::array<std::string_view, 2> kHttpVersions{"1.1", "2"};
constexpr std::array<std::string_view, 2> kConnections{"shared", "per_user"};
constexpr auto kPolicyTable = std::to_array<Option>({
    {.name = "connect_timeout",
     .type = T::kDuration,
     .summary = "Of one connection.",
     .fallback = "1s"},
    {.name = "first_byte_timeout",
     .type = T::kDuration,
     .summary = "From the send to the answer's first byte; left out: no limit of its own."},
    {.name = "attempt_timeout",
     .type = T::kDuration,
     .summary = "Of one attempt, connecting included.",
     .fallback = "5s"},
    {.name = "deadline",
     .type = T::kDuration,
     .summary = "Of an operation, with all its attempts.",
     .fallback = "10s"},
    {.name = "retry",
     .type = T::kTable,
     .summary = "When and how often a failed attempt is tried again; false: never.",
     .fallback = "false",
     .fields = kRetry},
    {.name = "hedge",
     .type = T::kTable,
     .summary = "Sends idempotent requests twice when the first takes long, and takes the first ok "
                "answer; false: never.",
     .fallback = "false",
     .fields = kHedge},
    {.name = "circuit_breaker",
     .type = T::kTable,
     .summary = "Stops sending to an address that keeps failing; false: none.",
     .fallback = "false",
     .fields = kCircuitBreaker},
    {.name = "max_connections",
     .type = T::kInteger,
     .summary = "Connections to one address; 0: no limit.",
     .fallback = "0",
     .maximum = 65535},
    {.name = "connections",
     .summary = "shared: any idle one is used, the newest first; per_user: each virtual user keeps "
                "its own, as separate devices do.",
     .fallback = "shared",
     .choices = kConnections},
    {.name = "http",
     .summary = "Version that is spoken; \"2\" needs engine = \"curl\" in every load.",
     .fallback = "1.1",
     .choices = kHttpVersions},
    {.name = "follow_redirects",
     .type = T::kBool,
     .summary = "Follow up to 10 redirects; needs engine = \"curl\" in every load.",
     .fallback = "false"},
    {.name = "proxy",
     .type = T::kUrl,
     .summary = "URL of a forward proxy; needs engine = \"curl\" in every load."},
    {.name = "tls",
     .type = T::kTable,
     .summary = "Certificates for https; needs engine = \"curl\" in every load.",
     .fields = kTls},
});

// A variant may say anything that [client] says.
constexpr auto kVariantTable = schema::joined(
    std::to_array<Option>({{.name = "name", .summary = "Of the policy.", .required = true}}),
    kPolicyTable);

// So may a change, but for how connections are made.
constexpr auto kChangeTable =
    schema::joined(std::to_array<Option>({{.name = "at",
                                           .type = T::kDuration,
                                           .summary = "From the first phase's start.",
                                           .required = true}}),
                   kPolicyTable);

constexpr auto kClientTable = schema::joined(
    kPolicyTable, std::to_array<Option>({
                      {.name = "variant",
                       .type = T::kTableList,
                       .summary = "Policies to compare: all phases are run with each of them, "
                                  "one after the other, under the same seed.",
                       .fields = kVariantTable},
                      {.name = "change",
                       .type = T::kTableList,
                       .summary = "From a time on, clients behave as [client] says with these keys "
                                  "in it, as when another version of them is rolled out.",
                       .fields = kChangeTable},
                  }));

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
    {.name = "partition",
     .type = T::kBool,
     .summary = "Each virtual user has a key space of its own, an equal part of these keys, and "
                "draws from it.",
     .fallback = "false"},
});

constexpr std::array<std::string_view, 2> kModels{"open", "closed"};
constexpr std::array<std::string_view, 2> kEngines{"fast", "curl"};
constexpr auto kLoadTable = std::to_array<Option>({
    {.name = "name", .summary = "Default: the workload."},
    {.name = "workload", .summary = "The name of a [[workload]].", .required = true},
    {.name = "engine",
     .summary = "fast: plain HTTP/1.1, for the highest rates; curl: also https, HTTP/2, redirects "
                "and proxies.",
     .fallback = "fast",
     .choices = kEngines},
    {.name = "model",
     .summary = "open: iterations begin at a rate, whatever the system does; closed: virtual users "
                "begin one when the last has ended.",
     .fallback = "open",
     .choices = kModels},
    {.name = "rate",
     .type = T::kRate,
     .summary = "Open: iterations begun in a second; with stages: before the first one.",
     .minimum = 0.001,
     .maximum = 1e6},
    {.name = "arrival",
     .summary = "Open: a kind of arrival. Its time begins with the first of the load's `phases` "
                "and goes on in all others.",
     .fallback = "poisson"},
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
constinit const std::span<const Option> schema::kPolicy = kPolicyTable;
constinit const std::span<const Option> schema::kVariant = kVariantTable;
constinit const std::span<const Option> schema::kClientChange = kChangeTable;
constinit const std::span<const Option> schema::kLoad = kLoadTable;

}  // namespace squall
