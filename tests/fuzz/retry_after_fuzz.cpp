// Feeds arbitrary bytes to the reader of Retry-After, and demands a pause within its bounds.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_retry_after
//   build/clang/fuzz_retry_after -max_len=40 -max_total_time=60
//
// The first byte says how many decades after 1970 it is read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "harness/http/retry_after.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes + 1), size - 1);
  const squall::Nanoseconds utc = bytes[0] % 28 * std::chrono::hours(24 * 3652);
  const auto pause = squall::parse_retry_after(text, utc);
  const bool sound =
      !pause || (*pause >= squall::Nanoseconds(0) && *pause <= squall::kLongestRetryAfter);
  if (!sound) std::abort();
  return 0;
}
