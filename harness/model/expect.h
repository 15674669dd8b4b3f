// What an answer must look like to count.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/template.h"
#include "harness/model/value.h"

namespace squall {

struct StatusRange {
  int low = 200;
  int high = 299;
};

/// A test of one place of a JSON body. Without `equals`, the place must exist (or must not).
struct JsonTest {
  std::string path;  ///< "$.contexts.gpii-default.name", "$.rows[0].id", "$[\"a b\"]"
  bool exists = true;
  std::optional<Value> equals;
  std::optional<Template> equals_template;  ///< A string that holds {references}.
};

struct HeaderTest {
  std::string name;
  std::string regex;
};

/// All that is given must hold. An empty `status` allows 200 to 299.
struct Expect {
  std::vector<StatusRange> status;
  std::vector<JsonTest> json;
  std::vector<Template> body;  ///< Substrings that the body must contain.
  std::string regex;           ///< ECMAScript, searched in the body; empty: none.
  std::vector<HeaderTest> headers;

  /// Whether the body has to be kept to judge an answer.
  bool needs_body() const { return !json.empty() || !body.empty() || !regex.empty(); }
};

using StringMap = std::vector<std::pair<std::string, Template>>;  ///< In the order of the file.

}  // namespace squall
