#include "harness/load/arrival.h"

#include <cmath>

namespace squall::arrivals {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;

// Each start is computed from its number, so that rounding does not add up to a drift.
class Constant final : public ArrivalProcess {
 public:
  explicit Constant(double rate_per_s) : rate_per_s_(rate_per_s) {}

  std::optional<Nanoseconds> next() override {
    const double offset = static_cast<double>(number_++) / rate_per_s_ * kNanosecondsPerSecond;
    return Nanoseconds(std::llround(offset));
  }

 private:
  double rate_per_s_;
  std::uint64_t number_ = 0;
};

class Poisson final : public ArrivalProcess {
 public:
  Poisson(double rate_per_s, Random random)
      : mean_gap_ns_(kNanosecondsPerSecond / rate_per_s), random_(random) {}

  std::optional<Nanoseconds> next() override {
    offset_ns_ += random_.exponential(mean_gap_ns_);
    return Nanoseconds(std::llround(offset_ns_));
  }

 private:
  double mean_gap_ns_;
  double offset_ns_ = 0;
  Random random_;
};

}  // namespace

std::unique_ptr<ArrivalProcess> make_constant(const Load& load, Random) {
  return std::make_unique<Constant>(load.rate_per_s);
}

std::unique_ptr<ArrivalProcess> make_poisson(const Load& load, Random random) {
  return std::make_unique<Poisson>(load.rate_per_s, random);
}

}  // namespace squall::arrivals
