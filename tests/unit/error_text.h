// Lets a REQUIRE that fails say why: the message of a Result's error. Included before all else.
#pragma once

#ifndef SQUALL_TEST_MAIN

#include <catch2/catch.hpp>

#include "harness/core/error.h"

namespace Catch {

template <typename T>
struct StringMaker<tl::expected<T, squall::Error>> {
  static std::string convert(const tl::expected<T, squall::Error>& result) {
    return result ? "a value" : "the error \"" + result.error().message + "\"";
  }
};

}  // namespace Catch

#endif
