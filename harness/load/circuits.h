// The circuit breakers of all addresses at work: attempts ask here, and changes are told.
#pragma once

#include <string>
#include <vector>

#include "harness/load/breaker.h"
#include "harness/load/exchange.h"
#include "harness/load/recorder.h"
#include "harness/load/request.h"
#include "harness/load/retry.h"

namespace squall {

class Circuits {
 public:
  /// Without a `policy` everything passes.
  Circuits(const std::optional<CircuitBreaker>& policy, Recorder& recorder)
      : policy_(policy), recorder_(recorder) {}

  /// Begins anew with breakers by another policy, all closed.
  void use(const std::optional<CircuitBreaker>& policy);

  /// The next address, by its number from 0.
  void add(const Address& address);

  /// Whether an attempt may begin. If so, it is to be told to one of the two below once.
  bool admit(Exchange& exchange, Nanoseconds now);

  /// `failed.error` is kNone for one that ended ok.
  void on_ended(Exchange& exchange, const FailedAttempt& failed, Nanoseconds now);
  void on_cancelled(Exchange& exchange);  ///< It ended for no reason of the target's.

 private:
  struct Circuit {
    std::string address;
    Breaker breaker;
    Breaker::State told = Breaker::State::kClosed;
  };

  void close_all();

  Circuit& circuit_of(const Exchange& exchange);
  void tell(Circuit& circuit);

  std::optional<CircuitBreaker> policy_;
  Recorder& recorder_;
  std::vector<std::string> addresses_;
  std::vector<Circuit> circuits_;
};

}  // namespace squall
