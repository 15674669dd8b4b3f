// The drivers: how nodes are started and reached.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "harness/model/kind.h"
#include "harness/topology/drivers/driver.h"

namespace squall {

extern const std::span<const Kind> kDriverKinds;

/// nullptr: there is no such kind.
std::unique_ptr<Driver> make_driver(std::string_view kind, DriverContext context);

}  // namespace squall
