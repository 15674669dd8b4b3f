// How many descriptors this process may have open: each connection takes one.
#pragma once

#include <cstddef>
#include <string>

namespace squall {

/// Raises the soft limit of open files to the hard one; what it is then. Threads share it, and
/// programs that are started later inherit it.
std::size_t raise_descriptor_limit();

/// Why no descriptor could be had, and what to do about it; `error` is errno's.
[[noreturn]] void throw_no_descriptor(int error);

}  // namespace squall
