#include "harness/core/file.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "harness/core/fd.h"

namespace squall {

// Not with streams: their iterators throw where reading fails, as it does for a process in /proc
// that ends meanwhile, or for a folder.
Result<std::string> read_file(const std::filesystem::path& file) {
  const auto failed = [&] {
    return fail(fmt::format("{}: {}", file.string(), std::strerror(errno)));
  };
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed();
  std::string text;
  std::array<char, 16384> buffer;
  while (true) {
    const ssize_t size = ::read(fd.get(), buffer.data(), buffer.size());
    if (size == 0) return text;
    if (size > 0) text.append(buffer.data(), static_cast<std::size_t>(size));
    if (size < 0 && errno != EINTR) return failed();
  }
}

}  // namespace squall
