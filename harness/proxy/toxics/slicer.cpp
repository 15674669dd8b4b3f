#include "harness/proxy/toxics/slicer.h"

#include <algorithm>

namespace squall::slicer {
namespace {

struct Settings {
  std::uint64_t size = 1, variation = 0;
  Nanoseconds delay{};
};

class Slicer : public Toxic {
 public:
  Slicer(const Settings& settings, Random random) : settings_(settings), random_(random) {}

  Release next(std::span<char> bytes, SteadyTime arrived) override {
    const std::uint64_t least = std::max<std::uint64_t>(1, settings_.size - settings_.variation);
    const std::uint64_t most = settings_.size + settings_.variation;
    const std::uint64_t piece = least + random_.below(most - least + 1);
    last_ = std::max(arrived, last_ + settings_.delay);
    return {std::min<std::size_t>(bytes.size(), piece), last_};
  }

 private:
  const Settings settings_;
  Random random_;
  SteadyTime last_{};
};

}  // namespace

ToxicMaker compile(const Options& options) {
  Settings settings;
  settings.size = static_cast<std::uint64_t>(options.get_or<double>("size", 1));
  settings.variation = static_cast<std::uint64_t>(options.get_or<double>("variation", 0));
  settings.variation = std::min(settings.variation, settings.size);
  settings.delay = options.get_or<Nanoseconds>("delay", {});
  return [settings](const ToxicStart& start) {
    return std::make_unique<Slicer>(settings, start.random);
  };
}

}  // namespace squall::slicer
