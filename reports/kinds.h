// The table of reporters.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/model/kind.h"
#include "harness/model/report.h"

namespace squall {

/// A pure function from a report to the bytes of one file.
struct Reporter {
  std::string_view name;  ///< As in `--format`, and in kReporterKinds.
  std::string_view file;  ///< Its file in the run directory; empty: it is printed, not kept.
  std::string (*render)(const Report& report);
};

extern const std::span<const Kind> kReporterKinds;
extern const std::span<const Reporter> kReporters;  ///< In the order of kReporterKinds.

/// The reporter called `name`, or nullptr.
const Reporter* find_reporter(std::string_view name);

}  // namespace squall
