#include "harness/load/arrival_constant.h"

#include <cmath>

namespace squall::constant {
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

}  // namespace

std::unique_ptr<ArrivalProcess> make(const Load& load, Random) {
  return std::make_unique<Constant>(load.rate_per_s);
}

}  // namespace squall::constant
