// The reaper's own side: one thread, one loop.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "harness/core/time.h"
#include "harness/topology/cleanup.h"
#include "harness/topology/lock.h"
#include "harness/topology/logs.h"
#include "harness/core/pidfd.h"
#include "harness/core/proc.h"
#include "harness/topology/reaper.h"
#include "harness/topology/reaper_wire.h"
#include "harness/topology/usual_signals.h"

namespace squall {
namespace {

constexpr Nanoseconds kEndDeadline = std::chrono::seconds(4);
constexpr std::string_view kCommand = "__reaper";

// What a child tells about a start that failed, through a pipe that the exec closes.
struct StartError {
  char stage = 0;  ///< 'd' folder, 'l' log, 'x' program.
  int error = 0;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> raw;
  for (std::string& text : texts) raw.push_back(text.data());
  raw.push_back(nullptr);
  return raw;
}

struct Start {
  std::string id, cwd, log;
  std::vector<std::string> argv, env;
};

Start start_from(const std::vector<std::string>& fields) {
  Start start{fields.at(1), fields.at(2), fields.at(3), {}, {}};
  const auto args = fields.begin() + 5;
  const auto env = args + std::stol(fields.at(4));
  start.argv.assign(args, env);
  start.env.assign(env, fields.end());
  return start;
}

// In the child, after fork. Returns only to say why the program was not executed.
StartError become(Start& start, pid_t reaper) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != reaper) ::_exit(127);  // It died before the line above took effect.
  restore_usual_signals();

  const int log = ::open(start.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log < 0) return {'l', errno};
  ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (::chdir(start.cwd.c_str()) != 0) return {'d', errno};
  ::execve(start.argv[0].c_str(), pointers(start.argv).data(), pointers(start.env).data());
  return {'x', errno};
}

std::string explain(const StartError& error, const Start& start) {
  const char* const reason = std::strerror(error.error);
  if (error.stage == 'd') return fmt::format("the folder {}: {}", start.cwd, reason);
  if (error.stage == 'l') return fmt::format("the log {}: {}", start.log, reason);
  return fmt::format("{} cannot be executed: {}", start.argv[0], reason);
}

class Server {
 public:
  explicit Server(int socket) : socket_(socket) {
    sigset_t child;
    ::sigemptyset(&child);
    ::sigaddset(&child, SIGCHLD);
    ::sigprocmask(SIG_SETMASK, &child, nullptr);
    signals_ = Fd(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
  }

  // Until the harness says so, or is gone.
  void serve() {
    send_message(socket_, {"ready"});
    std::array<pollfd, 2> polled{{{socket_, POLLIN, 0}, {signals_.get(), POLLIN, 0}}};
    while (true) {
      if (::poll(polled.data(), polled.size(), -1) < 0) continue;
      if (polled[1].revents != 0) reap();
      if (polled[0].revents == 0) continue;
      auto message = receive_message(socket_);
      if (!message) return die();
      const std::string& what = message->fields[0];
      if (what == "shutdown") return shut_down();
      if (what == "spawn") spawn(start_from(message->fields));
      if (what == "run") {
        run_dir_ = message->fields.at(1);
        lock_ = std::move(message->fd);
        for (std::size_t i = 2; i < message->fields.size(); ++i) mask_.add(message->fields[i]);
      }
    }
  }

 private:
  void spawn(Start start) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return refuse(start, std::strerror(errno));
    Fd read_end(ends[0]);
    Fd write_end(ends[1]);
    const pid_t self = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) return refuse(start, std::strerror(errno));
    if (pid == 0) {
      const StartError error = become(start, self);
      [[maybe_unused]] const ssize_t told = ::write(write_end.get(), &error, sizeof error);
      ::_exit(127);
    }
    write_end.reset();
    StartError error;
    if (::read(read_end.get(), &error, sizeof error) == sizeof error) {
      ::waitpid(pid, nullptr, 0);
      return refuse(start, explain(error, start));
    }
    // Nobody has waited for the child yet, so the pid is its own even if it has ended already.
    const Fd pidfd = open_pidfd(pid);
    const auto info = process_info(pid);
    send_message(
        socket_,
        {"spawned", start.id, std::to_string(pid), std::to_string(info ? info->start_ticks : 0)},
        pidfd.get());
  }

  void refuse(const Start& start, std::string why) {
    send_message(socket_, {"failed", start.id, std::move(why)});
  }

  // Takes in every child that has ended. False: there are no children at all.
  bool reap() {
    signalfd_siginfo drained{};
    while (::read(signals_.get(), &drained, sizeof drained) > 0) {
    }
    while (true) {
      int status = 0;
      const pid_t pid = ::waitpid(-1, &status, WNOHANG);
      if (pid <= 0) return pid == 0;
      const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
      const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
      if (connected_) {
        send_message(socket_,
                     {"exited", std::to_string(pid), std::to_string(code), std::to_string(signal)});
      }
    }
  }

  // Kills until there is no child left. Whoever loses its parent becomes a child of this process,
  // so no children means no descendants.
  std::vector<std::string> end_descendants() {
    const SteadyTime deadline = steady_now() + kEndDeadline;
    std::vector<std::string> left;
    while (reap()) {
      left.clear();
      for (const ProcessInfo& process : process_tree(::getpid())) {
        if (process.pid == ::getpid() || process.state == 'Z') continue;
        signal_process(process.identity(), SIGKILL);
        left.push_back(fmt::format("pid {} ({}) does not end", process.pid, process.command));
      }
      if (steady_now() >= deadline) return left;
      pollfd ended{signals_.get(), POLLIN, 0};
      ::poll(&ended, 1, 10);
    }
    return {};
  }

  void shut_down() {
    std::vector<std::string> answer = end_descendants();
    answer.insert(answer.begin(), "done");
    send_message(socket_, answer);
  }

  void die() {
    connected_ = false;
    std::vector<std::string> left = end_descendants();
    if (run_dir_.empty()) return;
    // From here on, its removal is up to this process.
    const PathLock lock = PathLock::adopt(std::move(lock_));
    CleanupReport report = undo_run(run_dir_);
    report.residue.insert(report.residue.begin(), left.begin(), left.end());
    trim_logs(run_dir_ + "/logs", mask_);
    write_cleanup_report(run_dir_, report, "reaper");
  }

  const int socket_;
  Fd signals_;
  Fd lock_;
  bool connected_ = true;
  std::string run_dir_;
  SecretMask mask_;
};

}  // namespace

std::optional<int> run_as_reaper(int argc, char** argv) {
  if (argc != 3 || argv[1] != kCommand) return std::nullopt;
  ::prctl(PR_SET_NAME, "squall-reaper");
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT}) ::signal(number, SIG_IGN);
  Server(std::atoi(argv[2])).serve();
  return 0;
}

}  // namespace squall
