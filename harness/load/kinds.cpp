#include "harness/load/kinds.h"

#include <fmt/format.h>

#include <array>

#include "harness/core/text.h"
#include "harness/load/arrival_constant.h"
#include "harness/load/arrival_poisson.h"
#include "harness/load/arrival_replay.h"
#include "harness/load/arrival_stages.h"

namespace squall {
namespace {

using Factory = std::unique_ptr<ArrivalProcess> (*)(const Load&, Random);

constexpr std::array kKinds{
    Kind{"constant", "Evenly spaced iterations, 1/rate apart.", {}},
    Kind{"poisson", "Independent users: exponential gaps with mean 1/rate.", {}},
    Kind{"stages", "A rate that ramps, holds and jumps, beginning at `rate`.", stages::kOptions},
    Kind{"replay", "Recorded offsets from a file; it has no `rate`.", replay::kOptions},
};
constexpr std::array<Factory, kKinds.size()> kFactories{&constant::make, &poisson::make,
                                                        &stages::make, &replay::make};

std::string problem_of(const Load& load) {
  if (load.arrival == "replay") {
    const bool given = load.replay.offsets && !load.replay.offsets->empty();
    return given ? "" : "has no recorded offsets";
  }
  return load.rate_per_s > 0 ? "" : "needs a rate above 0";
}

}  // namespace

const std::span<const Kind> kArrivalKinds(kKinds);

Result<std::unique_ptr<ArrivalProcess>> make_arrival(const Load& load, Random random) {
  if (const std::string problem = problem_of(load); !problem.empty()) {
    return fail(fmt::format("load '{}' {}", load.name, problem));
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds.at(i).name == load.arrival) return kFactories.at(i)(load, random);
    names.emplace_back(kKinds.at(i).name);
  }
  return fail(fmt::format("load '{}': no arrival process is called '{}'; there are {}", load.name,
                          load.arrival, join_names(names)));
}

}  // namespace squall
