#include "harness/load/arrival_replay.h"

#include <cmath>

namespace squall::replay {
namespace {

class Replay final : public ArrivalProcess {
 public:
  explicit Replay(const Load::Replay& recorded) : recorded_(recorded) {}

  std::optional<Nanoseconds> next() override {
    const auto& offsets = *recorded_.offsets;
    if (number_ == offsets.size()) {
      if (!recorded_.repeat) return std::nullopt;
      number_ = 0;
      ++round_;
    }
    const Nanoseconds offset =
        round_ * recorded_.repeat.value_or(Nanoseconds{}) + offsets[number_++];
    return Nanoseconds(std::llround(static_cast<double>(offset.count()) / recorded_.speed));
  }

 private:
  const Load::Replay recorded_;
  std::size_t number_ = 0;
  std::int64_t round_ = 0;
};

}  // namespace

std::unique_ptr<ArrivalProcess> make(const Load& load, Random) {
  return std::make_unique<Replay>(load.replay);
}

}  // namespace squall::replay
