// Spans of things that change their state: one ends where the next one of the same thing begins.
#pragma once

#include <algorithm>
#include <vector>

#include "harness/core/time.h"

namespace squall {

/// The newest span that is `same` ends at `at`; no such span: nothing does.
template <typename Span, typename Same>
void end_newest(std::vector<Span>& spans, Same same, Nanoseconds at) {
  const auto newest = std::find_if(spans.rbegin(), spans.rend(), same);
  if (newest != spans.rend()) newest->end_s = seconds(at);
}

}  // namespace squall
