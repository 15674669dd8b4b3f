#include "harness/core/diagnostic.h"

#include <fmt/format.h>

namespace squall {

std::string to_string(const Diagnostic& diagnostic) {
  const bool error = diagnostic.severity == Diagnostic::Severity::kError;
  std::string text = diagnostic.file;
  if (diagnostic.line > 0) text += fmt::format(":{}:{}", diagnostic.line, diagnostic.column);
  text += fmt::format(": {}: {}", error ? "error" : "warning", diagnostic.what);
  if (!diagnostic.hint.empty()) text += fmt::format("\n    {}", diagnostic.hint);
  return text;
}

}  // namespace squall
