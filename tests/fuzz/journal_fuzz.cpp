// Feeds arbitrary text to the reader of journal.jsonl.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_journal
//   build/clang/fuzz_journal -max_total_time=60
//
// An event that was read must be written as a line that reads as the same event. Now and then a
// text begins anew as an event of some kind: its many names are not found by chance.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/journal/codec.h"
#include "harness/journal/reader.h"
#include "tests/unit/journal/one_of_each.h"

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

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  constexpr unsigned kOneIn = 16;
  static const std::vector<squall::TimedEvent> events = squall::test::one_of_each();
  if (seed % kOneIn == 0) {
    const std::string line = squall::encode_event(events[seed / kOneIn % events.size()]) + "\n";
    size = std::min(line.size(), most);
    std::copy_n(line.begin(), size, data);
  }
  return LLVMFuzzerMutate(data, size, most);
}
