// Why a topology did not start, for a person.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace squall {

struct StartFailure {
  std::string what;                   ///< One sentence, secrets masked.
  std::string node;                   ///< Or the preparation; empty: neither.
  std::vector<std::string> log_tail;  ///< Its last lines, secrets masked.
};

using Started = tl::expected<void, StartFailure>;

}  // namespace squall
