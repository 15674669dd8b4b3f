// What a page about several runs shows of one of them.
#pragma once

#include <string>
#include <string_view>

#include "harness/core/error.h"

namespace squall {

/// Of the text of a report.json: the length, the phases, the faults and the timeline, as members of
/// the same names and meanings, as JSON text. The error says why it has none. Of more than 200
/// phases or faults the first are taken.
Result<std::string> run_excerpt(std::string_view report_json);

}  // namespace squall
