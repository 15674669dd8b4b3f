#include "harness/journal/record.h"

#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "harness/core/random.h"
#include "tests/unit/journal/samples.h"

using namespace squall;

TEST_CASE("attempts survive their record") {
  Random random(7);
  std::array<std::byte, kRecordBytes> record{};
  for (int i = 0; i < 1000; ++i) {
    const Attempt attempt = random_attempt(random);
    encode_record(attempt, record);
    CHECK(decode_record(record) == attempt);
  }
}

TEST_CASE("times that do not fit are saturated, and none stays none") {
  std::array<std::byte, kRecordBytes> record{};
  Attempt attempt;
  attempt.intended = std::chrono::hours(1000);
  attempt.sent = Nanoseconds(-1);
  encode_record(attempt, record);
  const Attempt again = decode_record(record);
  CHECK(again.intended == Nanoseconds((std::int64_t{1} << 48) - 2));
  CHECK(again.sent == Nanoseconds(-1));
}

TEST_CASE("the layout is little-endian and stands still") {
  Attempt attempt;
  attempt.key_hash = 0x0807060504030201;
  attempt.intended = Nanoseconds(0x060504030201);
  attempt.status = 0x1234;
  attempt.error = ErrorClass::kHttp5xx;
  std::array<std::byte, kRecordBytes> record{};
  encode_record(attempt, record);
  CHECK(record[0] == std::byte{1});
  CHECK(record[7] == std::byte{8});
  CHECK(record[16] == std::byte{1});
  CHECK(record[21] == std::byte{6});
  CHECK(record[52] == std::byte{0x34});
  CHECK(record[61] == std::byte{10});
}

TEST_CASE("the header says how to read the file") {
  const auto header = encode_header();
  CHECK(is_header(header));
  const std::string text(reinterpret_cast<const char*>(header.data()), header.size());
  CHECK(text.find("record_bytes 64\nkey_hash 0 u64\n") != std::string::npos);
  CHECK(text.find("error_class 61 u8\n") != std::string::npos);
  for (const std::size_t place : {std::size_t{3}, std::size_t{200}, kHeaderBytes - 1}) {
    auto broken = header;
    broken[place] ^= std::byte{1};
    CHECK_FALSE(is_header(broken));
  }
  CHECK_FALSE(is_header(std::span(header).first(kHeaderBytes - 1)));
}

TEST_CASE("a block with any bit flipped is none") {
  Random random(1);
  const std::vector<Attempt> attempts{random_attempt(random), random_attempt(random)};
  std::vector<std::byte> block;
  append_block(attempts, 9, block);
  REQUIRE(block_records(block).size() == 2 * kRecordBytes);
  for (std::size_t i = 0; i < block.size(); ++i) {
    block[i] ^= std::byte{0x10};
    CHECK(block_records(block).empty());
    block[i] ^= std::byte{0x10};
  }
}
