// report.html: the report that people read, one self-contained file.
#pragma once

#include <string>

#include "harness/model/report.h"

namespace squall {

/// The page of reports/html (built into the binary) with report_json(report) inside. It needs no
/// network and opens from disk; text of the target can neither script nor restyle it.
std::string report_html(const Report& report);

}  // namespace squall
