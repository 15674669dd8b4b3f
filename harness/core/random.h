// Seeded randomness: one root seed, one named substream for each part that draws.
//
// Because each part owns its substream, adding a probe or a load does not move the draws of
// anything else, and the same seed gives the same plan for ever. The generator is xoshiro256**
// (Blackman and Vigna, 2018, https://prng.di.unimi.it), seeded through splitmix64; results are the
// same on every platform, which the standard library's distributions do not promise.
#pragma once

#include <cstdint>
#include <string_view>

namespace squall {

class Random {
 public:
  explicit Random(std::uint64_t seed);

  /// The stream `name` of `seed`: independent of every other name.
  static Random substream(std::uint64_t seed, std::string_view name);

  std::uint64_t next();

  /// Uniform in [0, 1), 53 bits.
  double uniform();

  /// Uniform in [0, bound); bound > 0. Lemire's method without bias.
  std::uint64_t below(std::uint64_t bound);

  /// Exponential with the given mean (> 0), in the mean's unit.
  double exponential(double mean);

 private:
  std::uint64_t state_[4];
};

/// A seed from the operating system, for a run that was given none; below 2^53 so that it survives
/// JSON readers that hold numbers as doubles.
std::uint64_t fresh_seed();

}  // namespace squall
