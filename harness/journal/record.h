// The layout of operations.bin.
//
// File   = header, block*
// Header = kHeaderBytes: magic, then a text that describes the layout, padded with zero bytes; the
//          last 4 bytes are the CRC of those before. A field's line is "name first_bit bits", in
//          the record read as one little-endian number.
// Block  = magic, count, CRC, number (4 x u32), then `count` records; the CRC covers count, number
//          and records.
// Record = kRecordBytes. Times are nanoseconds, all ones for "it did not happen"; offsets count
//          from `intended`. What is too large for its field is the largest that fits: 78 hours,
//          for `begun` 18 minutes.
// Everything is little-endian; every CRC is CRC-32 (IEEE 802.3), so that zlib's crc32 checks it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/attempt.h"

namespace squall {

inline constexpr std::size_t kRecordBytes = 64;
inline constexpr std::size_t kHeaderBytes = 2048;
inline constexpr std::size_t kBlockHeaderBytes = 16;
inline constexpr std::uint32_t kMaxBlockRecords = 4096;
inline constexpr std::string_view kFileMagic = "squall operations 2\n";
inline constexpr std::uint32_t kBlockMagic = 0x4b4c4253;  ///< "SBLK"

using Record = std::span<std::byte, kRecordBytes>;
using ConstRecord = std::span<const std::byte, kRecordBytes>;

void encode_record(const Attempt& attempt, Record to);

/// Any bytes give an attempt; enumerations out of range become their first value.
Attempt decode_record(ConstRecord from);

std::array<std::byte, kHeaderBytes> encode_header();

/// Nothing if `bytes` begin with a whole header of this version, else what is wrong with it.
std::string header_mistake(std::span<const std::byte> bytes);

/// The bytes of a block of `records` records.
constexpr std::size_t block_bytes(std::size_t records) {
  return kBlockHeaderBytes + records * kRecordBytes;
}

/// Writes one block of 1 to kMaxBlockRecords attempts, which `to` is as long as.
void encode_block(std::span<const Attempt> attempts, std::uint32_t number, std::span<std::byte> to);

/// The same at the end of `to`.
void append_block(std::span<const Attempt> attempts, std::uint32_t number,
                  std::vector<std::byte>& to);

/// The records of the whole, valid block that `bytes` begin with; empty if there is none.
std::span<const std::byte> block_records(std::span<const std::byte> bytes);

/// Whether `bytes` are the beginning of a block whose end is cut off.
bool is_cut_block(std::span<const std::byte> bytes);

}  // namespace squall
