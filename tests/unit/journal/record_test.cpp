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

TEST_CASE("what does not fit is saturated, and none stays none") {
  std::array<std::byte, kRecordBytes> record{};
  Attempt attempt;
  attempt.intended = std::chrono::hours(1000);
  attempt.begun = std::chrono::hours(1);
  attempt.sent = Nanoseconds(-1);
  attempt.user = 0xffffffff;
  encode_record(attempt, record);
  const Attempt again = decode_record(record);
  CHECK(again.intended == Nanoseconds((std::int64_t{1} << 48) - 2));
  CHECK(again.begun == Nanoseconds((std::int64_t{1} << 40) - 2));
  CHECK(again.sent == Nanoseconds(-1));
  CHECK(again.user == 0x7fffff);
  CHECK_FALSE(again.first);
  CHECK(again.number == 0);  // No neighbour is touched.
  CHECK(again.status == 0);
}

TEST_CASE("the layout is little-endian and stands still") {
  Attempt attempt;
  attempt.key_hash = 0x0807060504030201;
  attempt.intended = Nanoseconds(0x060504030201);
  attempt.status = 0x1234;
  attempt.error = ErrorClass::kHttp5xx;
  attempt.outcome = Outcome::kFailed;
  attempt.hedged = true;
  std::array<std::byte, kRecordBytes> record{};
  encode_record(attempt, record);
  CHECK(record[0] == std::byte{1});
  CHECK(record[7] == std::byte{8});
  CHECK(record[16] == std::byte{1});
  CHECK(record[21] == std::byte{6});
  CHECK(record[22] == std::byte{0x34});
  CHECK(record[23] == std::byte{0x12});
  CHECK(record[46] == std::byte{10 | 1 << 6});
  CHECK(record[47] == std::byte{1 << 6 | 1 << 7});  // Final and hedged.
}

TEST_CASE("enumerations out of range become their first value") {
  std::array<std::byte, kRecordBytes> record{};
  record.fill(std::byte{0xff});
  const Attempt attempt = decode_record(record);
  CHECK(attempt.error == ErrorClass::kNone);
  CHECK(attempt.outcome == Outcome::kOk);
  CHECK(attempt.operation_outcome == Outcome::kOk);
  CHECK(attempt.purpose == Purpose::kLoad);
  CHECK(attempt.sent == Nanoseconds(-1));
}

TEST_CASE("the header says how to read the file") {
  const auto header = encode_header();
  CHECK(header_mistake(header).empty());
  const std::string text(reinterpret_cast<const char*>(header.data()), header.size());
  CHECK(text.find("record_bytes 64\nkey_hash 0 64\n") != std::string::npos);
  CHECK(text.find("\nerror_class 368 6\n") != std::string::npos);
  CHECK(text.find("\noutcomes ok failed indeterminate dropped\n") != std::string::npos);
  for (const std::size_t place : {std::size_t{200}, kHeaderBytes - 1}) {
    auto broken = header;
    broken[place] ^= std::byte{1};
    CHECK(header_mistake(broken) == "its header is damaged");
  }
  CHECK(header_mistake(std::span(header).first(kHeaderBytes - 1)) == "its header is cut off");
  auto other = header;
  other[kFileMagic.size() - 2] = std::byte{'9'};
  CHECK(header_mistake(other) == "it has format 9, and this Squall reads format 2");
  other[kFileMagic.size() - 2] = std::byte{0xff};
  CHECK(header_mistake(other) == "it has format ?, and this Squall reads format 2");
  other[0] = std::byte{'S'};
  CHECK(header_mistake(other) == "it holds no records of Squall");
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
