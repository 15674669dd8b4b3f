#include "harness/run/live_records.h"

#include "harness/core/text.h"

namespace squall {
namespace {

constexpr std::size_t kExampleHeadBytes = 2048;
constexpr std::size_t kExampleBodyBytes = 512;

}  // namespace

LiveRecords::LiveRecords(const Scenario& scenario, const Topology& topology, const RunClock& clock,
                         AttemptSink& records, EventSink& events, SecretMask& mask,
                         AttemptSink* metrics, AttemptSink* watcher)
    : scenario_(scenario),
      clock_(clock),
      records_(records),
      events_(events),
      mask_(mask),
      metrics_(metrics),
      watcher_(watcher),
      steady_(scenario.recovery, clock.now()),
      abort_(scenario.safety.abort_when, clock.now()),
      written_(scenario, topology) {}

void LiveRecords::on_attempts(std::span<const Attempt> attempts) {
  records_.on_attempts(attempts);
  counters_.on_attempts(attempts);
  if (metrics_ != nullptr) metrics_->on_attempts(attempts);
  if (watcher_ != nullptr) watcher_->on_attempts(attempts);
  const std::lock_guard lock(mutex_);
  steady_.add(attempts);
  abort_.add(attempts);
  written_.add(attempts);
  if (!step_) return;
  for (const Attempt& attempt : attempts) step_->add(attempt);
}

void LiveRecords::on_failure(FailureExample example) {
  // Masked before it is cut, so that no part of a secret is left at the edge.
  example.request = clean_utf8(mask_.mask(mask_headers(example.request)), kExampleHeadBytes);
  example.headers = clean_utf8(mask_.mask(mask_headers(example.headers)), kExampleHeadBytes);
  example.body = clean_utf8(mask_.mask(example.body), kExampleBodyBytes);
  example.reason = clean_utf8(mask_.mask(example.reason), kExampleBodyBytes);
  events_.on_event(std::move(example));
}

void LiveRecords::on_breaker(BreakerChanged change) { events_.on_event(std::move(change)); }

void LiveRecords::on_secret(std::string_view value) { mask_.add_captured(value); }

void LiveRecords::on_warning(std::string what) { events_.on_event(Warned{std::move(what)}); }

void LiveRecords::on_injected(const std::string& fault, Nanoseconds at) {
  const std::lock_guard lock(mutex_);
  steady_.injected(fault, at);
}

void LiveRecords::on_healed(const std::string& fault, Nanoseconds at) {
  const std::lock_guard lock(mutex_);
  steady_.healed(fault, at);
}

void LiveRecords::begin_again() {
  const std::lock_guard lock(mutex_);
  steady_ = SteadyFold(scenario_.recovery, clock_.now());
  abort_ = AbortFold(scenario_.safety.abort_when, clock_.now());
}

LiveFigures LiveRecords::figures() const { return counters_.figures(clock_.now()); }

std::vector<LiveSecond> LiveRecords::history() const { return counters_.history(clock_.now()); }

std::optional<Decided> LiveRecords::abort_reason() {
  const std::lock_guard lock(mutex_);
  return abort_.check(clock_.now());
}

void LiveRecords::begin_step(std::uint8_t load, Nanoseconds from, Nanoseconds until) {
  const std::lock_guard lock(mutex_);
  step_.emplace(load, from, until);
}

CapacityStepFold LiveRecords::end_step() {
  const std::lock_guard lock(mutex_);
  CapacityStepFold seen = std::move(step_).value();
  step_.reset();
  return seen;
}

std::optional<Nanoseconds> LiveRecords::steady_since(Nanoseconds settled) {
  const std::lock_guard lock(mutex_);
  steady_.settle(settled);
  return steady_.steady_since();
}

}  // namespace squall
