#include "harness/cli/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace squall {
namespace {

struct Paint {
  bool on = false;

  std::string operator()(std::string_view code, std::string_view text) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};

std::string source_line(const Diagnostic& diagnostic) {
  std::ifstream file(diagnostic.file);
  std::string line;
  for (int i = 0; i < diagnostic.line; ++i) {
    if (!std::getline(file, line)) return "";
  }
  return line;
}

void print_source(const Diagnostic& diagnostic, const Paint& paint) {
  const std::string line = source_line(diagnostic);
  if (diagnostic.line <= 0 || line.empty() || line.size() > 200) return;
  // Tabs are kept in the margin, so that the mark stands under its column.
  std::string margin;
  for (int i = 1; i < diagnostic.column && i <= static_cast<int>(line.size()); ++i) {
    margin += line[static_cast<std::size_t>(i) - 1] == '\t' ? '\t' : ' ';
  }
  const std::string number = std::to_string(diagnostic.line);
  fmt::print(stderr, "  {} | {}\n", number, line);
  fmt::print(stderr, "  {} | {}{}\n", std::string(number.size(), ' '), margin, paint("1;32", "^"));
}

}  // namespace

int count_errors(const Diagnostics& diagnostics) {
  return static_cast<int>(
      std::count_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Diagnostic::Severity::kError;
      }));
}

int print_diagnostics(const GlobalOptions& global, const Diagnostics& diagnostics) {
  const Paint paint{wants_colour(global.colour, stderr)};
  for (const Diagnostic& diagnostic : diagnostics) {
    const bool error = diagnostic.severity == Diagnostic::Severity::kError;
    std::string place = diagnostic.file;
    if (diagnostic.line > 0) place += fmt::format(":{}:{}", diagnostic.line, diagnostic.column);
    fmt::print(stderr, "{}: {} {}\n", paint("1", place),
               error ? paint("1;31", "error:") : paint("1;33", "warning:"), diagnostic.what);
    print_source(diagnostic, paint);
    if (!diagnostic.hint.empty()) fmt::print(stderr, "    {}\n", diagnostic.hint);
  }
  const int errors = count_errors(diagnostics);
  if (errors > 0) {
    fmt::print(stderr, "{} mistake{}; nothing was started\n", errors, errors == 1 ? "" : "s");
  }
  return errors;
}

}  // namespace squall
