#include "harness/core/token.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace squall {

std::string fresh_token() {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::array<unsigned char, 33> bytes{};
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::getrandom(bytes.data() + filled, bytes.size() - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw std::runtime_error(std::string("no random bytes: ") + std::strerror(errno));
    }
    filled += static_cast<std::size_t>(got);
  }
  std::string token;
  // Three bytes are four letters.
  for (std::size_t i = 0; i + 2 < bytes.size(); i += 3) {
    const unsigned word = static_cast<unsigned>(bytes[i]) << 16 |
                          static_cast<unsigned>(bytes[i + 1]) << 8 | bytes[i + 2];
    for (const int shift : {18, 12, 6, 0}) token += kAlphabet[word >> shift & 63U];
  }
  return token;
}

bool equal_tokens(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  }
  // As volatile, so that no comparison ends early.
  const volatile unsigned char seen = difference;
  return seen == 0;
}

}  // namespace squall
