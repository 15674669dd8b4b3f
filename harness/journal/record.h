// The layout of operations.bin.
//
// File   = header, block*
// Header = kHeaderBytes: magic, then a text that describes the layout (one "name offset type" a
//          line), padded with zero bytes; the last 4 bytes are the CRC of those before.
// Block  = magic, count, CRC, number (4 x u32), then `count` records; the CRC covers count, number
//          and records.
// Record = kRecordBytes, see kFields; times are 48-bit nanoseconds, all ones for "it did not
//          happen", offsets count from `intended`.
// Everything is little-endian; every CRC is CRC-32 (IEEE 802.3), so that zlib's crc32 checks it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "harness/model/attempt.h"

namespace squall {

inline constexpr std::size_t kRecordBytes = 64;
inline constexpr std::size_t kHeaderBytes = 1024;
inline constexpr std::size_t kBlockHeaderBytes = 16;
inline constexpr std::uint32_t kMaxBlockRecords = 4096;
inline constexpr std::string_view kFileMagic = "squall operations 1\n";
inline constexpr std::uint32_t kBlockMagic = 0x4b4c4253;  ///< "SBLK"

using Record = std::span<std::byte, kRecordBytes>;
using ConstRecord = std::span<const std::byte, kRecordBytes>;

void encode_record(const Attempt& attempt, Record to);

/// Any bytes give an attempt; enumerations out of range become their first value.
Attempt decode_record(ConstRecord from);

std::array<std::byte, kHeaderBytes> encode_header();

/// Whether `bytes` begin with a whole header of this version.
bool is_header(std::span<const std::byte> bytes);

/// Appends one block of 1 to kMaxBlockRecords attempts.
void append_block(std::span<const Attempt> attempts, std::uint32_t number,
                  std::vector<std::byte>& to);

/// The records of the whole, valid block that `bytes` begin with; empty if there is none.
std::span<const std::byte> block_records(std::span<const std::byte> bytes);

/// Whether `bytes` are the beginning of a block whose end is cut off.
bool is_cut_block(std::span<const std::byte> bytes);

}  // namespace squall
