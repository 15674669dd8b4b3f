// Results and errors.
//
// Four kinds of error take four routes: the author's mistake is a Diagnostic (core/diagnostic.h),
// the target's misbehaviour is data (model/attempt.h), the harness's own failure is an exception
// that ends in one catch in cli, and our own bug is an assertion. At seams where failure is
// ordinary, a function returns Result.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace squall {

/// Why something did not work, as one sentence for a person; says what to do next where it can.
struct Error {
  std::string message;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// Shorthand for `return fail("…")` in a function that returns Result.
inline tl::unexpected<Error> fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace squall
