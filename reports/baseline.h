// A baseline: what later runs are compared with, small enough for version control.
#pragma once

#include <string>

#include "harness/model/run_group.h"

namespace squall {

inline constexpr const char* kBaselineFile = "baseline.json";
inline constexpr int kBaselineSchema = 1;

/// The runs as one JSON document that conforms to reports/schema/baseline.schema.json: what they
/// are of, and one line of values for each metric, so that a difference reads well. All runs must
/// be of one scenario, topology and class of host, and none left out.
std::string baseline_json(const RunGroup& group);

}  // namespace squall
