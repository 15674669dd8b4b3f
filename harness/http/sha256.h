// SHA-256 (FIPS 180-4), by OpenSSL: this is the only code that includes it.
#pragma once

#include <string>
#include <string_view>

namespace squall {

/// 64 hex digits in lower case.
std::string sha256_hex(std::string_view bytes);

}  // namespace squall
