// Collects what is wrong with the files, so that all of it is said at once.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/core/diagnostic.h"
#include "harness/scenario/document.h"

namespace squall {

class Findings {
 public:
  void error(const Position& position, std::string what, std::string hint = {});
  void warning(const Position& position, std::string what, std::string hint = {});
  void add(Diagnostic diagnostic);

  std::size_t error_count() const;
  bool has_errors() const { return error_count() > 0; }

  /// Arguments of --set first, then file by file in the order in which `files` names them, each by
  /// line and column; the same thing is said once.
  Diagnostics sorted(const std::vector<std::string>& files) const;

 private:
  Diagnostics diagnostics_;
};

/// The place `offset` bytes into a string, as far as it can be told.
Position inside(const TomlNode& text, std::size_t offset);

/// "did you mean 'gate'?", or "WHAT are a, b and c" where no name is near.
std::string suggestion(std::string_view name, std::vector<std::string> candidates,
                       std::string_view what);

}  // namespace squall
