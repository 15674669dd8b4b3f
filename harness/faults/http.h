// http: a request to a node, and one that undoes it: maintenance modes, settings, admin interfaces.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/http_methods.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"

namespace squall::http_fault {

inline constexpr std::array<Option, 4> kCall{{
    {.name = "method", .summary = "The HTTP method.", .fallback = "PUT", .choices = kHttpMethods},
    {.name = "url", .type = OptionType::kUrl, .summary = "\"{node.url}/…\".", .required = true},
    {.name = "headers", .type = OptionType::kStringMap, .summary = "Sent with the request."},
    {.name = "body", .type = OptionType::kTemplate, .summary = "Sent as it is."},
}};

inline constexpr std::array<Option, 5> kOptions{{
    kCall[0],
    kCall[1],
    kCall[2],
    kCall[3],
    {.name = "undo",
     .type = OptionType::kTable,
     .summary = "The request that undoes it, with the same keys; false: nothing does.",
     .required = true,
     .fallback = "false",
     .fields = kCall},
}};

/// Answers other than 2xx are failures. Only hosts that the topology names are dialled.
Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system);

}  // namespace squall::http_fault
