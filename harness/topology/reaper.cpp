#include "harness/topology/reaper.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "harness/topology/cleanup.h"
#include "harness/topology/reaper_wire.h"

namespace squall {
namespace {

constexpr int kReaperFd = 3;

// In the forked child of a program with threads: nothing but system calls.
[[noreturn]] void exec_reaper(int socket) {
  ::setsid();
  const int null = ::open("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null, fd);
  if (socket == kReaperFd) {
    ::fcntl(socket, F_SETFD, 0);
  } else {
    ::dup2(socket, kReaperFd);
  }
  ::close_range(kReaperFd + 1, ~0U, 0);
  if (::chdir("/") != 0) ::_exit(126);
  ::execl("/proc/self/exe", "squall", "__reaper", "3", static_cast<char*>(nullptr));
  ::_exit(127);
}

}  // namespace

class Reaper::Connection {
 public:
  Connection(Fd socket, pid_t pid, ReaperSettings settings)
      : socket_(std::move(socket)), pid_(pid), settings_(std::move(settings)) {}

  Result<void> begin() {
    std::vector<std::string> run{"run", settings_.run_dir.string()};
    run.insert(run.end(), settings_.secrets.begin(), settings_.secrets.end());
    const auto sent = send_message(socket_.get(), run, settings_.lock);
    const auto hello = receive_message(socket_.get());
    if (!sent || !hello) {
      ::waitpid(pid_, nullptr, 0);
      return fail("the reaper, which ends everything if the harness dies, did not start");
    }
    reader_ = std::thread([this] { read(); });
    return {};
  }

  Result<std::shared_ptr<Child>> spawn(const SpawnRequest& request) {
    std::future<Result<std::shared_ptr<Child>>> answer;
    {
      const std::scoped_lock lock(mutex_);
      if (closed_) return fail("the reaper is gone");
      const int id = next_id_++;
      answer = waiting_[id].get_future();
      std::vector<std::string> fields{"spawn", std::to_string(id), request.cwd.string(),
                                      request.log.string(), std::to_string(request.argv.size())};
      fields.insert(fields.end(), request.argv.begin(), request.argv.end());
      fields.insert(fields.end(), request.env.begin(), request.env.end());
      if (const auto sent = send_message(socket_.get(), fields); !sent) {
        waiting_.erase(id);
        return tl::unexpected(sent.error());
      }
    }
    return answer.get();
  }

  std::vector<std::string> shutdown() {
    if (!reader_.joinable()) return left_;
    {
      const std::scoped_lock lock(mutex_);
      ending_ = true;
      send_message(socket_.get(), {"shutdown"});
    }
    reader_.join();
    ::waitpid(pid_, nullptr, 0);
    return left_;
  }

  pid_t pid() const { return pid_; }

 private:
  void read() {
    bool done = false;
    while (auto message = receive_message(socket_.get())) {
      const std::string& what = message->fields[0];
      if (what == "spawned") spawned(*message);
      if (what == "failed") answer(message->fields.at(1), fail(message->fields.at(2)));
      if (what == "exited") exited(message->fields);
      if (what == "done") {
        done = true;
        left_.assign(message->fields.begin() + 1, message->fields.end());
      }
    }
    close(done);
  }

  void spawned(WireMessage& message) {
    const ProcessIdentity identity{std::stoll(message.fields.at(2)),
                                   std::stoull(message.fields.at(3))};
    auto child = std::make_shared<Child>(identity, std::move(message.fd));
    children_[identity.pid] = child;
    answer(message.fields.at(1), std::move(child));
  }

  void answer(const std::string& id, Result<std::shared_ptr<Child>> result) {
    const std::scoped_lock lock(mutex_);
    const auto found = waiting_.find(std::stoi(id));
    if (found == waiting_.end()) return;
    found->second.set_value(std::move(result));
    waiting_.erase(found);
  }

  void exited(const std::vector<std::string>& fields) {
    const auto found = children_.find(std::stoll(fields.at(1)));
    if (found == children_.end()) return;  // A descendant that had lost its parent.
    const std::shared_ptr<Child> child = found->second;
    children_.erase(found);
    child->set_exit({std::stoi(fields.at(2)), std::stoi(fields.at(3))});
    if (settings_.on_exit) settings_.on_exit(*child);
  }

  void close(bool done) {
    bool lost = false;
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
      lost = !done && !ending_;
      for (auto& [id, promise] : waiting_) promise.set_value(fail("the reaper is gone"));
      waiting_.clear();
    }
    if (done) return;
    // The kernel has killed the reaper's children, but not their descendants.
    left_ = end_marked(settings_.run_dir, std::chrono::seconds(3)).residue;
    if (lost && settings_.on_lost) settings_.on_lost();
  }

  const Fd socket_;
  const pid_t pid_;
  const ReaperSettings settings_;
  std::thread reader_;
  std::map<std::int64_t, std::shared_ptr<Child>> children_;  // Of the reader thread.
  std::vector<std::string> left_;                            // Of the reader, until it is joined.

  std::mutex mutex_;
  int next_id_ = 1;
  bool closed_ = false;
  bool ending_ = false;
  std::map<int, std::promise<Result<std::shared_ptr<Child>>>> waiting_;
};

Result<std::unique_ptr<Reaper>> Reaper::start(ReaperSettings settings) {
  std::array<int, 2> ends{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return fail(fmt::format("the reaper's socket: {}", std::strerror(errno)));
  }
  Fd ours(ends[0]);
  const Fd theirs(ends[1]);
  // Environments can be long; the kernel takes as much of this as it allows.
  const int buffer_bytes = 1 << 20;
  ::setsockopt(ours.get(), SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof buffer_bytes);

  const pid_t pid = ::fork();
  if (pid < 0) return fail(fmt::format("the reaper: {}", std::strerror(errno)));
  if (pid == 0) exec_reaper(theirs.get());
  auto connection = std::make_unique<Connection>(std::move(ours), pid, std::move(settings));
  if (const auto begun = connection->begin(); !begun) return tl::unexpected(begun.error());
  return std::unique_ptr<Reaper>(new Reaper(std::move(connection)));
}

Reaper::Reaper(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Reaper::~Reaper() { shutdown(); }

Result<std::shared_ptr<Child>> Reaper::spawn(const SpawnRequest& request) {
  return connection_->spawn(request);
}
std::vector<std::string> Reaper::shutdown() { return connection_->shutdown(); }
std::int64_t Reaper::pid() const { return connection_->pid(); }

}  // namespace squall
