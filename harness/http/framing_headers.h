// What a head says of where its body ends (RFC 9112, 6).
#pragma once

#include <cstdint>
#include <string_view>

namespace squall {

struct FramingHeaders {
  bool chunked = false;
  bool has_length = false;
  std::uint64_t length = 0;  ///< Of the body, in bytes.

  /// Notes a header, if it is one of these. What is wrong with it, a constant; empty: nothing.
  std::string_view note(std::string_view name, std::string_view value);
};

}  // namespace squall
