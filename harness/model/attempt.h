// One try at one operation: the unit of the records, from which every figure is computed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.h"

namespace squall {

enum class Outcome : std::uint8_t { kOk, kFailed, kIndeterminate, kDropped };

enum class ErrorClass : std::uint8_t {
  kNone,
  kConnectRefused,
  kConnectTimeout,
  kDns,
  kTls,
  kReset,
  kShortRead,
  kAttemptTimeout,
  kDeadlineExceeded,
  kHttp4xx,
  kHttp5xx,
  kUnexpectedBody,
  kCircuitOpen,
  kProtocol,
  kUnexpectedStatus,  ///< An answer that is neither expected nor 4xx or 5xx.
  kEarlierStep,       ///< Dropped: an earlier step of the iteration did not end ok.
  kGenerator,         ///< Dropped: the harness itself missed the start.
  kFirstByteTimeout,  ///< Sent, and no byte of an answer within the policy's time.
  kAbandoned,         ///< Given up by the client, as another attempt of the operation was faster.
  kCutOff,            ///< Cut off by the end of the run: nobody knows how it would have ended.
};
inline constexpr std::size_t kErrorClasses = 20;

/// Why the attempt was made. Only kLoad counts in metrics; kReadBack is for checkers.
enum class Purpose : std::uint8_t { kLoad, kReadBack, kSetup };

/// As a value: the answer said that the key has none.
inline constexpr std::uint64_t kAbsent = ~std::uint64_t{0};

/// An operation is told apart by (workload, iteration, step); its attempts are numbered from 0.
/// The last attempt of an operation has `final`, and carries the operation's outcome apart from
/// its own. `begun` is when the harness acted on it, whatever came before the send: its distance
/// from `intended` is the harness's own lateness. An operation that was never sent is one record
/// with attempt 0 and outcome kDropped.
struct Attempt {
  std::uint64_t key_hash = 0;    ///< hash64 of the key; 0: none.
  std::uint64_t value_hash = 0;  ///< hash64 of the value written or read; 0: none; or kAbsent.
  Nanoseconds intended{};        ///< When the operation was due, on the run's clock.
  Nanoseconds begun{-1};         ///< Offsets from `intended`; -1 ns: it did not happen.
  Nanoseconds sent{};            ///< The first byte went out; after connecting, where needed.
  Nanoseconds first_byte{-1};
  Nanoseconds end{};
  std::uint32_t iteration = 0;  ///< Within the load.
  std::uint32_t user = 0;       ///< Virtual user, below 2^23.
  std::uint32_t bytes = 0;      ///< Of the answer, saturated.
  std::uint16_t status = 0;     ///< HTTP status; 0: no answer.
  std::uint8_t load = 0;        ///< Index of the [[load]].
  std::uint8_t step = 0;        ///< Index within the workload.
  std::uint8_t variant = 0;     ///< Index of the client policy.
  std::uint8_t number = 0;      ///< Of the attempt, from 0, saturated.
  Purpose purpose = Purpose::kLoad;
  Outcome outcome = Outcome::kOk;            ///< Of this attempt.
  Outcome operation_outcome = Outcome::kOk;  ///< Only where `final`.
  ErrorClass error = ErrorClass::kNone;
  bool final = true;
  bool hedged = false;  ///< Begun while another attempt was under way: no retry.
  bool first = false;   ///< Of the first operation of its iteration.

  bool operator==(const Attempt&) const = default;
};

/// Begun as others are, but with no end to count: it may have been carried out.
inline bool is_cut_off(const Attempt& attempt) { return attempt.error == ErrorClass::kCutOff; }

/// Whether metrics count its end.
inline bool counts_in_metrics(const Attempt& attempt) {
  return attempt.purpose == Purpose::kLoad && !is_cut_off(attempt);
}

/// Takes finished attempts; called by the load engine's thread, must not block it.
class AttemptSink {
 public:
  virtual ~AttemptSink() = default;
  virtual void on_attempts(std::span<const Attempt> attempts) = 0;
};

std::string_view name(Outcome outcome);
std::string_view name(Purpose purpose);
std::string_view name(ErrorClass error);
std::optional<ErrorClass> find_error_class(std::string_view name);
bool is_timeout(ErrorClass error);

/// What `error_rate` and `errors` may be asked for.
std::vector<std::string> counted_error_classes();

}  // namespace squall
