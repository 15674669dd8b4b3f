#include "probes/spawned.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "harness/core/fd.h"
#include "harness/core/pidfd.h"
#include "harness/core/proc.h"

namespace squall {
namespace {

constexpr std::size_t kMostErrors = 4096;
constexpr Nanoseconds kStopSlice = std::chrono::milliseconds(20);

struct Pipe {
  Fd read, write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(std::strerror(errno));
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_of(const SpawnedCommand& command) {
  std::vector<std::string> env;
  for (char** entry = environ; *entry != nullptr; ++entry) env.emplace_back(*entry);
  if (!command.run_dir.empty()) env.push_back(fmt::format("{}={}", kRunMark, command.run_dir));
  return env;
}

/// In the child, where only what is safe after fork() may be called. What went wrong goes to
/// `report`, which an exec closes.
struct Becoming {
  char* const* argv;
  char* const* env;
  const char* folder;
  int output, errors, report;
  pid_t parent;

  [[noreturn]] void become() const {
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    if (::getppid() == parent && ::chdir(folder) == 0) ::execvpe(argv[0], argv, env);
    const int error = errno;
    [[maybe_unused]] const ssize_t told = ::write(report, &error, sizeof error);
    ::_exit(127);
  }
};

// What is readable is added to `text`, up to `most`. False: the other side is closed.
bool take(const Fd& from, std::string& text, std::size_t most) {
  std::array<char, 16384> buffer;
  const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
  if (got <= 0) return got < 0 && errno == EINTR;
  text.append(buffer.data(), std::min(static_cast<std::size_t>(got), most - text.size()));
  return true;
}

/// Reads until the process has ended, and all that it wrote. What it left behind may hold its
/// output open: that is not waited for. False: not in time.
bool read_to_end(Fd& output, Fd& errors, const Fd& process, SteadyTime deadline,
                 const std::stop_token& stop, CommandEnd& end) {
  bool runs = true;
  while (true) {
    const Nanoseconds left = deadline - steady_now();
    if (left <= Nanoseconds{} || stop.stop_requested()) return false;
    const auto slice = std::chrono::ceil<std::chrono::milliseconds>(std::min(left, kStopSlice));
    std::array<pollfd, 3> polls{{{output.get(), POLLIN, 0},
                                 {errors.get(), POLLIN, 0},
                                 {runs ? process.get() : -1, POLLIN, 0}}};
    const int ready =
        ::poll(polls.data(), polls.size(), runs ? static_cast<int>(slice.count()) : 0);
    if (ready <= 0 && !runs) return true;
    if (ready <= 0) continue;
    if (polls[0].revents != 0 && !take(output, end.output, kMostOutput)) output.reset();
    if (polls[1].revents != 0 && !take(errors, end.errors, kMostErrors)) errors.reset();
    if (polls[2].revents != 0) runs = false;
  }
}

}  // namespace

Result<CommandEnd> run_command(const SpawnedCommand& command, Nanoseconds timeout,
                               const std::stop_token& stop) {
  const SteadyTime deadline = steady_now() + timeout;
  auto output = make_pipe();
  auto errors = make_pipe();
  auto report = make_pipe();
  if (!output || !errors || !report) return fail("there are no more descriptors");
  std::vector<std::string> texts = command.argv;
  std::vector<std::string> env = environment_of(command);
  const std::vector<char*> argv = pointers_to(texts), envp = pointers_to(env);
  const Becoming child{argv.data(),         envp.data(),         command.folder.c_str(),
                       output->write.get(), errors->write.get(), report->write.get(),
                       ::getpid()};
  const pid_t pid = ::fork();
  if (pid < 0) return fail(fmt::format("{}: {}", command.argv[0], std::strerror(errno)));
  if (pid == 0) child.become();
  output->write.reset();
  errors->write.reset();
  report->write.reset();
  int error = 0;
  const bool failed = ::read(report->read.get(), &error, sizeof error) == sizeof error;
  CommandEnd end;
  end.ended =
      !failed && read_to_end(output->read, errors->read, open_pidfd(pid), deadline, stop, end);
  // Its session, which is not waited for yet, so that the number is still its own.
  ::kill(-pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (failed) return fail(fmt::format("{}: {}", command.argv[0], std::strerror(error)));
  end.code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  end.signal = end.ended && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return end;
}

}  // namespace squall
