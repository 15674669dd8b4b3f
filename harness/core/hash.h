// The 64-bit hash of keys and values in the records, and of file contents in reports.
#pragma once

#include <cstdint>
#include <string_view>

namespace squall {

/// FNV-1a, 64 bit (http://www.isthe.com/chongo/tech/comp/fnv/), with splitmix64's finaliser so
/// that short keys spread over all bits. 0 is kept for "none": a text that hashes to 0 gives 1.
constexpr std::uint64_t hash64(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebULL;
  hash ^= hash >> 31;
  return hash == 0 ? 1 : hash;
}

}  // namespace squall
