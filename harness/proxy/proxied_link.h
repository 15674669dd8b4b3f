// A link through the proxy: a listener, the server behind it, the connections, and the toxics.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/core/random.h"
#include "harness/proxy/kinds.h"
#include "harness/proxy/session.h"

namespace squall {

/// What passed, and what a toxic touched; of one link, or summed up.
struct LinkFigures {
  std::uint64_t opened = 0;  ///< Connections, since the start.
  std::uint64_t open = 0;    ///< Now.
  Moved upstream, downstream;
};

/// Of the proxy's thread.
class ProxiedLink final : public SessionOwner {
 public:
  /// Listens on `listener`, which is bound.
  ProxiedLink(StreamContext& context, Fd listener, const Endpoint& server);
  ~ProxiedLink();
  ProxiedLink(const ProxiedLink&) = delete;
  ProxiedLink& operator=(const ProxiedLink&) = delete;

  /// `random` decides which connections get it, and what it draws.
  void add_toxic(int id, const ToxicPlan& plan, Random random);
  void remove_toxic(int id);

  LinkFigures figures() const;
  Touched touched(int id) const;

  void on_refused() override;
  void on_over(Session& session) override;

 private:
  struct Injected {
    int id = 0;
    ToxicPlan plan;
    Random random;
    SteadyTime since{};
    Touched touched;
  };

  struct Listener final : EventLoop::Watcher {
    explicit Listener(ProxiedLink& of) : link(of) {}
    void on_ready(std::uint32_t) override { link.accept(); }
    ProxiedLink& link;
    Fd fd;
    bool listening = false;
  };

  /// Looks whether the server listens again.
  struct Lookout final : EventLoop::Watcher {
    explicit Lookout(ProxiedLink& of) : link(of) {}
    void on_ready(std::uint32_t) override { link.looked(); }
    ProxiedLink& link;
    Fd fd;
  };

  void accept();
  void open(Fd client);
  void join(Session& session, Injected& injected, SteadyTime since);
  /// Calls may end sessions.
  template <typename Call>
  void for_each_session(Call call);
  void reset_all();
  void listen_or_refuse();
  void look_again();
  void look_out();
  void looked();
  bool any(ToxicPlan::Acts acts) const;

  StreamContext& context_;
  const Endpoint server_;
  Listener listener_;
  Lookout lookout_;
  Timer look_timer_;
  Timer accept_again_;
  bool server_refuses_ = false;
  std::uint64_t opened_ = 0;
  Moved up_, down_;
  std::list<std::unique_ptr<Injected>> injected_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Session>> sessions_;  ///< By number.
};

}  // namespace squall
