#include "harness/analysis/tally.h"

#include <algorithm>

namespace squall {
namespace {

constexpr double kNsPerS = 1e9;

std::size_t index(ErrorClass error) { return static_cast<std::size_t>(error); }

double ratio(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

template <std::size_t kSize>
void add_up(std::array<std::uint64_t, kSize>& to, const std::array<std::uint64_t, kSize>& from) {
  for (std::size_t i = 0; i < kSize; ++i) to[i] += from[i];
}

std::uint64_t nanoseconds(Nanoseconds duration) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
}

/// The class that a metric's argument names; none: all of them.
std::optional<ErrorClass> error_class_of(const MetricUse& use) {
  return use.arguments.empty() ? std::nullopt : find_error_class(use.arguments.front());
}

template <typename LatencyHistogram>
const LatencyHistogram& latency_of(const MetricUse& use,
                                   const BasicTally<LatencyHistogram>& tally) {
  if (use.arguments.empty() || use.arguments.front() == "response_time") return tally.response;
  return use.arguments.front() == "late_start" ? tally.late : tally.service;
}

/// Attempts that ended in an error. The classes of dropped operations were no attempts, and one
/// that the client gave up for a faster one was no error.
std::uint64_t errors_of(const MetricUse& use, const Counts& counts) {
  if (const auto error = error_class_of(use)) return counts.attempt_errors[index(*error)];
  std::uint64_t sum = 0;
  for (const std::uint64_t errors : counts.attempt_errors) sum += errors;
  return sum - counts.attempt_errors[index(ErrorClass::kEarlierStep)] -
         counts.attempt_errors[index(ErrorClass::kGenerator)] -
         counts.attempt_errors[index(ErrorClass::kAbandoned)];
}

std::uint64_t not_ok_of(const MetricUse& use, const Counts& counts) {
  if (const auto error = error_class_of(use)) return counts.operation_errors[index(*error)];
  return counts.operations - counts.ok;
}

}  // namespace

Wants wants_of(const Condition& condition) {
  Wants wants;
  for (const MetricUse* use : metrics_of(condition)) {
    if (use->metric->id != MetricId::kPercentile) continue;
    const std::string_view what =
        use->arguments.empty() ? std::string_view("response_time") : use->arguments.front();
    wants.response = wants.response || what == "response_time";
    wants.service = wants.service || what == "service_time";
    wants.late = wants.late || what == "late_start";
  }
  return wants;
}

bool answered(const Attempt& attempt) {
  switch (attempt.error) {
    case ErrorClass::kNone:
    case ErrorClass::kHttp4xx:
    case ErrorClass::kHttp5xx:
    case ErrorClass::kUnexpectedBody:
    case ErrorClass::kUnexpectedStatus:
      return attempt.status != 0;
    default:
      return false;
  }
}

void Counts::add(const Attempt& attempt) {
  if (attempt.error != ErrorClass::kNone) ++attempt_errors[index(attempt.error)];
  if (attempt.outcome == Outcome::kDropped) {
    ++operations;
    ++dropped;
    ++operation_errors[index(attempt.error)];
    if (attempt.error == ErrorClass::kGenerator && attempt.first) ++generator_drops;
    return;
  }
  ++attempts;
  if (attempt.number > 0) ++(attempt.hedged ? hedges : retries);
  if (is_timeout(attempt.error)) ++timeouts;
  if (answered(attempt)) ++answers;
  if (!attempt.final) return;

  ++operations;
  if (attempt.first) ++iterations;
  if (attempt.operation_outcome == Outcome::kOk) {
    ++ok;
    return;
  }
  ++operation_errors[index(attempt.error)];
  ++(attempt.operation_outcome == Outcome::kIndeterminate ? indeterminate : failed);
}

void Counts::merge(const Counts& other) {
  iterations += other.iterations;
  operations += other.operations;
  ok += other.ok;
  failed += other.failed;
  indeterminate += other.indeterminate;
  dropped += other.dropped;
  attempts += other.attempts;
  retries += other.retries;
  hedges += other.hedges;
  timeouts += other.timeouts;
  answers += other.answers;
  generator_drops += other.generator_drops;
  add_up(attempt_errors, other.attempt_errors);
  add_up(operation_errors, other.operation_errors);
}

template <typename H>
void BasicTally<H>::add(const Attempt& attempt, const Wants& wants) {
  Counts::add(attempt);
  if (attempt.outcome == Outcome::kDropped) return;
  if (wants.response && attempt.final) response.record(nanoseconds(attempt.end));
  if (wants.service && attempt.sent >= Nanoseconds{}) {
    service.record(nanoseconds(attempt.end - attempt.sent));
  }
  add_start(attempt, wants);
}

template <typename H>
void BasicTally<H>::add_start(const Attempt& attempt, const Wants& wants) {
  const bool first = attempt.number == 0 && attempt.first;
  if (wants.late && first && attempt.begun >= Nanoseconds{}) {
    late.record(nanoseconds(attempt.begun));
  }
}

template <typename H>
template <typename Other>
void BasicTally<H>::merge(const BasicTally<Other>& other) {
  Counts::merge(other);
  response.merge(other.response);
  service.merge(other.service);
  late.merge(other.late);
}

template <typename H>
std::optional<double> BasicTally<H>::value(const MetricUse& use, Nanoseconds length) const {
  const auto share = [](std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? std::nullopt : std::optional(ratio(part, whole));
  };
  const auto rate = [&](std::uint64_t count) {
    const double length_s = seconds(length);
    return length_s <= 0 ? std::nullopt : std::optional(static_cast<double>(count) / length_s);
  };
  switch (use.metric->id) {
    case MetricId::kAvailability:
      return share(ok, operations);
    case MetricId::kGoodput:
      return rate(ok);
    case MetricId::kThroughput:
      return rate(answers);
    case MetricId::kErrorRate:
      return share(not_ok_of(use, *this), operations);
    case MetricId::kErrors:
      return static_cast<double>(errors_of(use, *this));
    case MetricId::kTimeouts:
      return static_cast<double>(timeouts);
    case MetricId::kOperations:
      return static_cast<double>(operations);
    case MetricId::kRetries:
      return static_cast<double>(retries);
    case MetricId::kRetryAmplification:
      return share(attempts, operations - dropped);
    case MetricId::kDropped:
      return static_cast<double>(dropped);
    case MetricId::kIndeterminate:
      return static_cast<double>(indeterminate);
    case MetricId::kPercentile: {
      const H& latency = latency_of(use, *this);
      if (latency.count() == 0) return std::nullopt;
      const double quantile = use.metric->quantile;
      return (quantile < 0 ? latency.mean() : static_cast<double>(latency.quantile(quantile))) /
             kNsPerS;
    }
    case MetricId::kTimeToDetect:
    case MetricId::kTimeToRecover:
    case MetricId::kTimeToRecoverFromInjection:
    case MetricId::kRto:
    case MetricId::kRpo:
    case MetricId::kBudgetSpent:
    case MetricId::kBurnRate:
    case MetricId::kCapacity:
    case MetricId::kProbe:
    case MetricId::kNode:
      return std::nullopt;
  }
  return std::nullopt;
}

template struct BasicTally<Histogram>;
template struct BasicTally<SparseHistogram>;
template void Tally::merge(const Tally&);
template void Tally::merge(const WindowTally&);
template void WindowTally::merge(const WindowTally&);

}  // namespace squall
