#include "harness/proxy/toxics/bandwidth.h"

#include <algorithm>
#include <cmath>

namespace squall::bandwidth {
namespace {

constexpr double kPiece_s = 0.005;  // Data passes in pieces of this length in time.

// A wire: bytes take the time that they take, one after the other.
class Bandwidth : public Toxic {
 public:
  explicit Bandwidth(double bytes_per_s) : bytes_per_s_(bytes_per_s) {}

  Release next(std::span<char> bytes, SteadyTime arrived) override {
    const auto piece = static_cast<std::size_t>(std::max(1.0, bytes_per_s_ * kPiece_s));
    const std::size_t count = std::min(bytes.size(), piece);
    const double takes_ns = 1e9 * static_cast<double>(count) / bytes_per_s_;
    free_at_ = std::max(free_at_, arrived) + Nanoseconds(std::llround(takes_ns));
    return {count, free_at_};
  }
  Release end(SteadyTime arrived) override { return {0, std::max(free_at_, arrived)}; }

 private:
  const double bytes_per_s_;
  SteadyTime free_at_{};
};

}  // namespace

ToxicMaker compile(const Options& options) {
  const double rate = options.get_or<double>("rate", 1);
  return [rate](const ToxicStart&) { return std::make_unique<Bandwidth>(rate); };
}

}  // namespace squall::bandwidth
