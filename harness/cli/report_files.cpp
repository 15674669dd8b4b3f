#include "harness/cli/report_files.h"

#include <fmt/format.h>

#include <fstream>

#include "reports/kinds.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

Result<void> replace_file(const fs::path& path, const std::string& text) {
  const fs::path fresh = path.string() + ".new";
  std::ofstream file(fresh, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) fs::rename(fresh, path, error);
  if (!file || error) return fail(fmt::format("cannot write {}", path.string()));
  return {};
}

}  // namespace

Result<void> write_report_files(const fs::path& run_dir, const Report& report) {
  for (const Reporter& reporter : kReporters) {
    if (reporter.file.empty()) continue;
    auto written = replace_file(run_dir / reporter.file, reporter.render(report));
    if (!written) return written;
  }
  return {};
}

}  // namespace squall
