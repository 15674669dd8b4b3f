#include "harness/cli/one_run.h"

#include "harness/cli/report_files.h"
#include "harness/run/run_directory.h"

namespace squall {

RunSettings run_settings(const CommandLine& line, std::uint64_t seed, bool no_faults,
                         std::vector<std::string> command) {
  RunSettings settings;
  settings.seed = seed;
  settings.no_faults = no_faults;
  settings.detail = line.global.verbose > 0 ? Detail::kVerbose : Detail::kNormal;
  settings.version = SQUALL_VERSION;
  settings.command_line = std::move(command);
  return settings;
}

Result<Report> run_and_report(const LoadedScenario& loaded, RunSettings settings,
                              const std::filesystem::path& folder, Progress& progress,
                              Interrupt& interrupt) {
  RunDirectoryRequest request;
  request.out = folder;
  auto directory = make_run_directory(request);
  if (!directory) return tl::unexpected(directory.error());
  settings.directory = *directory;
  if (auto ran = run_scenario(loaded, settings, progress, interrupt); !ran) {
    return tl::unexpected(ran.error());
  }
  return make_report_files(*directory);
}

}  // namespace squall
