#include "harness/topology/undo_actions.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "harness/core/fd.h"
#include "harness/core/pidfd.h"
#include "harness/http/client.h"
#include "harness/topology/child.h"
#include "harness/topology/usual_signals.h"

namespace squall {
namespace {

constexpr Nanoseconds kPatienceOfUndo = std::chrono::seconds(10);

// In the child. What it says goes nowhere: its exit code is what counts.
[[noreturn]] void become_command(std::vector<char*>& argv, const char* folder) {
  ::setsid();
  restore_usual_signals();
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, fd);
  if (::chdir(folder) == 0) ::execv(argv[0], argv.data());
  ::_exit(127);
}

}  // namespace

Result<std::string> send_undo(const UndoCall& call) {
  HttpRequest request;
  request.method = call.method;
  request.url = call.url;
  request.headers = call.headers;
  request.body = call.body;
  const std::string what = call.method + " " + call.url;
  // It is of the system, as the fault found out before the call was written down.
  const auto answer = HttpClient(AllowedHosts({call.url})).send(request);
  if (!answer) return fail(fmt::format("{}: {}", what, answer.error().message));
  const std::string seen = fmt::format("{} answered {}", what, answer->status);
  return answer->status / 100 == 2 ? Result<std::string>(seen) : fail(seen);
}

Result<std::string> run_undo(const std::vector<std::string>& argv,
                             const std::filesystem::path& folder) {
  std::vector<std::string> texts = argv;
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  const std::string what = fmt::format("{}", fmt::join(argv, " "));
  const pid_t pid = ::fork();
  if (pid < 0) return fail(fmt::format("{}: {}", what, std::strerror(errno)));
  if (pid == 0) become_command(pointers, folder.c_str());
  const Fd pidfd = open_pidfd(pid);
  pollfd ended{pidfd.get(), POLLIN, 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatienceOfUndo);
  const bool in_time = ::poll(&ended, 1, static_cast<int>(patience.count())) > 0;
  if (!in_time) ::kill(-pid, SIGKILL);  // Its session; not waited for yet, so the pid is its own.
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) return fail(fmt::format("{} did not end within 10 s", what));
  const ExitStatus how{WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                       WIFSIGNALED(status) ? WTERMSIG(status) : 0};
  const std::string seen = fmt::format("{} ended with {}", what, describe(how));
  return how.code == 0 && how.signal == 0 ? Result<std::string>(seen) : fail(seen);
}

}  // namespace squall
