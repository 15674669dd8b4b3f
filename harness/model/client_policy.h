// How clients behave towards a system that may fail: deadlines, retries, hedges, circuit breaker.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/template.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"
#include "harness/model/expect.h"

namespace squall {

/// Which failed attempts may be tried again. One is listed if any of these says so.
struct RetryOn {
  bool transient = true;  ///< What another try may cure: is_transient() in harness/load/retry.h.
  std::vector<ErrorClass> errors;
  std::vector<StatusRange> statuses;
};

struct RetryPolicy {
  enum class Backoff { kConstant, kLinear, kExponential, kDecorrelated };
  enum class Jitter { kNone, kEqual, kFull };

  int max = 0;  ///< Attempts of an operation beyond the first, hedges apart.
  Backoff backoff = Backoff::kExponential;
  Nanoseconds base = std::chrono::milliseconds(50);
  Nanoseconds cap = std::chrono::seconds(10);
  Jitter jitter = Jitter::kFull;  ///< Decorrelated pauses are drawn in their own way.
  RetryOn on;
  /// Retries and hedges allowed as a share of first attempts (a token bucket of at least 10);
  /// < 0: no budget.
  double budget = -1;
  bool non_idempotent = false;  ///< Also retry what may have taken effect.
  bool respect_retry_after = true;
};

/// Sends a request a second time when the first takes long, and takes the first ok answer.
struct HedgePolicy {
  /// Since the first attempt's begin; none: a percentile of the step's own attempts.
  std::optional<Nanoseconds> after;
  double percentile = 0;
  int max = 1;  ///< Hedges of an operation.
};

struct CircuitBreaker {
  int failures = 10;  ///< In a row, until it opens; where `failure_rate` is 0.
  Nanoseconds open_for = std::chrono::seconds(2);
  int half_open = 1;  ///< Attempts let through at once, and that have to end well, to close it.
  double failure_rate = 0;  ///< Opens it: the share of failures among the last `window` attempts.
  int window = 100;
};

/// What clients do that only engine "curl" supports. The paths may hold {references}.
struct HttpPolicy {
  enum class Version { kHttp1, kHttp2 };
  enum class Tls { k1_2, k1_3 };

  Version version = Version::kHttp1;
  bool follow_redirects = false;
  Template proxy;      ///< URL of a forward proxy; empty: none.
  Template ca;         ///< File of the authorities that are trusted; empty: the system's.
  Template cert, key;  ///< Files of the client's certificate; empty: none.
  bool verify = true;  ///< The server's certificate and its host name.
  Tls least_tls = Tls::k1_2;
};

struct ClientPolicy {
  std::string name = "default";
  /// Of a variant: what it changes in [client], as written, on one line: "retry = false".
  std::string settings;
  Nanoseconds connect_timeout = std::chrono::seconds(1);
  std::optional<Nanoseconds> first_byte_timeout;  ///< From the send.
  Nanoseconds attempt_timeout = std::chrono::seconds(5);
  Nanoseconds deadline = std::chrono::seconds(10);
  RetryPolicy retry;
  std::optional<HedgePolicy> hedge;
  std::optional<CircuitBreaker> circuit_breaker;
  int max_connections = 0;       ///< Per address; 0: no limit.
  bool own_connections = false;  ///< Each virtual user keeps its own; else idle ones are shared.
  HttpPolicy http;
};

}  // namespace squall
