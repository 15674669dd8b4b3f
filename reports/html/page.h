// The template of report.html, built from reports/html/src by build.mjs.
#pragma once

#include <span>
#include <string_view>

namespace squall {

/// What stands before and after the report's JSON; each is to be written chunk by chunk.
extern const std::span<const std::string_view> kPageBeforeReport;
extern const std::span<const std::string_view> kPageAfterReport;

}  // namespace squall
