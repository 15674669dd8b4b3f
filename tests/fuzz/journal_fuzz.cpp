// Feeds arbitrary text to the reader of journal.jsonl.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_journal
//   build/clang/fuzz_journal -max_total_time=60
//
// An event that was read must be written as a line that reads as the same event.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/journal/codec.h"
#include "harness/journal/reader.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const squall::JournalEvents journal = squall::parse_journal(text);
  for (const squall::TimedEvent& event : journal.events) {
    const std::string line = squall::encode_event(event);
    const auto again = squall::decode_event(line);
    require(again.has_value() && squall::encode_event(*again) == line);
  }
  return 0;
}
