#include "reports/console.h"

#include <fmt/format.h>

namespace squall {

std::string verdict_line(const Report& report) {
  return fmt::format("{} (exit {})", name(report.verdict), report.exit_code);
}

std::string console_summary(const Report& report, const ConsoleOptions&) {
  return verdict_line(report) + "\n";
}

}  // namespace squall
