// What an answer must look like to count.
#pragma once

#include <cstdint>
#include <limits>
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

/// A test of one place of a JSON body: it must exist (or must not), and all that is given must hold
/// of what stands there.
struct JsonTest {
  std::string path;  ///< "$.contexts.gpii-default.name", "$.rows[0].id", "$[\"a b\"]"
  bool exists = true;
  std::optional<Value> equals = std::nullopt;
  std::optional<Template> equals_template = std::nullopt;  ///< A string that holds {references}.
  std::string regex = {};  ///< ECMAScript, searched in a string, or in the JSON of another value.
  std::optional<double> min = std::nullopt, max = std::nullopt;  ///< Of a number.
  std::vector<Value> one_of = {};                                ///< Empty: anything.
};

/// The same of a header: the first of that name.
struct HeaderTest {
  std::string name;
  std::string regex = {};  ///< ECMAScript, searched in the value; empty: none.
  bool exists = true;
  std::optional<Template> equals = std::nullopt;
};

/// How many bytes there may be.
struct LengthRange {
  std::uint64_t min = 0;
  std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
};

/// All that is given must hold. An empty `status` allows 200 to 299.
struct Expect {
  std::vector<StatusRange> status;
  std::vector<JsonTest> json;
  std::vector<Template> body;  ///< Substrings that the body must contain.
  std::string regex;           ///< ECMAScript, searched in the body; empty: none.
  std::vector<HeaderTest> headers;
  std::optional<LengthRange> length;  ///< Of the body, without its transfer encoding.
  std::string sha256;                 ///< Of the body, 64 hex digits in lower case; empty: any.
};

using StringMap = std::vector<std::pair<std::string, Template>>;  ///< In the order of the file.

}  // namespace squall
