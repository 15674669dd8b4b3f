#include "harness/cli/report_files.h"

#include "harness/cli/kind_tables.h"
#include "harness/cli/replace_file.h"
#include "harness/run/offline.h"
#include "reports/kinds.h"

namespace squall {

Result<void> write_report_files(const std::filesystem::path& run_dir, const Report& report) {
  for (const Reporter& reporter : kReporters) {
    if (reporter.file.empty()) continue;
    auto written = replace_file(run_dir / reporter.file, reporter.render(report));
    if (!written) return written;
  }
  return {};
}

Result<Report> make_report_files(const std::filesystem::path& run_dir) {
  auto report = read_report(run_dir, all_kinds());
  if (!report) return report;
  if (auto written = write_report_files(run_dir, *report); !written) {
    return tl::unexpected(written.error());
  }
  return report;
}

}  // namespace squall
