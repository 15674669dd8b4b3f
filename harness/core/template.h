// Text with references in single braces: "{database.url}/gpii", "user-{n}", "{key|url}".
//
// A brace opens a reference only when it is followed by a letter and closed after nothing but
// letters, digits and `_ . - [ ]` (and an optional filter, `|url` or `|json`); every other brace is
// literal, so JSON, Erlang terms and HAProxy formats pass through untouched. `{{` is a literal `{`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"

namespace squall {

class Template {
 public:
  enum class Filter { kNone, kUrl, kJson };
  struct Segment {
    bool reference = false;
    std::string text;  ///< The literal text, or the name of the reference.
    Filter filter = Filter::kNone;
    std::size_t offset = 0;  ///< Of the segment in the source, in bytes.
  };
  /// The value of a reference, or nullopt if there is no such name.
  using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

  Template() = default;
  explicit Template(std::string_view source);

  const std::vector<Segment>& segments() const { return segments_; }
  bool constant() const;

  /// Every reference replaced; the error names the first unknown one.
  Result<std::string> render(const Lookup& lookup) const;

  /// What `lookup` knows replaced, every other reference left as it stands: a second rendering
  /// can finish it. An empty `lookup` knows nothing.
  Template render_partly(const Lookup& lookup) const;

  /// The source again (with `{{` for literal braces that would read as references).
  std::string source() const;

 private:
  std::vector<Segment> segments_;
};

std::string apply_filter(Template::Filter filter, std::string value);

}  // namespace squall
