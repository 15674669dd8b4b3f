#include "harness/journal/reader.h"

#include <catch2/catch.hpp>

#include "harness/journal/codec.h"
#include "harness/journal/record.h"
#include "tests/unit/journal/samples.h"

using namespace squall;

namespace {

/// A file of blocks with the given numbers of attempts.
struct Blocks {
  std::vector<std::byte> bytes;
  std::vector<std::size_t> ends;  ///< Of each block, in bytes.
  std::vector<Attempt> attempts;
};

Blocks blocks_of(const std::vector<std::size_t>& sizes) {
  Random random(3);
  Blocks file;
  const auto header = encode_header();
  file.bytes.assign(header.begin(), header.end());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    std::vector<Attempt> block;
    for (std::size_t n = 0; n < sizes[i]; ++n) block.push_back(random_attempt(random));
    append_block(block, static_cast<std::uint32_t>(i), file.bytes);
    file.attempts.insert(file.attempts.end(), block.begin(), block.end());
    file.ends.push_back(file.bytes.size());
  }
  return file;
}

struct Read {
  AttemptStats stats;
  std::vector<Attempt> attempts;
};

Read read_all(std::span<const std::byte> bytes) {
  Read read;
  const auto stats = parse_attempts(bytes, [&](std::span<const Attempt> attempts) {
    read.attempts.insert(read.attempts.end(), attempts.begin(), attempts.end());
  });
  REQUIRE(stats);
  read.stats = *stats;
  CHECK(read.stats.attempts == read.attempts.size());
  return read;
}

}  // namespace

TEST_CASE("operations cut off at any byte are read up to the last whole block") {
  const Blocks file = blocks_of({2, 1, 3});
  for (std::size_t size = 0; size <= file.bytes.size(); ++size) {
    CAPTURE(size);
    const auto cut = std::span(file.bytes).first(size);
    if (size < kHeaderBytes) {
      CHECK_FALSE(parse_attempts(cut, [](std::span<const Attempt>) {}));
      continue;
    }
    std::size_t whole = 0;
    bool at_border = size == kHeaderBytes;
    for (const std::size_t end : file.ends) {
      whole += end <= size ? 1 : 0;
      at_border = at_border || end == size;
    }
    const Read read = read_all(cut);
    CHECK(read.stats.blocks == whole);
    CHECK(read.stats.torn == !at_border);
    CHECK(read.stats.corrupt_blocks == 0);
    CHECK(std::equal(read.attempts.begin(), read.attempts.end(), file.attempts.begin()));
  }
}

TEST_CASE("a corrupt block is counted and the ones after it are read") {
  const Blocks file = blocks_of({2, 1, 3});
  for (std::size_t place = file.ends[0]; place < file.ends[1]; ++place) {
    CAPTURE(place);
    std::vector<std::byte> bytes = file.bytes;
    bytes[place] ^= std::byte{0x40};
    const Read read = read_all(bytes);
    CHECK(read.stats.corrupt_blocks == 1);
    CHECK_FALSE(read.stats.torn);
    CHECK(read.attempts.size() == 5);
    CHECK(read.attempts.back() == file.attempts.back());
  }
}

TEST_CASE("a whole last block with a wrong checksum is corrupt, not torn") {
  Blocks file = blocks_of({2, 2});
  file.bytes.back() ^= std::byte{1};
  const Read read = read_all(file.bytes);
  CHECK(read.stats.corrupt_blocks == 1);
  CHECK_FALSE(read.stats.torn);
  CHECK(read.attempts.size() == 2);
}

TEST_CASE("any bytes are read without a crash") {
  Random random(11);
  const Blocks file = blocks_of({3, 3, 3, 3});
  for (int round = 0; round < 300; ++round) {
    std::vector<std::byte> bytes = file.bytes;
    for (int flips = 0; flips < 8; ++flips) {
      bytes[kHeaderBytes + random.below(bytes.size() - kHeaderBytes)] =
          static_cast<std::byte>(random.next());
    }
    bytes.resize(kHeaderBytes + random.below(bytes.size() - kHeaderBytes));
    CHECK(read_all(bytes).attempts.size() <= 12);
  }
}

TEST_CASE("a journal cut off at any byte is read up to the last whole line") {
  std::string text;
  std::vector<std::size_t> ends{0};
  for (int i = 0; i < 3; ++i) {
    text += encode_event({Nanoseconds(i), PhaseStarted{"phase " + std::to_string(i)}}) + "\n";
    ends.push_back(text.size());
  }
  for (std::size_t size = 0; size <= text.size(); ++size) {
    CAPTURE(size);
    const JournalEvents journal = parse_journal(std::string_view(text).substr(0, size));
    std::size_t whole = 0;
    while (whole + 1 < ends.size() && ends[whole + 1] <= size) ++whole;
    CHECK(journal.events.size() == whole);
    CHECK(journal.torn == (ends[whole] != size));
    CHECK(journal.corrupt_lines == 0);
  }
}

TEST_CASE("a line that is no event is counted and the ones after it are read") {
  const std::string line = encode_event({Nanoseconds(1), Warned{"x"}}) + "\n";
  const JournalEvents journal = parse_journal(line + "{]\n" + line);
  CHECK(journal.events.size() == 2);
  CHECK(journal.corrupt_lines == 1);
  CHECK_FALSE(journal.torn);
}

TEST_CASE("records that are not there are an error that names the file") {
  const TemporaryFolder folder;
  const auto journal = read_journal(folder.path());
  REQUIRE_FALSE(journal);
  CHECK(journal.error().message.find("journal.jsonl: No such file") != std::string::npos);
  CHECK_FALSE(for_each_attempt(folder.path(), [](std::span<const Attempt>) {}));
}
