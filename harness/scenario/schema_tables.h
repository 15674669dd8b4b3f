// The single tables behind schema.h, for the files that join them.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "harness/model/kind.h"

namespace squall::schema {

// All are constant-initialised: a table may point into another file's.
extern const std::span<const Option> kClient;
extern const std::span<const Option> kVariant;
extern const std::span<const Option> kLoad;
extern const std::span<const Option> kFault;
extern const std::span<const Option> kHypothesis;
extern const std::span<const Option> kChecker;
extern const std::span<const Option> kService;
extern const std::span<const Option> kReady;
extern const std::span<const Option> kPrimary;
extern const std::span<const Option> kProof;

/// The options of two tables as one.
template <std::size_t kOne, std::size_t kTwo>
constexpr std::array<Option, kOne + kTwo> joined(const std::array<Option, kOne>& one,
                                                 const std::array<Option, kTwo>& two) {
  std::array<Option, kOne + kTwo> all{};
  for (std::size_t i = 0; i < kOne; ++i) all[i] = one[i];
  for (std::size_t i = 0; i < kTwo; ++i) all[kOne + i] = two[i];
  return all;
}

}  // namespace squall::schema
