// Feeds arbitrary bytes to what makes lines of a log that grows.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_log
//   build/clang/fuzz_log -max_len=100000 -max_total_time=60
//
// The first byte says in how large pieces they come: the lines must not depend on that, and none is
// longer than its limit.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "probes/log_reader.h"

namespace {

using namespace squall;

std::vector<std::string> lines_of(std::string_view bytes, std::size_t piece) {
  std::vector<std::string> lines;
  LineAssembler assembler;
  while (!bytes.empty()) {
    assembler.feed(bytes.substr(0, piece), [&](std::string_view line) {
      if (line.size() > LineAssembler::kLongest) std::abort();
      lines.emplace_back(line);
    });
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view log(reinterpret_cast<const char*>(bytes + 1), size - 1);
  const std::size_t piece = std::size_t{1} + bytes[0] * std::size_t{97};
  if (lines_of(log, piece) != lines_of(log, std::max<std::size_t>(log.size(), 1))) std::abort();
  return 0;
}
