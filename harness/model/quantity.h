// Numbers as people read them.
#pragma once

#include <string>

#include "harness/model/metric.h"

namespace squall {

/// A value in base units with its unit: "99.5 %", "120 ms", "4.2 s", "15.3/s", "3.5 MiB", "12".
/// Ratios from 2 on (amplification) stay bare: "2.31".
std::string format_quantity(double value, Dimension dimension);

}  // namespace squall
