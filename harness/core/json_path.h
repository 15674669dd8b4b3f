// Places in a JSON document: "$", ".name" (with hyphens), "[0]", "[\"any name\"]".
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/error.h"

namespace squall {

class JsonPath {
 public:
  /// The error says what was expected and where.
  static Result<JsonPath> compile(std::string_view text);

  /// The value at the path, or nullptr if there is none.
  const boost::json::value* find(const boost::json::value& root) const;

  const std::string& text() const { return text_; }

 private:
  using Step = std::variant<std::string, std::size_t>;

  std::string text_;
  std::vector<Step> steps_;
};

}  // namespace squall
