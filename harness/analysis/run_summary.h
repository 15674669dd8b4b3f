// From a run's report to what it is compared by.
#pragma once

#include "harness/model/report.h"
#include "harness/model/run_group.h"

namespace squall {

/// The figures of every phase but warmups and searches for the capacity, of every fault, and the
/// capacities. A run that did not complete, or in which a fault has no evidence, says why it is
/// left out. A fault that clients never recovered from took at least until the run's end.
RunSummary summarise(const Report& report, std::string source);

/// The name of an operating system without its kernel's release, which changes with every update.
std::string os_class(const std::string& os);

}  // namespace squall
