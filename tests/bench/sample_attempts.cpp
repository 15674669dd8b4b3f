#include "tests/bench/sample_attempts.h"

#include <cmath>

namespace squall {
namespace {

constexpr double kLength_ns = 600e9;
constexpr Nanoseconds kTimeout = std::chrono::seconds(2);
constexpr std::uint8_t kMostRetries = 3;

// Attempts for each iteration, as counted over a whole run: a third of the iterations have three
// steps, the others one, and retries come on top.
constexpr double kAttemptsPerIteration = 1.88;

bool is_due_in(const SampleFault& fault, Nanoseconds time) {
  return time >= fault.injected && time < fault.healed;
}

}  // namespace

SampleAttempts::SampleAttempts(std::uint64_t count, std::uint64_t seed)
    : random_(Random::substream(seed, "sample")),
      mean_gap_ns_(kLength_ns * kAttemptsPerIteration / static_cast<double>(count)) {}

Attempt SampleAttempts::next() {
  // What is due later ends later still.
  while (pending_.empty() ||
         pending_.top().intended + pending_.top().end > Nanoseconds(std::llround(due_ns_))) {
    add_iteration();
  }
  const Attempt attempt = pending_.top();
  pending_.pop();
  return attempt;
}

void SampleAttempts::add_iteration() {
  due_ns_ += random_.exponential(mean_gap_ns_);
  Attempt blank;
  blank.load = random_.below(3) == 0 ? 0 : 1;
  blank.iteration = iterations_[blank.load]++;
  blank.user = static_cast<std::uint32_t>(random_.below(500));
  blank.key_hash = 1 + random_.below(100'000);
  Nanoseconds due(std::llround(due_ns_));
  bool ok = true;
  for (std::uint8_t step = 0; step < (blank.load == 0 ? 3 : 1); ++step) {
    blank.step = step;
    blank.first = step == 0;
    blank.intended = due;
    if (ok) {
      ok = add_operation(blank, due) == Outcome::kOk;
      continue;
    }
    Attempt dropped = blank;
    dropped.sent = Nanoseconds(-1);
    dropped.outcome = dropped.operation_outcome = Outcome::kDropped;
    dropped.error = ErrorClass::kEarlierStep;
    pending_.push(dropped);
  }
}

Outcome SampleAttempts::add_operation(Attempt blank, Nanoseconds& due) {
  const bool write = blank.load == 0 && blank.step == 2;
  Nanoseconds begun(static_cast<std::int64_t>(random_.exponential(30e3)));
  for (std::uint8_t number = 0;; ++number) {
    Attempt attempt = blank;
    attempt.number = number;
    try_once(attempt, begun);
    const bool unknown = write && attempt.outcome == Outcome::kFailed &&
                         attempt.error != ErrorClass::kConnectRefused;
    if (unknown) attempt.outcome = Outcome::kIndeterminate;
    attempt.final = attempt.outcome != Outcome::kFailed || number == kMostRetries;
    attempt.operation_outcome = attempt.final ? attempt.outcome : Outcome::kOk;
    pending_.push(attempt);
    if (attempt.final) {
      due = attempt.intended + attempt.end;
      return attempt.outcome;
    }
    begun = attempt.end + Nanoseconds(static_cast<std::int64_t>(random_.uniform() * 5e7));
  }
}

void SampleAttempts::try_once(Attempt& attempt, Nanoseconds begun) {
  attempt.begun = begun;
  attempt.sent = begun + Nanoseconds(static_cast<std::int64_t>(random_.exponential(20e3)));
  const Nanoseconds time = attempt.intended + attempt.sent;
  const bool hit = random_.below(2) == 0;
  if (hit && is_due_in(kKilled, time)) {
    attempt.end = attempt.sent + Nanoseconds(100'000);
    attempt.sent = Nanoseconds(-1);
    attempt.outcome = Outcome::kFailed;
    attempt.error = ErrorClass::kConnectRefused;
  } else if (hit && is_due_in(kHangs, time)) {
    attempt.end = attempt.sent + kTimeout;
    attempt.outcome = Outcome::kFailed;
    attempt.error = ErrorClass::kAttemptTimeout;
  } else {
    attempt.first_byte = attempt.sent + latency();
    attempt.end = attempt.first_byte + Nanoseconds(50'000);
    attempt.status = 200;
    attempt.bytes = 300;
    if (random_.below(1000) == 0) {
      attempt.outcome = Outcome::kFailed;
      attempt.error = ErrorClass::kHttp5xx;
      attempt.status = 503;
    }
  }
}

// Log-normal, median 5 ms: the sum of twelve uniforms stands for the normal.
Nanoseconds SampleAttempts::latency() {
  double normal = -6;
  for (int i = 0; i < 12; ++i) normal += random_.uniform();
  return Nanoseconds(std::llround(5e6 * std::exp(0.6 * normal)));
}

}  // namespace squall
