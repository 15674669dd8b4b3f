// What a probe remembers from one sample to the next.
#pragma once

#include <any>

namespace squall {

/// Of one probe on one thread; empty before its first sample.
using ProbeMemory = std::any;

/// The memory as the kind's own `T`, which is made if it is not there yet.
template <typename T>
T& remembered(ProbeMemory& memory) {
  if (std::any_cast<T>(&memory) == nullptr) memory = T{};
  return *std::any_cast<T>(&memory);
}

}  // namespace squall
