// report.json: every figure of a run, for programs.
#pragma once

#include <string>

#include "harness/model/report.h"

namespace squall {

/// The report as JSON (RFC 8259), pretty-printed with two spaces, ending in a newline; it conforms
/// to reports/schema/report.schema.json. A pure function: the same report gives the same bytes.
/// Expects text to be valid UTF-8 already (core/text.h, clean_utf8).
std::string report_json(const Report& report);

}  // namespace squall
