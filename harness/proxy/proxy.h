// The fault proxy: every declared link can run through it. It has a thread and an event loop of its
// own, so that neither a busy load engine nor a toxic that holds data keeps the other waiting.
//
// It starts with the topology, before anything connects: a toxic then hits connections that are
// open already. It needs no privileges, and listens on loopback only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/keen_thread.h"
#include "harness/core/timer.h"
#include "harness/proxy/proxied_link.h"

namespace squall {

using LinkId = std::size_t;

/// Thread-safe. What it says is in force is in force when the call returns.
class Proxy {
 public:
  /// `seed` decides what toxics draw.
  explicit Proxy(std::uint64_t seed);
  ~Proxy();  ///< Closes everything.
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  /// Leads to `host`:`port`, which need not listen yet, from any port of 127.0.0.1 or, if it is
  /// given, the same port of another loopback address.
  Result<LinkId> add(const std::string& host, std::uint16_t port, const std::string& at = "");

  /// Where the link listens.
  std::uint16_t port(LinkId link) const;

  /// Puts the toxic into all of them; `name` is what its draws are of. The result is for remove().
  int inject(const std::string& name, const ToxicPlan& plan, const std::vector<LinkId>& links);
  void remove(int toxic, const std::vector<LinkId>& links);

  LinkFigures figures(LinkId link) const;
  Touched touched(int toxic, LinkId link) const;

 private:
  void on_loop(const std::function<void()>& call) const;
  void stay_keen();

  const std::uint64_t seed_;
  mutable EventLoop loop_;
  StreamContext context_{loop_};
  std::vector<std::unique_ptr<ProxiedLink>> links_;  ///< Of the loop's thread.
  std::vector<std::uint16_t> ports_;
  int toxics_ = 0;
  KeenThread keen_{
      KeenThread::WhenBusy::kPlain};  ///< What a toxic delays by 100 ms is to come after 100 ms.
  Timer keen_timer_{loop_};
  std::jthread thread_;
};

}  // namespace squall
