#include "harness/cli/one_run.h"

#include "harness/cli/kind_tables.h"
#include "harness/cli/report_files.h"
#include "harness/run/offline.h"
#include "harness/run/run_directory.h"

namespace squall {

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
  auto report = read_report(*directory, all_kinds());
  if (!report) return report;
  if (auto written = write_report_files(*directory, *report); !written) {
    return tl::unexpected(written.error());
  }
  return report;
}

}  // namespace squall
