// The single tables behind schema.h, for the files that join them.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "harness/model/kind.h"

namespace squall::schema {

// All are constant-initialised: a table may point into another file's.
extern const std::span<const Option> kClient;
extern const std::span<const Option> kPolicy;  ///< What both of these and kClient have.
extern const std::span<const Option> kVariant;
extern const std::span<const Option> kClientChange;
extern const std::span<const Option> kLoad;
extern const std::span<const Option> kFault;
extern const std::span<const Option> kHypothesis;
extern const std::span<const Option> kProbe;
extern const std::span<const Option> kChecker;
extern const std::span<const Option> kService;
extern const std::span<const Option> kReady;
extern const std::span<const Option> kPrimary;
extern const std::span<const Option> kProof;

/// What the value of a probe must be, wherever one is named.
inline constexpr auto kValueTest = std::to_array<Option>({
    {.name = "min",
     .type = OptionType::kAny,
     .summary = "At least this: 3, \"20MiB\", \"50%\", \"2s\"."},
    {.name = "max", .type = OptionType::kAny, .summary = "At most this."},
    {.name = "one_of", .type = OptionType::kAny, .summary = "A list: it must be one of them."},
    {.name = "at_most_of_baseline",
     .type = OptionType::kNumber,
     .summary = "Of a hypothesis that is watched: at most so many times the mean of its values in "
                "the baseline phase, from the end of that on.",
     .minimum = 0.001,
     .maximum = 1e6},
});
inline constexpr Option kValueOption{
    .name = "value",
    .type = OptionType::kTable,
    .summary = "What the probe's value must be; all that is given must hold.",
    .fields = kValueTest};

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
