#include "harness/proxy/toxics/corrupt.h"

#include <cmath>

namespace squall::corrupt {
namespace {

class Corrupt : public Toxic {
 public:
  Corrupt(double share, Random random) : share_(share), random_(random), gap_(draw_gap()) {}

  Release next(std::span<char> bytes, SteadyTime arrived) override {
    for (; gap_ < bytes.size(); gap_ += 1 + draw_gap()) {
      bytes[gap_] = static_cast<char>(bytes[gap_] ^ (1 << random_.below(8)));
    }
    gap_ -= bytes.size();
    return {bytes.size(), arrived};
  }

 private:
  // Bytes that stay whole before the next that does not: geometric, by inversion.
  std::uint64_t draw_gap() {
    if (share_ >= 1) return 0;
    return static_cast<std::uint64_t>(std::log(1 - random_.uniform()) / std::log1p(-share_));
  }

  const double share_;
  Random random_;
  std::uint64_t gap_;
};

}  // namespace

ToxicMaker compile(const Options& options) {
  const double share = options.get_or<double>("share", 0);
  return
      [share](const ToxicStart& start) { return std::make_unique<Corrupt>(share, start.random); };
}

}  // namespace squall::corrupt
