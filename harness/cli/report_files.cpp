#include "harness/cli/report_files.h"

#include "harness/cli/replace_file.h"
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

}  // namespace squall
