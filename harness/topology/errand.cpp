#include "harness/topology/errand.h"

#include <fmt/format.h>
#include <unistd.h>

#include "harness/topology/cleanup.h"
#include "harness/topology/lock.h"
#include "harness/core/proc.h"
#include "harness/topology/programs.h"

namespace squall {

std::filesystem::path home_of(const Placement& placement) {
  return std::filesystem::absolute(placement.topology.directory()).lexically_normal();
}

std::filesystem::path errand_log(const Placement& placement, const std::string& name) {
  return placement.run_dir / "logs" / (name + ".log");
}

Result<std::shared_ptr<Child>> start_errand(const Placement& placement, Reaper& reaper,
                                            std::vector<std::string> argv,
                                            const std::filesystem::path& log) {
  SpawnRequest request;
  request.argv = std::move(argv);
  const auto program = find_program_of(placement.topology, request.argv.at(0));
  if (!program) return fail(fmt::format("there is no program '{}'", request.argv[0]));
  request.argv[0] = program->string();
  for (char** entry = environ; *entry != nullptr; ++entry) request.env.emplace_back(*entry);
  request.env.push_back(fmt::format("{}={}", kRunMark, placement.run_dir.string()));
  request.cwd = home_of(placement);
  request.log = log;
  return reaper.spawn(request);
}

}  // namespace squall
