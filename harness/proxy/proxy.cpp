#include "harness/proxy/proxy.h"

#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <exception>
#include <future>

namespace squall {

Proxy::Proxy(std::uint64_t seed) : seed_(seed) {
  thread_ = std::jthread([this] {
    // A splice into a connection that is gone raises it; the error is enough.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    keen_.begin();
    stay_keen();
    loop_.run();
  });
}

Proxy::~Proxy() {
  loop_.stop();
  thread_.join();
  links_.clear();
}

void Proxy::stay_keen() {
  keen_.adjust();
  keen_timer_.start(steady_now() + KeenThread::kAdjustAfter, [this] { stay_keen(); });
}

// Runs on the proxy's thread; what it throws is thrown here.
void Proxy::on_loop(const std::function<void()>& call) const {
  std::promise<void> done;
  loop_.post([&] {
    try {
      call();
      done.set_value();
    } catch (...) {
      done.set_exception(std::current_exception());
    }
  });
  done.get_future().get();
}

Result<LinkId> Proxy::add(const std::string& host, std::uint16_t port, const std::string& at) {
  const auto server = resolve_host(host, port);
  if (!server) return tl::unexpected(server.error());
  auto listener = at.empty() ? bind_listener("127.0.0.1", 0) : bind_listener(at, port);
  if (!listener) return tl::unexpected(listener.error());
  const std::uint16_t own = local_port(*listener);
  LinkId id = 0;
  on_loop([&] {
    id = links_.size();
    links_.push_back(
        std::make_unique<ProxiedLink>(context_, std::move(*listener), server->front()));
    ports_.push_back(own);
  });
  return id;
}

std::uint16_t Proxy::port(LinkId link) const {
  std::uint16_t port = 0;
  on_loop([&] { port = ports_.at(link); });
  return port;
}

int Proxy::inject(const std::string& name, const ToxicPlan& plan,
                  const std::vector<LinkId>& links) {
  int id = 0;
  on_loop([&] {
    id = ++toxics_;
    for (const LinkId link : links) {
      const std::string stream = fmt::format("toxic:{}/{}", name, link);
      links_.at(link)->add_toxic(id, plan, Random::substream(seed_, stream));
    }
  });
  return id;
}

void Proxy::remove(int toxic, const std::vector<LinkId>& links) {
  on_loop([&] {
    for (const LinkId link : links) links_.at(link)->remove_toxic(toxic);
  });
}

LinkFigures Proxy::figures(LinkId link) const {
  LinkFigures figures;
  on_loop([&] { figures = links_.at(link)->figures(); });
  return figures;
}

Touched Proxy::touched(int toxic, LinkId link) const {
  Touched touched;
  on_loop([&] { touched = links_.at(link)->touched(toxic); });
  return touched;
}

}  // namespace squall
