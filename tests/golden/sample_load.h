// A client load made of arithmetic: figures and a timeline that look like a real run's.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"

namespace squall::samples {

/// A stretch of the run in which clients see failures or slow answers.
struct Trouble {
  double from_s = 0, to_s = 0;
  double failing = 0;  ///< Share of operations that fail, 0 to 1.
  double slower = 1;   ///< Factor on the latencies.
  std::string error = "http_4xx";
};

struct LoadShape {
  double rate_per_s = 30;
  double window_s = 0.5;
  std::vector<Trouble> troubles;
};

/// The timeline over the report's phases, and the phases' figures summed up from it.
void fill_load(Report& report, const LoadShape& shape);

}  // namespace squall::samples
