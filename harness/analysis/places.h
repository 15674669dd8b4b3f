// Where a figure is of, by name: a phase or a fault, with its variant where there are several.
#pragma once

#include <cstddef>
#include <string>

#include "harness/model/report.h"

namespace squall {

/// "node-killed", "no-retry: node-killed"
inline std::string place(const std::string& variant, const std::string& name) {
  return variant.empty() ? name : variant + ": " + name;
}

/// Names of faults are unique in their phase alone: "kill", or where several have that name,
/// "second.kill". `alike`: how many of the variant have it.
inline std::string fault_place(const std::string& variant, const FaultReport& fault,
                               std::ptrdiff_t alike) {
  return place(variant, alike <= 1 ? fault.name : fault.phase + "." + fault.name);
}

}  // namespace squall
