// The report files of a run directory.
#pragma once

#include <filesystem>

#include "harness/core/error.h"
#include "harness/model/report.h"

namespace squall {

/// Writes report.json, report.html, junit.xml and summary.md. A file is replaced in one step, so
/// that a reader never sees half of one.
Result<void> write_report_files(const std::filesystem::path& run_dir, const Report& report);

/// The same from the records that stand there.
Result<Report> make_report_files(const std::filesystem::path& run_dir);

}  // namespace squall
