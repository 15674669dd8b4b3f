// --set section.name.key=VALUE: overrides from the command line.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/model/kind.h"
#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"

namespace squall {

struct Override {
  std::string argument;           ///< As it was given, for messages.
  std::vector<std::string> path;  ///< "gate", "availability", "expr"
  std::string value;

  /// The place that messages name.
  Position position() const;
};

/// Splits the arguments; what cannot be split is reported and left out. A part of the path that
/// holds dots stands in quotes.
std::vector<Override> parse_overrides(const std::vector<std::string>& sets, Findings& findings);

/// One document that overrides can reach.
struct OverrideTarget {
  TomlNode* root;
  std::span<const Option> schema;
};

/// Sets the value in the first of `targets` that has such a place; reports if none has.
void apply_override(const Override& override_, std::span<const OverrideTarget> targets,
                    const KindTables& kinds, Findings& findings);

}  // namespace squall
