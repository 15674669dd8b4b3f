// Paths as addresses that pages link to.
#pragma once

#include <string>
#include <string_view>

namespace squall {

/// A relative path as an address: all that means something there, but the "/" between its parts, is
/// escaped, so that no name of a folder is taken for a scheme, a query or a fragment.
std::string address_of(std::string_view path);

}  // namespace squall
