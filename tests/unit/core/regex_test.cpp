#include "harness/core/regex.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace squall;

TEST_CASE("an expression is read no further than its end") {
  const std::string_view whole = R"([\d[:alpha:]\]](?<n>a{1,2}\x41|\u0041|\cA\k<n>)[\)";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::vector<char> exactly(whole.begin(), whole.begin() + static_cast<int>(size));
    const auto regex = Regex::compile({exactly.data(), size});
    if (regex) CHECK(regex->pattern() == whole.substr(0, size));
  }
  CHECK_FALSE(Regex::compile(whole));
}
