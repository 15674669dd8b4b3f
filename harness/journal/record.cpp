#include "harness/journal/record.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <string>

namespace squall {
namespace {

constexpr std::size_t kWordBits = 64;
using Words = std::array<std::uint64_t, kRecordBytes / sizeof(std::uint64_t)>;
static_assert(kRecordBytes <= 64, "a record fits a cache line");

constexpr std::uint64_t ones(unsigned bits) { return ~std::uint64_t{0} >> (kWordBits - bits); }

/// Some bits of a record, all in one word; the header of the file is written from this.
template <unsigned kFirst, unsigned kBits>
struct Field {
  static constexpr std::uint64_t kMost = ones(kBits);
  static_assert(kFirst / kWordBits == (kFirst + kBits - 1) / kWordBits, "fields do not straddle");

  std::string_view name;

  /// `value` must fit, and is put once.
  static void put(Words& to, std::uint64_t value) {
    to[kFirst / kWordBits] |= value << (kFirst % kWordBits);
  }
  static void put_saturated(Words& to, std::uint64_t value) { put(to, std::min(value, kMost)); }
  static std::uint64_t get(const Words& from) {
    return from[kFirst / kWordBits] >> (kFirst % kWordBits) & kMost;
  }
  static void put_time(Words& to, Nanoseconds time) {
    const auto count = static_cast<std::uint64_t>(time.count());
    put(to, time < Nanoseconds{} ? kMost : std::min(count, kMost - 1));
  }
  static Nanoseconds get_time(const Words& from) {
    const std::uint64_t time = get(from);
    return Nanoseconds(time == kMost ? -1 : static_cast<std::int64_t>(time));
  }
};

constexpr Field<0, 64> kKey{"key_hash"};
constexpr Field<64, 64> kValue{"value_hash"};
constexpr Field<128, 48> kIntended{"intended_ns"};
constexpr Field<176, 16> kStatus{"status"};
constexpr Field<192, 48> kSent{"sent_offset_ns"};
constexpr Field<240, 8> kLoad{"load"};
constexpr Field<248, 8> kStep{"step"};
constexpr Field<256, 48> kFirstByte{"first_byte_offset_ns"};
constexpr Field<304, 8> kVariant{"variant"};
constexpr Field<312, 8> kNumber{"attempt"};
constexpr Field<320, 48> kEnd{"end_offset_ns"};
constexpr Field<368, 6> kError{"error_class"};
constexpr Field<374, 3> kOutcome{"outcome"};
constexpr Field<377, 3> kOperation{"operation_outcome"};
constexpr Field<380, 2> kPurpose{"purpose"};
constexpr Field<382, 1> kFinal{"final"};
constexpr Field<383, 1> kHedged{"hedged"};
constexpr Field<384, 40> kBegun{"begun_offset_ns"};
constexpr Field<424, 23> kUser{"user"};
constexpr Field<447, 1> kFirstStep{"first"};
constexpr Field<448, 32> kIteration{"iteration"};
constexpr Field<480, 32> kSize{"bytes"};
static_assert(kErrorClasses <= kError.kMost + 1);

template <typename Fn>
constexpr void for_each_field(Fn&& fn) {
  const auto each = [&](const auto&... fields) { (fn(fields), ...); };
  each(kKey, kValue, kIntended, kStatus, kSent, kLoad, kStep, kFirstByte, kVariant, kNumber, kEnd,
       kError, kOutcome, kOperation, kPurpose, kFinal, kHedged, kBegun, kUser, kFirstStep,
       kIteration, kSize);
}

constexpr bool fields_fill_the_record() {
  std::size_t end = 0;
  bool joined = true;
  for_each_field([&]<unsigned kFirst, unsigned kBits>(const Field<kFirst, kBits>&) {
    joined = joined && kFirst == end;
    end += kBits;
  });
  return joined && end == kRecordBytes * 8;
}
static_assert(fields_fill_the_record());

/// Between the words of this machine and those of the file.
Words little_endian(Words words) {
  if constexpr (std::endian::native == std::endian::big) {
    for (std::uint64_t& word : words) word = __builtin_bswap64(word);
  }
  return words;
}

void put_u32(std::byte* to, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<std::byte>(value >> (8 * i));
}

std::uint32_t get_u32(const std::byte* from) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value |= std::to_integer<std::uint32_t>(from[i]) << (8 * i);
  return value;
}

template <typename Enum>
std::string names_of(std::string_view what, Enum last) {
  std::string line(what);
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
    line += fmt::format(" {}", name(static_cast<Enum>(i)));
  }
  return line + "\n";
}

template <typename Enum>
Enum checked(std::uint64_t value, Enum last) {
  return value <= static_cast<std::uint64_t>(last) ? static_cast<Enum>(value) : Enum{};
}

// zlib's: several GB a second where Boost's does 0.4.
std::uint32_t crc(std::span<const std::byte> first, std::span<const std::byte> second = {}) {
  const auto add = [](uLong sum, std::span<const std::byte> bytes) {
    // zlib begins anew where it is given no bytes.
    return bytes.empty() ? sum
                         : crc32_z(sum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  };
  return static_cast<std::uint32_t>(add(add(0, first), second));
}

std::uint32_t block_crc(const std::byte* block, std::span<const std::byte> records) {
  std::array<std::byte, 8> covered{};
  std::copy_n(block + 4, 4, covered.begin());       // count
  std::copy_n(block + 12, 4, covered.begin() + 4);  // number
  return crc(covered, records);
}

// What follows the words in the first line: "2". Of bytes that are no text: "?".
std::string version_of(std::string_view text) {
  text = text.substr(0, text.find('\n')).substr(0, 20);
  const bool readable = !text.empty() && std::all_of(text.begin(), text.end(),
                                                     [](char c) { return c > ' ' && c <= '~'; });
  return readable ? std::string(text) : "?";
}

}  // namespace

void encode_record(const Attempt& attempt, Record to) {
  Words words{};
  kKey.put(words, attempt.key_hash);
  kValue.put(words, attempt.value_hash);
  kIntended.put_time(words, attempt.intended);
  kStatus.put(words, attempt.status);
  kSent.put_time(words, attempt.sent);
  kLoad.put(words, attempt.load);
  kStep.put(words, attempt.step);
  kFirstByte.put_time(words, attempt.first_byte);
  kVariant.put(words, attempt.variant);
  kNumber.put(words, attempt.number);
  kEnd.put_time(words, attempt.end);
  kError.put(words, static_cast<std::uint64_t>(attempt.error));
  kOutcome.put(words, static_cast<std::uint64_t>(attempt.outcome));
  kOperation.put(words, static_cast<std::uint64_t>(attempt.operation_outcome));
  kPurpose.put(words, static_cast<std::uint64_t>(attempt.purpose));
  kFinal.put(words, attempt.final ? 1 : 0);
  kHedged.put(words, attempt.hedged ? 1 : 0);
  kFirstStep.put(words, attempt.first ? 1 : 0);
  kBegun.put_time(words, attempt.begun);
  kUser.put_saturated(words, attempt.user);
  kIteration.put(words, attempt.iteration);
  kSize.put(words, attempt.bytes);
  words = little_endian(words);
  std::memcpy(to.data(), words.data(), kRecordBytes);
}

Attempt decode_record(ConstRecord from) {
  Words words;
  std::memcpy(words.data(), from.data(), kRecordBytes);
  words = little_endian(words);
  Attempt attempt;
  attempt.key_hash = kKey.get(words);
  attempt.value_hash = kValue.get(words);
  attempt.intended = kIntended.get_time(words);
  attempt.status = static_cast<std::uint16_t>(kStatus.get(words));
  attempt.sent = kSent.get_time(words);
  attempt.load = static_cast<std::uint8_t>(kLoad.get(words));
  attempt.step = static_cast<std::uint8_t>(kStep.get(words));
  attempt.first_byte = kFirstByte.get_time(words);
  attempt.variant = static_cast<std::uint8_t>(kVariant.get(words));
  attempt.number = static_cast<std::uint8_t>(kNumber.get(words));
  attempt.end = kEnd.get_time(words);
  attempt.error = checked(kError.get(words), static_cast<ErrorClass>(kErrorClasses - 1));
  attempt.outcome = checked(kOutcome.get(words), Outcome::kDropped);
  attempt.operation_outcome = checked(kOperation.get(words), Outcome::kDropped);
  attempt.purpose = checked(kPurpose.get(words), Purpose::kSetup);
  attempt.final = kFinal.get(words) != 0;
  attempt.hedged = kHedged.get(words) != 0;
  attempt.first = kFirstStep.get(words) != 0;
  attempt.begun = kBegun.get_time(words);
  attempt.user = static_cast<std::uint32_t>(kUser.get(words));
  attempt.iteration = static_cast<std::uint32_t>(kIteration.get(words));
  attempt.bytes = static_cast<std::uint32_t>(kSize.get(words));
  return attempt;
}

std::array<std::byte, kHeaderBytes> encode_header() {
  std::string text(kFileMagic);
  text += fmt::format("header_bytes {}\nblock_header_bytes {}\nrecord_bytes {}\n", kHeaderBytes,
                      kBlockHeaderBytes, kRecordBytes);
  for_each_field([&]<unsigned kFirst, unsigned kBits>(const Field<kFirst, kBits>& field) {
    text += fmt::format("{} {} {}\n", field.name, kFirst, kBits);
  });
  text += names_of<Outcome>("outcomes", Outcome::kDropped);
  text += names_of<Purpose>("purposes", Purpose::kSetup);
  text += names_of<ErrorClass>("error_classes", static_cast<ErrorClass>(kErrorClasses - 1));
  std::array<std::byte, kHeaderBytes> header{};
  assert(text.size() <= kHeaderBytes - 4);
  const auto bytes = std::as_bytes(std::span(text));
  std::copy(bytes.begin(), bytes.end(), header.begin());
  put_u32(header.data() + kHeaderBytes - 4, crc(std::span(header).first(kHeaderBytes - 4)));
  return header;
}

std::string header_mistake(std::span<const std::byte> bytes) {
  static constexpr std::string_view kOurs = "squall operations ";
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.substr(0, kOurs.size()) != kOurs) return "it holds no records of Squall";
  if (text.substr(0, kFileMagic.size()) != kFileMagic.substr(0, text.size())) {
    return fmt::format("it has format {}, and this Squall reads format {}",
                       version_of(text.substr(kOurs.size())),
                       version_of(kFileMagic.substr(kOurs.size())));
  }
  if (bytes.size() < kHeaderBytes) return "its header is cut off";
  const bool whole = get_u32(bytes.data() + kHeaderBytes - 4) == crc(bytes.first(kHeaderBytes - 4));
  return whole ? "" : "its header is damaged";
}

void encode_block(std::span<const Attempt> attempts, std::uint32_t number,
                  std::span<std::byte> to) {
  assert(to.size() == block_bytes(attempts.size()));
  std::byte* const block = to.data();
  const std::span records = to.subspan(kBlockHeaderBytes);
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    encode_record(attempts[i], records.subspan(i * kRecordBytes).first<kRecordBytes>());
  }
  put_u32(block, kBlockMagic);
  put_u32(block + 4, static_cast<std::uint32_t>(attempts.size()));
  put_u32(block + 12, number);
  put_u32(block + 8, block_crc(block, records));
}

void append_block(std::span<const Attempt> attempts, std::uint32_t number,
                  std::vector<std::byte>& to) {
  const std::size_t begin = to.size();
  to.resize(begin + block_bytes(attempts.size()));
  encode_block(attempts, number, std::span(to).subspan(begin));
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
