#include "harness/journal/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <string>

namespace squall {
namespace {

constexpr std::uint64_t kNever = (std::uint64_t{1} << 48) - 1;

/// Where a field stands; the header of the file is written from this.
template <std::size_t kOffset, std::size_t kBytes>
struct FieldAt {
  std::string_view name;

  void put(Record to, std::uint64_t value) const {
    for (std::size_t i = 0; i < kBytes; ++i) {
      to[kOffset + i] = static_cast<std::byte>(value >> (8 * i));
    }
  }
  std::uint64_t get(ConstRecord from) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kBytes; ++i) {
      value |= std::to_integer<std::uint64_t>(from[kOffset + i]) << (8 * i);
    }
    return value;
  }
};

constexpr FieldAt<0, 8> kKey{"key_hash"};
constexpr FieldAt<8, 8> kValue{"value_hash"};
constexpr FieldAt<16, 6> kIntended{"intended_ns"};
constexpr FieldAt<22, 6> kSent{"sent_offset_ns"};
constexpr FieldAt<28, 6> kFirstByte{"first_byte_offset_ns"};
constexpr FieldAt<34, 6> kEnd{"end_offset_ns"};
constexpr FieldAt<40, 4> kIteration{"iteration"};
constexpr FieldAt<44, 4> kUser{"user"};
constexpr FieldAt<48, 4> kSize{"bytes"};
constexpr FieldAt<52, 2> kStatus{"status"};
constexpr FieldAt<54, 1> kLoad{"load"};
constexpr FieldAt<55, 1> kStep{"step"};
constexpr FieldAt<56, 1> kVariant{"variant"};
constexpr FieldAt<57, 1> kNumber{"attempt"};
constexpr FieldAt<58, 1> kPurpose{"purpose"};
constexpr FieldAt<59, 1> kOutcome{"outcome"};
constexpr FieldAt<60, 1> kOperation{"operation_outcome"};
constexpr FieldAt<61, 1> kError{"error_class"};
constexpr FieldAt<62, 1> kFinal{"final"};
constexpr FieldAt<63, 1> kReserved{"reserved"};

template <typename Fn>
constexpr void for_each_field(Fn&& fn) {
  const auto each = [&](const auto&... fields) { (fn(fields), ...); };
  each(kKey, kValue, kIntended, kSent, kFirstByte, kEnd, kIteration, kUser, kSize, kStatus, kLoad,
       kStep, kVariant, kNumber, kPurpose, kOutcome, kOperation, kError, kFinal, kReserved);
}

constexpr bool fields_fill_the_record() {
  std::size_t end = 0;
  bool joined = true;
  for_each_field([&]<std::size_t kOffset, std::size_t kBytes>(const FieldAt<kOffset, kBytes>&) {
    joined = joined && kOffset == end;
    end += kBytes;
  });
  return joined && end == kRecordBytes;
}
static_assert(fields_fill_the_record());
static_assert(kRecordBytes <= 64, "the design's limit for a record");

void put_u32(std::byte* to, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<std::byte>(value >> (8 * i));
}

std::uint32_t get_u32(const std::byte* from) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value |= std::to_integer<std::uint32_t>(from[i]) << (8 * i);
  return value;
}

std::uint64_t pack(Nanoseconds time) {
  if (time < Nanoseconds{}) return kNever;
  return std::min(static_cast<std::uint64_t>(time.count()), kNever - 1);
}

Nanoseconds unpack(std::uint64_t time) {
  return Nanoseconds(time == kNever ? -1 : static_cast<std::int64_t>(time));
}

template <typename Enum>
Enum checked(std::uint64_t value, Enum last) {
  return value <= static_cast<std::uint64_t>(last) ? static_cast<Enum>(value) : Enum{};
}

std::uint32_t crc(std::span<const std::byte> first, std::span<const std::byte> second = {}) {
  boost::crc_32_type crc;
  crc.process_bytes(first.data(), first.size());
  crc.process_bytes(second.data(), second.size());
  return crc.checksum();
}

std::uint32_t block_crc(const std::byte* block, std::span<const std::byte> records) {
  std::array<std::byte, 8> covered{};
  std::copy_n(block + 4, 4, covered.begin());       // count
  std::copy_n(block + 12, 4, covered.begin() + 4);  // number
  return crc(covered, records);
}

}  // namespace

void encode_record(const Attempt& attempt, Record to) {
  kKey.put(to, attempt.key_hash);
  kValue.put(to, attempt.value_hash);
  kIntended.put(to, pack(attempt.intended));
  kSent.put(to, pack(attempt.sent));
  kFirstByte.put(to, pack(attempt.first_byte));
  kEnd.put(to, pack(attempt.end));
  kIteration.put(to, attempt.iteration);
  kUser.put(to, attempt.user);
  kSize.put(to, attempt.bytes);
  kStatus.put(to, attempt.status);
  kLoad.put(to, attempt.load);
  kStep.put(to, attempt.step);
  kVariant.put(to, attempt.variant);
  kNumber.put(to, attempt.number);
  kPurpose.put(to, static_cast<std::uint64_t>(attempt.purpose));
  kOutcome.put(to, static_cast<std::uint64_t>(attempt.outcome));
  kOperation.put(to, static_cast<std::uint64_t>(attempt.operation_outcome));
  kError.put(to, static_cast<std::uint64_t>(attempt.error));
  kFinal.put(to, attempt.final ? 1 : 0);
  kReserved.put(to, 0);
}

Attempt decode_record(ConstRecord from) {
  Attempt attempt;
  attempt.key_hash = kKey.get(from);
  attempt.value_hash = kValue.get(from);
  attempt.intended = unpack(kIntended.get(from));
  attempt.sent = unpack(kSent.get(from));
  attempt.first_byte = unpack(kFirstByte.get(from));
  attempt.end = unpack(kEnd.get(from));
  attempt.iteration = static_cast<std::uint32_t>(kIteration.get(from));
  attempt.user = static_cast<std::uint32_t>(kUser.get(from));
  attempt.bytes = static_cast<std::uint32_t>(kSize.get(from));
  attempt.status = static_cast<std::uint16_t>(kStatus.get(from));
  attempt.load = static_cast<std::uint8_t>(kLoad.get(from));
  attempt.step = static_cast<std::uint8_t>(kStep.get(from));
  attempt.variant = static_cast<std::uint8_t>(kVariant.get(from));
  attempt.number = static_cast<std::uint8_t>(kNumber.get(from));
  attempt.purpose = checked(kPurpose.get(from), Purpose::kSetup);
  attempt.outcome = checked(kOutcome.get(from), Outcome::kDropped);
  attempt.operation_outcome = checked(kOperation.get(from), Outcome::kDropped);
  attempt.error = checked(kError.get(from), static_cast<ErrorClass>(kErrorClasses - 1));
  attempt.final = kFinal.get(from) != 0;
  return attempt;
}

std::array<std::byte, kHeaderBytes> encode_header() {
  std::string text(kFileMagic);
  text += fmt::format("header_bytes {}\nblock_header_bytes {}\nrecord_bytes {}\n", kHeaderBytes,
                      kBlockHeaderBytes, kRecordBytes);
  for_each_field([&]<std::size_t kOffset, std::size_t kBytes>(const FieldAt<kOffset, kBytes>& f) {
    text += fmt::format("{} {} u{}\n", f.name, kOffset, 8 * kBytes);
  });
  std::array<std::byte, kHeaderBytes> header{};
  const auto bytes = std::as_bytes(std::span(text));
  std::copy_n(bytes.begin(), std::min(bytes.size(), kHeaderBytes - 4), header.begin());
  put_u32(header.data() + kHeaderBytes - 4, crc(std::span(header).first(kHeaderBytes - 4)));
  return header;
}

bool is_header(std::span<const std::byte> bytes) {
  const auto magic = std::as_bytes(std::span(kFileMagic));
  return bytes.size() >= kHeaderBytes && std::equal(magic.begin(), magic.end(), bytes.begin()) &&
         get_u32(bytes.data() + kHeaderBytes - 4) == crc(bytes.first(kHeaderBytes - 4));
}

void append_block(std::span<const Attempt> attempts, std::uint32_t number,
                  std::vector<std::byte>& to) {
  const std::size_t begin = to.size();
  to.resize(begin + kBlockHeaderBytes + attempts.size() * kRecordBytes);
  std::byte* const block = to.data() + begin;
  const std::span records = std::span(to).subspan(begin + kBlockHeaderBytes);
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    encode_record(attempts[i], records.subspan(i * kRecordBytes).first<kRecordBytes>());
  }
  put_u32(block, kBlockMagic);
  put_u32(block + 4, static_cast<std::uint32_t>(attempts.size()));
  put_u32(block + 12, number);
  put_u32(block + 8, block_crc(block, records));
}

std::span<const std::byte> block_records(std::span<const std::byte> bytes) {
  if (bytes.size() < kBlockHeaderBytes || get_u32(bytes.data()) != kBlockMagic) return {};
  const std::uint32_t count = get_u32(bytes.data() + 4);
  if (count == 0 || count > kMaxBlockRecords) return {};
  if (bytes.size() - kBlockHeaderBytes < count * kRecordBytes) return {};
  const auto records = bytes.subspan(kBlockHeaderBytes, count * kRecordBytes);
  if (block_crc(bytes.data(), records) != get_u32(bytes.data() + 8)) return {};
  return records;
}

bool is_cut_block(std::span<const std::byte> bytes) {
  if (bytes.size() < kBlockHeaderBytes) return !bytes.empty();
  const std::uint32_t count = get_u32(bytes.data() + 4);
  return get_u32(bytes.data()) == kBlockMagic && count <= kMaxBlockRecords &&
         bytes.size() - kBlockHeaderBytes < count * kRecordBytes;
}

}  // namespace squall
