// A trend over many runs: as text, for programs, and as a page.
#pragma once

#include <string>
#include <vector>

#include "harness/analysis/trend.h"

namespace squall {

/// UTF-8 text of at most 100 columns, ending in a newline: a line with a small chart for each
/// metric, and below it where it changed; then the gates, and what they saw.
std::string trend_console(const Trend& trend, bool colour);

/// Conforms to reports/schema/trend.schema.json.
std::string trend_json(const Trend& trend);

/// trend.html: the page of reports/html (built into the binary) with the trend inside. `reports`:
/// for each run the relative path of its report.html; empty: it has none. The same input gives the
/// same bytes.
std::string trend_html(const Trend& trend, const std::vector<std::string>& reports);

/// The values as at most `width` bars of eight heights, each of the median of as many neighbours as
/// it takes: "▁▂▁▁▆▇▆█". The lowest value is the lowest bar; all the same: bars of half height.
std::string sparkline(const std::vector<double>& values, std::size_t width);

}  // namespace squall
