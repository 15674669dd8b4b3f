// Workflow commands by which GitHub Actions marks a line of a file in a change.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "reports/cases.h"

namespace squall {

struct AnnotatedPlace {
  std::string file;
  int line = 0;  ///< 0: the file as a whole.
};

/// One `::error` line for each case that did not pass, failures before what is inconclusive; at
/// most 10, as GitHub shows no more of a step, and then a `::notice` that says how many were cut.
/// Empty: all passed.
std::string github_annotations(std::span<const Case> cases,
                               const std::function<AnnotatedPlace(const Case&)>& place_of);

}  // namespace squall
