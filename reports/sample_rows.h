// Probes and nodes as lines of text, the same in every text report.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"

namespace squall {

struct SampleRow {
  std::string name;  ///< "memory", "variant no-retry: memory", "web[0]"
  std::vector<std::string> cells;
};

/// Samples, share that was met, least, mean and most.
std::vector<SampleRow> probe_rows(const Report& report);

/// Most and mean memory, most and mean processors, most descriptors, most threads.
std::vector<SampleRow> resource_rows(const Report& report);

}  // namespace squall
