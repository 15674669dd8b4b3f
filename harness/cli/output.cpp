#include "harness/cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>

#include <cerrno>
#include <cstring>

namespace squall {

Result<Output> Output::open(const std::filesystem::path& path) {
  if (path.empty()) return Output("standard output", Fd());
  ::signal(SIGPIPE, SIG_IGN);
  Output output(path.string(),
                Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)));
  if (!output.file_) return output.failure();
  return output;
}

Result<void> Output::write(const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(descriptor(), data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure();
    data += written;
    size -= static_cast<std::size_t>(written);
  }
  return {};
}

tl::unexpected<Error> Output::failure() const {
  return fail(fmt::format("cannot write {}: {}", name_, std::strerror(errno)));
}

}  // namespace squall
