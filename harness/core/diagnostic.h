// What is wrong with a file that a person wrote, where it stands, and what to write instead.
#pragma once

#include <string>
#include <vector>

namespace squall {

struct Diagnostic {
  enum class Severity { kError, kWarning };

  Severity severity = Severity::kError;
  std::string file;  ///< As the user named it; "--set 'a.b=c'" for a command-line override.
  int line = 0;      ///< From 1; 0 where there is no line.
  int column = 0;    ///< From 1.
  std::string what;  ///< What is wrong, one sentence without a full stop.
  std::string hint;  ///< What to write instead; may be empty.
};

using Diagnostics = std::vector<Diagnostic>;

/// "file:line:column: error: what\n    hint" (no colour, no trailing newline).
std::string to_string(const Diagnostic& diagnostic);

}  // namespace squall
