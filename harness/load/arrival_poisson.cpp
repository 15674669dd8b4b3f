#include "harness/load/arrival_poisson.h"

#include <cmath>

namespace squall::poisson {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;

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

std::unique_ptr<ArrivalProcess> make(const Load& load, Random random) {
  return std::make_unique<Poisson>(load.rate_per_s, random);
}

}  // namespace squall::poisson
