// The retry budget: keeps what clients send beyond their first attempts to a share of those.
//
// Without one, a system that fails is sent several times its normal load just then. After
// Finagle's RetryBudget and gRPC's retry throttling (proposal A6), in which hedges count as well.
#pragma once

#include <cstdint>

namespace squall {

/// A token bucket: each first attempt adds `share` tokens, each retry and each hedge takes one. It
/// starts with 10 and holds what a hundred first attempts add, but at least 10, so that a small
/// load can retry and a large one cannot hoard.
class RetryBudget {
 public:
  explicit RetryBudget(double share);  ///< < 0: no limit.

  void on_first_attempt();
  bool take();

 private:
  // In thousandths of a token: exact, whatever the share.
  std::int64_t share_;
  std::int64_t capacity_;
  std::int64_t tokens_;
};

}  // namespace squall
