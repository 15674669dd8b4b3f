// load_balancer: a server is taken out of HAProxy's rotation by hand, as in a deployment.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/topology/system.h"
#include "probes/haproxy.h"

namespace squall::load_balancer {

inline constexpr std::array<std::string_view, 3> kSets{"drain", "maintenance", "weight"};

inline constexpr std::array<Option, 4> kOptions{{
    haproxy_probe::kSocket,
    {.name = "server",
     .type = OptionType::kTemplate,
     .summary = "\"backend/server\", as in its configuration.",
     .required = true},
    {.name = "set",
     .summary = "drain: no new sessions; maintenance: none at all, and no checks; weight: a share "
                "of its own.",
     .fallback = "drain",
     .choices = kSets},
    {.name = "weight",
     .type = OptionType::kInteger,
     .summary = "With set = \"weight\": percent of its configured weight; 0 is no new sessions.",
     .fallback = "0",
     .maximum = 99},
}};

Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system);

}  // namespace squall::load_balancer
