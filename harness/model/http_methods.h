// The HTTP methods that files may name.
#pragma once

#include <array>
#include <string_view>

namespace squall {

inline constexpr std::array<std::string_view, 7> kHttpMethods{"GET",    "HEAD",  "PUT",    "POST",
                                                              "DELETE", "PATCH", "OPTIONS"};

}  // namespace squall
