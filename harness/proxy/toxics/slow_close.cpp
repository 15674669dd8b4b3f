#include "harness/proxy/toxics/slow_close.h"

namespace squall::slow_close {
namespace {

class SlowClose : public Toxic {
 public:
  explicit SlowClose(Nanoseconds delay) : delay_(delay) {}

  Release next(std::span<char> bytes, SteadyTime arrived) override {
    return {bytes.size(), arrived};
  }
  Release end(SteadyTime arrived) override { return {0, arrived + delay_}; }

 private:
  const Nanoseconds delay_;
};

}  // namespace

ToxicMaker compile(const Options& options) {
  const auto delay = options.get_or<Nanoseconds>("delay", {});
  return [delay](const ToxicStart&) { return std::make_unique<SlowClose>(delay); };
}

}  // namespace squall::slow_close
