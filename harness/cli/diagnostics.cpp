#include "harness/cli/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "harness/core/style.h"

namespace squall {
namespace {

std::string source_line(const Diagnostic& diagnostic) {
  std::ifstream file(diagnostic.file);
  std::string line;
  for (int i = 0; i < diagnostic.line; ++i) {
    if (!std::getline(file, line)) return "";
  }
  return line;
}

void print_source(const Diagnostic& diagnostic, bool colour) {
  const std::string line = source_line(diagnostic);
  if (diagnostic.line <= 0 || line.empty() || line.size() > 200) return;
  // Tabs are kept in the margin, so that the mark stands under its column.
  std::string margin;
  for (int i = 1; i < diagnostic.column && i <= static_cast<int>(line.size()); ++i) {
    margin += line[static_cast<std::size_t>(i) - 1] == '\t' ? '\t' : ' ';
  }
  const std::string number = std::to_string(diagnostic.line);
  fmt::print(stderr, "  {} | {}\n", number, line);
  fmt::print(stderr, "  {} | {}{}\n", std::string(number.size(), ' '), margin,
             styled("^", Style::kBoldGreen, colour));
}

}  // namespace

int count_errors(const Diagnostics& diagnostics) {
  return static_cast<int>(
      std::count_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Diagnostic::Severity::kError;
      }));
}

int print_diagnostics(const GlobalOptions& global, const Diagnostics& diagnostics) {
  const bool colour = wants_colour(global.colour, stderr);
  for (const Diagnostic& diagnostic : diagnostics) {
    const bool error = diagnostic.severity == Diagnostic::Severity::kError;
    std::string place = diagnostic.file;
    if (diagnostic.line > 0) place += fmt::format(":{}:{}", diagnostic.line, diagnostic.column);
    fmt::print(stderr, "{}: {} {}\n", styled(place, Style::kBold, colour),
               error ? styled("error:", Style::kBoldRed, colour)
                     : styled("warning:", Style::kBoldYellow, colour),
               diagnostic.what);
    print_source(diagnostic, colour);
    if (!diagnostic.hint.empty()) fmt::print(stderr, "    {}\n", diagnostic.hint);
  }
  const int errors = count_errors(diagnostics);
  if (errors > 0) {
    fmt::print(stderr, "{} mistake{}; nothing was started\n", errors, errors == 1 ? "" : "s");
  }
  return errors;
}

}  // namespace squall
