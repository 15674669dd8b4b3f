#include "harness/load/kinds.h"

#include <fmt/format.h>

#include <array>

namespace squall {
namespace arrivals {

std::unique_ptr<ArrivalProcess> make_constant(const Load& load, Random random);
std::unique_ptr<ArrivalProcess> make_poisson(const Load& load, Random random);

}  // namespace arrivals

namespace {

using Factory = std::unique_ptr<ArrivalProcess> (*)(const Load&, Random);

constexpr std::array kKinds{
    Kind{"constant", "evenly spaced iterations, 1/rate apart", {}},
    Kind{"poisson", "independent users: exponential gaps with mean 1/rate", {}},
};
constexpr std::array<Factory, kKinds.size()> kFactories{
    &arrivals::make_constant,
    &arrivals::make_poisson,
};

}  // namespace

const std::span<const Kind> kArrivalKinds(kKinds);

Result<std::unique_ptr<ArrivalProcess>> make_arrival(const Load& load, Random random) {
  if (!(load.rate_per_s > 0)) {
    return fail(fmt::format("load '{}' needs a rate above 0", load.name));
  }
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds.at(i).name == load.arrival) return kFactories.at(i)(load, random);
  }
  return fail(
      fmt::format("load '{}': no arrival process is called '{}'; there are constant and "
                  "poisson",
                  load.name, load.arrival));
}

}  // namespace squall
