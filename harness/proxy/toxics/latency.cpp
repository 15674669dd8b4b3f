#include "harness/proxy/toxics/latency.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace squall::latency {
namespace {

enum class Distribution { kUniform, kNormal, kPareto };

struct Settings {
  Nanoseconds delay{}, jitter{};
  Distribution distribution = Distribution::kUniform;
  double correlation = 0;
};

// Mean 0; uniform in [-1, 1], else with a standard deviation of 1.
double draw(Distribution distribution, Random& random) {
  const double u = random.uniform();
  if (distribution == Distribution::kUniform) return 2 * u - 1;
  if (distribution == Distribution::kNormal) {  // Box and Muller, 1958.
    return std::sqrt(-2 * std::log(1 - u)) * std::cos(2 * std::numbers::pi * random.uniform());
  }
  // Pareto with shape 3, as netem's table: mean 3/2, variance 3/4.
  return (std::pow(1 - u, -1.0 / 3) - 1.5) / std::sqrt(0.75);
}

class Latency : public Toxic {
 public:
  Latency(const Settings& settings, Random random) : settings_(settings), random_(random) {}

  Release next(std::span<char> bytes, SteadyTime arrived) override {
    return {bytes.size(), arrived + delay()};
  }
  Release end(SteadyTime arrived) override { return {0, arrived + delay()}; }

 private:
  // An AR(1) process: the correlation moves neither mean nor variance.
  Nanoseconds delay() {
    if (settings_.jitter == Nanoseconds{}) return settings_.delay;
    const double rho = settings_.correlation;
    last_ = rho * last_ + std::sqrt(1 - rho * rho) * draw(settings_.distribution, random_);
    const double jitter_ns = last_ * static_cast<double>(settings_.jitter.count());
    const auto delay = settings_.delay + Nanoseconds(std::llround(jitter_ns));
    return std::max(delay, Nanoseconds{});
  }

  const Settings settings_;
  Random random_;
  double last_ = 0;
};

}  // namespace

std::optional<OptionMistake> mistake(const Options& options) {
  if (options.get_or<Nanoseconds>("delay", {}) > Nanoseconds{}) return std::nullopt;
  return OptionMistake{"delay", "a delay of 0s changes nothing", "write delay = \"300ms\""};
}

ToxicMaker compile(const Options& options) {
  Settings settings;
  settings.delay = options.get_or<Nanoseconds>("delay", {});
  settings.jitter = options.get_or<Nanoseconds>("jitter", {});
  settings.correlation = options.get_or<double>("correlation", 0);
  const auto name = options.get_or<std::string>("distribution", "uniform");
  if (name == "normal") settings.distribution = Distribution::kNormal;
  if (name == "pareto") settings.distribution = Distribution::kPareto;
  return [settings](const ToxicStart& start) {
    return std::make_unique<Latency>(settings, start.random);
  };
}

}  // namespace squall::latency
