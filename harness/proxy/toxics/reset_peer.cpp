#include "harness/proxy/toxics/reset_peer.h"

namespace squall::reset_peer {
namespace {

class ResetPeer : public Toxic {
 public:
  explicit ResetPeer(SteadyTime at) : at_(at) {}

  Release next(std::span<char> bytes, SteadyTime arrived) override {
    return {bytes.size(), arrived};
  }
  Alarm alarm() const override { return {at_, Then::kReset}; }

 private:
  const SteadyTime at_;
};

}  // namespace

ToxicMaker compile(const Options& options) {
  const auto after = options.get_or<Nanoseconds>("after", {});
  return [after](const ToxicStart& start) {
    return std::make_unique<ResetPeer>(start.joined + after);
  };
}

}  // namespace squall::reset_peer
