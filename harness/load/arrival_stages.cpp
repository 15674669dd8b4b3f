#include "harness/load/arrival_stages.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace squall::stages {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;
constexpr double kForEver = std::numeric_limits<double>::infinity();

// The stretch of R(t) over one stage; times in seconds.
struct Segment {
  double start_s = 0, length_s = 0;
  double from_per_s = 0, slope = 0;  // r(start + x) = from + slope·x
  double before = 0, count = 0;      // R at the start, and what the segment adds.

  // The x with R(start + x) = before + y, in the form that neither divides by a slope of 0 nor
  // subtracts numbers that are nearly equal.
  double time_of(double y) const {
    if (y <= 0) return 0;
    const double root = std::sqrt(std::max(0.0, from_per_s * from_per_s + 2 * slope * y));
    return std::min(2 * y / (from_per_s + root), length_s);
  }
};

std::vector<Segment> segments_of(const Load& load) {
  std::vector<Segment> segments;
  Segment next;
  next.from_per_s = load.rate_per_s;
  for (const Load::Stage& stage : load.stages) {
    next.length_s = seconds(stage.length);
    if (next.length_s > 0) {
      next.slope = (stage.to_per_s - next.from_per_s) / next.length_s;
      next.count = next.length_s * (next.from_per_s + stage.to_per_s) / 2;
      segments.push_back(next);
      next.start_s += next.length_s;
      next.before += next.count;
    }
    next.from_per_s = stage.to_per_s;
  }
  next.slope = 0;
  next.length_s = kForEver;
  next.count = next.from_per_s > 0 ? kForEver : 0;
  segments.push_back(next);
  return segments;
}

class Stages final : public ArrivalProcess {
 public:
  Stages(const Load& load, Random random)
      : even_(load.spacing == Load::Spacing::kEven),
        segments_(segments_of(load)),
        random_(random) {}

  std::optional<Nanoseconds> next() override {
    const double target = even_ ? static_cast<double>(number_++) : sum_ += random_.exponential(1);
    while (target >= segments_[current_].before + segments_[current_].count) {
      if (current_ + 1 == segments_.size()) return std::nullopt;
      ++current_;
    }
    const Segment& segment = segments_[current_];
    const double time_s = segment.start_s + segment.time_of(target - segment.before);
    return Nanoseconds(std::llround(time_s * kNanosecondsPerSecond));
  }

 private:
  const bool even_;
  const std::vector<Segment> segments_;
  std::size_t current_ = 0;
  std::uint64_t number_ = 0;
  double sum_ = 0;
  Random random_;
};

}  // namespace

std::unique_ptr<ArrivalProcess> make(const Load& load, Random random) {
  return std::make_unique<Stages>(load, random);
}

}  // namespace squall::stages
