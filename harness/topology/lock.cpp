#include "harness/topology/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "harness/core/hash.h"
#include "harness/core/wait.h"

namespace squall {
namespace {

constexpr Nanoseconds kLockPoll = std::chrono::milliseconds(20);
constexpr Nanoseconds kReaperPatience = std::chrono::seconds(6);

std::filesystem::path lock_file(const std::filesystem::path& path, const std::string& purpose) {
  // Where nobody says so, as in cron, it is there all the same.
  const char* const said = std::getenv("XDG_RUNTIME_DIR");
  const std::string runtime = said != nullptr ? said : fmt::format("/run/user/{}", ::getuid());
  std::error_code error;
  const bool usable = ::access(runtime.c_str(), W_OK) == 0;
  const std::filesystem::path folder = usable ? runtime : "/tmp";
  const auto real = std::filesystem::weakly_canonical(path, error);
  return folder / fmt::format("squall-{}-{}-{:016x}.lock", ::getuid(), purpose,
                              hash64(error ? path.string() : real.string()));
}

// Who holds the lock; 0 if that cannot be told.
pid_t holder(int file) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(file, text.data(), text.size() - 1, 0);
  return size > 0 ? std::atoi(text.data()) : 0;
}

bool is_removed(int file) {
  struct stat status {};
  return ::fstat(file, &status) == 0 && status.st_nlink == 0;
}

bool is_dead(pid_t pid) { return pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH; }

}  // namespace

PathLock::~PathLock() {
  if (fd_) ::unlink(file_.c_str());
}

PathLock PathLock::adopt(Fd fd) {
  std::error_code error;
  const auto file = std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", fd.get()), error);
  return PathLock(std::move(fd), file.string());
}

Result<PathLock> PathLock::take(const std::filesystem::path& path, const std::string& purpose,
                                Nanoseconds patience, std::stop_token stop) {
  const std::string name = lock_file(path, purpose).string();
  const auto failed = [&] {
    return fail(fmt::format("the lock {}: {}", name, std::strerror(errno)));
  };
  const SteadyTime start = steady_now();
  while (true) {
    Fd file(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return failed();
    if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
      // Its holder may have removed it between our open and our lock.
      if (is_removed(file.get())) continue;
      const std::string pid = std::to_string(::getpid());
      if (::ftruncate(file.get(), 0) != 0 || ::write(file.get(), pid.data(), pid.size()) < 0) {
        return failed();
      }
      return PathLock(std::move(file), name);
    }
    if (errno != EWOULDBLOCK) return failed();
    const pid_t pid = holder(file.get());
    const Nanoseconds limit = is_dead(pid) ? std::max(patience, kReaperPatience) : patience;
    if (steady_now() - start >= limit || !wait_for(stop, kLockPoll)) {
      return fail(fmt::format("another run uses {} (pid {})", path.string(), pid));
    }
  }
}

}  // namespace squall
