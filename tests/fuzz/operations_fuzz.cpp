// Feeds arbitrary bytes to the reader of operations.bin, as the rest of a file after its header.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_operations
//   build/clang/fuzz_operations -max_total_time=60
//
// The bytes are also wrapped into a block with a right checksum, so that decoding is reached: what
// was decoded must come back from the records that it makes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "harness/journal/reader.h"
#include "harness/journal/record.h"

namespace {

using namespace squall;

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<Attempt> read(std::span<const std::byte> blocks) {
  const auto header = encode_header();
  std::vector<std::byte> file(header.begin(), header.end());
  file.insert(file.end(), blocks.begin(), blocks.end());
  std::vector<Attempt> attempts;
  const auto stats = parse_attempts(file, [&](std::span<const Attempt> batch) {
    attempts.insert(attempts.end(), batch.begin(), batch.end());
  });
  require(stats.has_value() && stats->attempts == attempts.size());
  return attempts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  read(bytes);
  parse_attempts(bytes, [](std::span<const Attempt>) {}).has_value();

  std::vector<Attempt> attempts;
  for (std::size_t at = 0; at + kRecordBytes <= size; at += kRecordBytes) {
    attempts.push_back(decode_record(bytes.subspan(at).first<kRecordBytes>()));
  }
  if (attempts.empty() || attempts.size() > kMaxBlockRecords) return 0;
  std::vector<std::byte> block;
  append_block(attempts, 0, block);
  require(read(block) == attempts);
  return 0;
}
