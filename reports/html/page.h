// The templates of the pages, built from reports/html/src by build.mjs.
#pragma once

#include <span>
#include <string_view>

namespace squall {

/// What stands before and after the JSON in a page; each is to be written chunk by chunk.
struct PageTemplate {
  std::span<const std::string_view> before, after;
};

extern const PageTemplate kReportPage;
extern const PageTemplate kComparePage;
extern const PageTemplate kTrendPage;
extern const PageTemplate kSessionPage;  ///< Served by a session; its JSON is `{}`.

}  // namespace squall
