// Secrets that are made here: from the operating system's own generator.
#pragma once

#include <string>
#include <string_view>

namespace squall {

/// 44 letters, digits, `-` and `_`: 264 bits that nobody can guess. Throws if the system has none.
std::string fresh_token();

/// Whether the texts are equal, in a time that does not tell where they differ.
bool equal_tokens(std::string_view a, std::string_view b);

}  // namespace squall
