// The text format of HdrHistogram's percentile distributions (".hgrm"), which its plotter reads:
// https://hdrhistogram.github.io/HdrHistogram/plotFiles.html
#pragma once

#include <string>

#include "harness/core/histogram.h"

namespace squall {

/// `latency` holds nanoseconds, the text milliseconds. Percentiles are those at which
/// HdrHistogram's own printer stops: five for every halving of the distance to 100 %.
std::string hgrm(const Histogram& latency);

}  // namespace squall
