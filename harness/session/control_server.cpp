#include "harness/session/control_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "harness/session/api_connection.h"

namespace squall {
namespace {

namespace net = boost::asio;
using net::ip::tcp;

constexpr auto kTellEvery = std::chrono::milliseconds(250);
constexpr int kTellsForGates = 4;
// Of the thread: the load comes first.
constexpr int kNice = 5;

// Asio leaves sockets open for programs that are started: nodes would keep the port.
void keep_to_this_process(int socket) { ::fcntl(socket, F_SETFD, FD_CLOEXEC); }

constexpr unsigned bit_of(SessionView::Change change) {
  return 1U << static_cast<unsigned>(change);
}

}  // namespace

class ControlServer::Parts final : public ConnectionServer {
 public:
  explicit Parts(tcp::acceptor acceptor, std::unique_ptr<net::io_context> io)
      : io_(std::move(io)), acceptor_(std::move(acceptor)), ticker_(*io_), retry_(*io_) {}

  ~Parts() { stop(); }

  void stop() {
    if (!thread_.joinable()) return;
    api_->parts().view.listen({});
    io_->stop();
    thread_.join();
    connections_.clear();
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void serve(SessionApi& api) {
    api_ = &api;
    api.parts().view.listen(
        [this](SessionView::Change change, const std::string& line) { on_change(change, line); });
    net::post(*io_, [this] {
      accept();
      tick(1);
    });
    thread_ = std::thread([this] { run(); });
  }

  void say_goodbye(const std::string& ended, Nanoseconds patience) {
    std::unique_lock lock(mutex_);
    net::post(*io_, [this, ended] {
      hub_.publish("ended", ended);
      {
        const std::lock_guard inner(mutex_);
        wanted_ = hub_.viewers();
        said_goodbye_ = true;
      }
      hub_.end();
      changed_.notify_all();
    });
    const auto all_fetched = [this] { return said_goodbye_ && fetched_ >= wanted_; };
    changed_.wait_for(lock, patience, all_fetched);
  }

  void answer(const ApiRequest& request, std::function<void(ApiReply)> reply) override {
    api_->answer(request, [this, reply = std::move(reply)](ApiReply answered) {
      net::post(*io_,
                [reply, answered = std::move(answered)]() mutable { reply(std::move(answered)); });
    });
  }

  void follow(const std::shared_ptr<ApiConnection>& viewer, const std::string& last_id) override {
    if (!hub_.has_room()) return viewer->close();
    const SessionApiParts& parts = api_->parts();
    hub_.join(viewer, last_id, [&] {
      return hello_message(parts.facts, parts.loaded.scenario, parts.view, viewer->role());
    });
  }

  void on_report_fetched() override {
    const std::lock_guard lock(mutex_);
    ++fetched_;
    changed_.notify_all();
  }

  void on_closed(ApiConnection& connection) override {
    hub_.leave(connection);
    connections_.remove_if(
        [&](const std::shared_ptr<ApiConnection>& each) { return each.get() == &connection; });
  }

 private:
  void run() {
    setpriority(PRIO_PROCESS, 0, kNice);
    while (true) {
      try {
        io_->run();
        return;
      } catch (const std::exception&) {
        // Of one connection; the others go on.
      }
    }
  }

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (!error) keep_to_this_process(socket.native_handle());
      if (!error && make_room()) {
        connections_.push_back(std::make_shared<ApiConnection>(std::move(socket), *this));
        connections_.back()->begin();
      }
      if (error == net::error::operation_aborted) return;
      if (!error) return accept();
      // Out of descriptors, say: that passes.
      retry_.expires_after(kTellEvery);
      retry_.async_wait([this](boost::system::error_code stopped) {
        if (!stopped) accept();
      });
    });
  }

  // One goes that has its answer; else, of those that ask for nothing, the one that has done so for
  // the longest.
  bool make_room() {
    if (connections_.size() < kMostConnections) return true;
    auto idle = std::find_if(connections_.begin(), connections_.end(),
                             [](const auto& each) { return each->leaves(); });
    if (idle == connections_.end()) {
      idle = std::find_if(connections_.begin(), connections_.end(),
                          [](const auto& each) { return each->waits(); });
    }
    if (idle == connections_.end()) return false;
    const std::shared_ptr<ApiConnection> leaving = *idle;
    leaving->close();
    return true;
  }

  // On any thread.
  void on_change(SessionView::Change change, const std::string& line) {
    if (change == SessionView::Change::kJournal) {
      net::post(*io_, [this, line] { hub_.publish("journal", line); });
    } else if (changes_.fetch_or(bit_of(change)) == 0) {
      net::post(*io_, [this] { tell_changes(); });
    }
  }

  void tell_changes() {
    const unsigned changes = changes_.exchange(0);
    const SessionApiParts& parts = api_->parts();
    const SessionState state = parts.view.state();
    const auto has = [&](SessionView::Change change) { return (changes & bit_of(change)) != 0; };
    if (has(SessionView::Change::kFaults)) hub_.publish("faults", faults_message(state));
    if (has(SessionView::Change::kPhases)) hub_.publish("phases", phases_message(state));
    if (has(SessionView::Change::kInfo)) {
      const auto info = [&](Role role) {
        return info_message(parts.facts, parts.loaded.scenario, state, role);
      };
      hub_.publish("info", info(Role::kViewer), info(Role::kOwner));
    }
  }

  void tick(int number) {
    ticker_.expires_after(kTellEvery);
    ticker_.async_wait([this, number](boost::system::error_code error) {
      if (error) return;
      if (hub_.viewers() > 0) tell_windows(number);
      tick(number + 1);
    });
  }

  void tell_windows(int number) {
    SessionView& view = api_->parts().view;
    const Nanoseconds now = view.now();
    hub_.publish("windows", windows_message(view.timeline().take_changed(now), now, view.counts()));
    if (number % kTellsForGates == 0) hub_.publish("gates", gates_message(view.gates(), now));
  }

  std::unique_ptr<net::io_context> io_;
  tcp::acceptor acceptor_;
  net::steady_timer ticker_, retry_;
  SessionApi* api_ = nullptr;
  StreamHub hub_;
  std::list<std::shared_ptr<ApiConnection>> connections_;  // The oldest first.
  std::atomic<unsigned> changes_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t wanted_ = 0, fetched_ = 0;
  bool said_goodbye_ = false;

  std::thread thread_;
};

ControlServer::ControlServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ControlServer::~ControlServer() = default;

Result<std::unique_ptr<ControlServer>> ControlServer::listen(std::uint16_t port) {
  auto io = std::make_unique<net::io_context>(1);
  tcp::acceptor acceptor(*io);
  boost::system::error_code error;
  const tcp::endpoint endpoint(net::ip::address_v4::loopback(), port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) keep_to_this_process(acceptor.native_handle());
  if (!error) acceptor.set_option(net::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error) {
    return fail(fmt::format("cannot listen on 127.0.0.1:{}: {}", port, error.message()));
  }
  return std::unique_ptr<ControlServer>(
      new ControlServer(std::make_unique<Parts>(std::move(acceptor), std::move(io))));
}

std::uint16_t ControlServer::port() const { return parts_->port(); }

void ControlServer::serve(SessionApi& api) { parts_->serve(api); }

void ControlServer::say_goodbye(const std::string& ended, Nanoseconds patience) {
  parts_->say_goodbye(ended, patience);
}

void ControlServer::stop() { parts_->stop(); }

}  // namespace squall
