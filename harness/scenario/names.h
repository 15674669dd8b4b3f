// Names of things in the files: what they may look like, and that no two are alike.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "harness/scenario/section.h"

namespace squall {

enum class NameStyle {
  kWord,  ///< Letters, digits, `_` and `-`, a letter first: it stands in references.
  kText,  ///< Anything printable.
};

/// Remembers the names of one kind of thing.
class Names {
 public:
  /// `what`: "service", "gate".
  Names(std::string what, NameStyle style) : what_(std::move(what)), style_(style) {}

  /// Checks the section's `name` and that it is new.
  void add(const Section& section);

  /// Checks that `name`, which is made from the section's own, is new.
  void add_derived(const std::string& name, const Section& section);

 private:
  void add_new(const std::string& name, const Section& section);

  std::string what_;
  NameStyle style_;
  std::map<std::string, std::string, std::less<>> places_;  // Name to "file:line".
};

}  // namespace squall
