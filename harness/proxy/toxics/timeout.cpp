#include "harness/proxy/toxics/timeout.h"

namespace squall::timeout {
namespace {

class Timeout : public Toxic {
 public:
  explicit Timeout(SteadyTime closes) : closes_(closes) {}

  Release next(std::span<char>, SteadyTime) override { return {0, kAtNoTime}; }
  Release end(SteadyTime) override { return {0, kAtNoTime}; }
  Alarm alarm() const override {
    return closes_ == kAtNoTime ? Alarm{} : Alarm{closes_, Then::kClose};
  }

 private:
  const SteadyTime closes_;
};

}  // namespace

ToxicMaker compile(const Options& options) {
  const auto after = options.get<Nanoseconds>("close_after");
  return [after](const ToxicStart& start) {
    return std::make_unique<Timeout>(after ? start.joined + *after : kAtNoTime);
  };
}

}  // namespace squall::timeout
