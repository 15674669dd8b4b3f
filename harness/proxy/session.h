// One connection through a link: the client's socket, the server's, and a stream in each direction.
#pragma once

#include <cstdint>
#include <list>
#include <memory>

#include "harness/core/event_loop.h"
#include "harness/core/timer.h"
#include "harness/proxy/exchange_log.h"
#include "harness/proxy/socket.h"
#include "harness/proxy/stream.h"

namespace squall {

class Session;

/// Told by its sessions; of the proxy's thread.
class SessionOwner {
 public:
  /// The server does not listen. Before on_over().
  virtual void on_refused() = 0;
  /// The session is over, and may be destroyed at once.
  virtual void on_over(Session& session) = 0;

 protected:
  ~SessionOwner() = default;
};

class Session {
 public:
  /// `client` is accepted; nothing is sent to the server before dial().
  Session(StreamContext& context, SessionOwner& owner, Fd client, Moved& upstream,
          Moved& downstream, std::uint64_t number);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Connects to the server. May end the session, which must not be touched any more then.
  void dial(const Endpoint& server);

  void add_toxic(int id, bool upstream, std::unique_ptr<Toxic> toxic, Touched& touched);
  void remove_toxic(int id);
  Pause pause() const;

  /// Led nowhere: nothing is read, until dial(). Ends the session when the client leaves.
  void hang();

  /// Moves what can be moved now. May end the session.
  void advance();

  /// Resets both sides, and ends the session.
  void reset();

  std::uint64_t number() const { return number_; }
  bool hangs() const { return phase_ == Phase::kHanging; }

 private:
  enum class Phase { kAccepted, kHanging, kConnecting, kOpen };

  struct End final : EventLoop::Watcher {
    explicit End(Session& of) : session(of) {}
    void on_ready(std::uint32_t events) override { session.on_ready(*this, events); }

    Session& session;
    SocketState socket;
  };

  void on_ready(End& end, std::uint32_t events);
  void connected();
  void close();

  StreamContext& context_;
  SessionOwner& owner_;
  const std::uint64_t number_;
  Phase phase_ = Phase::kAccepted;
  End client_, server_;
  Stream up_, down_;
};

}  // namespace squall
