// The prometheus probe: one metric, as a program shows it itself or as a Prometheus server has it.
#pragma once

#include <array>
#include <optional>
#include <stop_token>
#include <string>

#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"
#include "probes/memory.h"
#include "probes/value_from.h"

namespace squall::prometheus_probe {

inline constexpr std::array<std::string_view, 4> kCombines{"one", "sum", "min", "max"};
inline constexpr std::array<Option, 6> kOptions{{
    {.name = "url",
     .type = OptionType::kUrl,
     .summary = "The program's page of metrics (\"{node.url}/metrics\"), or with `query` the "
                "Prometheus server (\"http://127.0.0.1:9090\").",
     .required = true},
    {.name = "metric", .summary = "Its name on the page: \"process_open_fds\"."},
    {.name = "labels",
     .type = OptionType::kStringMap,
     .summary = "Those that the series must have, among others: { code = \"500\" }."},
    {.name = "query", .summary = "PromQL for the server, in place of `metric`."},
    {.name = "combine",
     .summary = "What becomes of several series; one: there may be only one.",
     .fallback = "one",
     .choices = kCombines},
    kUnit,
}};

/// Neither or both of `metric` and `query`.
std::optional<OptionMistake> mistake(const Options& options);

/// Met if there is such a series. Its value is the metric's.
ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory);

/// The values in the answer of a server to an instant query.
Result<std::vector<double>> values_of_query(const std::string& body);

}  // namespace squall::prometheus_probe
