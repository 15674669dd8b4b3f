#include "harness/http/curl_memory.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

namespace squall {
namespace {

constexpr std::size_t kLeastBits = 5;  // 32 bytes
constexpr std::size_t kSizes = 11;     // … up to 32 KiB; what is larger is not kept.
constexpr std::size_t kMostKept = 256;
constexpr std::size_t kNotKept = kSizes;

// In front of what libcurl has; while the block is kept, the next one of its size stands behind.
struct alignas(std::max_align_t) Block {
  std::size_t size;  // Number of a size, or kNotKept.
  std::size_t bytes;

  void* data() { return this + 1; }
  Block*& next() { return *static_cast<Block**>(data()); }
  static Block* of(void* data) { return static_cast<Block*>(data) - 1; }
};

std::size_t size_for(std::size_t bytes) {
  const std::size_t bits = bytes <= 1 ? 0 : static_cast<std::size_t>(std::bit_width(bytes - 1));
  return std::min(std::max(bits, kLeastBits) - kLeastBits, kNotKept);
}

struct Kept {
  std::array<Block*, kSizes> first;
  std::array<std::size_t, kSizes> number;
};

thread_local constinit Kept kept{};

// At the thread's end, after which libcurl may still free something: apart from what is kept, which
// has no end of its own for that reason.
struct Last {
  ~Last() {
    for (Block*& block : kept.first) {
      while (block != nullptr) std::free(std::exchange(block, block->next()));
    }
    kept.number.fill(kMostKept);
  }
  void exists() const {}
};

thread_local const Last last;

void* take(std::size_t bytes) {
  const std::size_t size = size_for(bytes);
  if (size != kNotKept && kept.first[size] != nullptr) {
    Block* const block = kept.first[size];
    kept.first[size] = block->next();
    --kept.number[size];
    return block->data();
  }
  last.exists();
  const std::size_t whole = size == kNotKept ? bytes : std::size_t{1} << (size + kLeastBits);
  if (whole > std::numeric_limits<std::size_t>::max() - sizeof(Block)) return nullptr;
  auto* const block = static_cast<Block*>(std::malloc(sizeof(Block) + whole));
  if (block == nullptr) return nullptr;
  block->size = size;
  block->bytes = whole;
  return block->data();
}

void give_back(void* data) {
  if (data == nullptr) return;
  Block* const block = Block::of(data);
  if (block->size == kNotKept || kept.number[block->size] >= kMostKept) return std::free(block);
  last.exists();  // Also in a thread that frees alone.
  block->next() = kept.first[block->size];
  kept.first[block->size] = block;
  ++kept.number[block->size];
}

void* take_again(void* data, std::size_t bytes) {
  if (data == nullptr) return take(bytes);
  const std::size_t had = Block::of(data)->bytes;
  if (bytes <= had && size_for(bytes) == Block::of(data)->size) return data;
  void* const moved = take(bytes);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, data, std::min(had, bytes));
  give_back(data);
  return moved;
}

void* take_zeros(std::size_t number, std::size_t bytes) {
  if (bytes != 0 && number > std::numeric_limits<std::size_t>::max() / bytes) return nullptr;
  void* const data = take(number * bytes);
  if (data != nullptr) std::memset(data, 0, number * bytes);
  return data;
}

char* take_copy(const char* text) {
  const std::size_t bytes = std::strlen(text) + 1;
  void* const copy = take(bytes);
  return copy == nullptr ? nullptr : static_cast<char*>(std::memcpy(copy, text, bytes));
}

}  // namespace

void use_kept_memory() {
  curl_global_init_mem(CURL_GLOBAL_DEFAULT, take, give_back, take_again, take_copy, take_zeros);
}

}  // namespace squall
