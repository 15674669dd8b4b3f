// The verdict in words, the same in every report.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/report.h"

namespace squall {

std::string_view mark(Verdict verdict);       ///< "✓", "✗", "?"
std::string_view mark(CheckVerdict verdict);  ///< "✓", "✗", "!", "?"
std::string_view shout(Verdict verdict);      ///< "PASS", "FAIL", "INCONCLUSIVE"

/// "no-retry: ", or nothing where there are no variants.
std::string of_variant(const std::string& variant);

/// The reason that decided; where the report names none, what was met.
std::string deciding_reason(const Report& report);

/// "all 4 checks met at start and end", or how many of them were not.
std::string hypotheses_text(const Report& report);

/// What was tested: "gpii (pouchdb), 4 services, 6 nodes".
std::string topology_text(const Report& report);

/// From which share of the processors on it is told that others had them.
inline constexpr double kOthersWorthSaying = 0.05;

/// How far the harness itself kept its pace: "late start p99 0.40 ms, no start was missed".
std::string generator_text(const Report& report);

}  // namespace squall
