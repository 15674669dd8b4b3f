// compare.json: every figure of a comparison, for programs.
#pragma once

#include <string>

#include "harness/model/run_comparison.h"

namespace squall {

/// Conforms to reports/schema/compare.schema.json. The same comparison gives the same bytes.
std::string compare_json(const RunComparison& comparison);

}  // namespace squall
