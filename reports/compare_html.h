// compare.html: a comparison for people, one self-contained page.
#pragma once

#include <string>
#include <vector>

#include "harness/model/run_comparison.h"

namespace squall {

/// What the page has of a side besides its figures.
struct ComparedSide {
  /// One for each member of the group: the relative path of its report.html; empty: it has none.
  std::vector<std::string> reports;
  std::string excerpt;  ///< Of the typical run, as run_excerpt() makes it; empty: there is none, …
  std::string no_excerpt;  ///< … and why.
};

/// The page of reports/html (built into the binary) with the comparison inside, below 2 MiB: of
/// more metrics and runs than that takes, the first are shown. The same input gives the same bytes.
std::string compare_html(const RunComparison& comparison, const ComparedSide& base,
                         const ComparedSide& head);

}  // namespace squall
