// Splits a condition's text into tokens; numbers come with their unit.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/metric.h"

namespace squall {

struct ConditionToken {
  enum class Kind { kNumber, kName, kSymbol, kEnd, kBad };

  Kind kind = Kind::kEnd;
  std::size_t offset = 0;  ///< In bytes.
  std::string_view text;   ///< As it was written, with the unit.
  double number = 0;       ///< In base units: ratio 1, seconds, 1/s, bytes.
  Dimension dimension = Dimension::kNone;

  bool is(std::string_view symbol) const { return kind == Kind::kSymbol && text == symbol; }
};

/// The token that starts at or after `from`. Inside an argument list a name may hold dashes and
/// brackets, as the names of faults and nodes do. A number with an unknown unit and a stray
/// character are kBad.
ConditionToken next_token(std::string_view source, std::size_t from, bool in_arguments);

/// "%, ms, s, m, /s, KiB, MiB and GiB".
std::string unit_names();

}  // namespace squall
