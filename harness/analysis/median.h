// The value in the middle.
#pragma once

#include <algorithm>
#include <vector>

namespace squall {

/// Of at least one value; of an even number, the middle between the two in the middle.
inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace squall
