// Regular expressions (ECMAScript) that come from a user's file and run over a target's bytes.
//
// Only the first MiB of a text is searched. Boost.Regex bounds the work of one search and throws
// beyond it; that counts as "not found", so neither a careless expression nor a hostile body can
// hang or overflow the harness.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "harness/core/error.h"

namespace squall {

class Regex {
 public:
  static Result<Regex> compile(std::string_view pattern);

  /// Whether the expression occurs anywhere in `text`.
  bool found_in(std::string_view text) const;

  /// The first group (or the whole match, if there is no group) of the first occurrence.
  std::optional<std::string_view> capture(std::string_view text) const;

  std::string_view pattern() const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace squall
