// A system that already runs: addresses only, nothing is started, signalled or ended.
#pragma once

#include <array>
#include <memory>

#include "harness/model/kind.h"
#include "harness/topology/drivers/driver.h"

namespace squall::external {

inline constexpr std::array<Option, 1> kOptions{{
    {.name = "addresses",
     .type = OptionType::kTemplates,
     .summary = "URLs, one for each node; hosts other than loopback must stand in [safety] allow.",
     .required = true},
}};

std::unique_ptr<Driver> make(DriverContext context);

}  // namespace squall::external
