// Attempts: how they begin, what may happen to them, and what follows when one has ended.
#include <algorithm>
#include <limits>

#include "harness/load/load_run.h"
#include "harness/load/walker.h"

namespace squall {
namespace {

std::uint32_t saturated(std::uint64_t bytes) {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(bytes, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

void Walker::begin_attempt(Walk& walk) {
  if (walk.held) {
    walk.held->final = false;
    recorder_.record(*walk.held);
    walk.held.reset();
  }
  const Nanoseconds begun = now();
  walk.stage = Walk::Stage::kTrying;
  Exchange& exchange = walk.exchanges.front();
  exchange.record = blank_record(walk);
  exchange.record.number = static_cast<std::uint8_t>(std::min(walk.attempts++, 255));
  exchange.record.begun = begun - walk.due;
  exchange.deadline = begun + step_of(walk).attempt_timeout;
  if (!breakers_.empty()) {
    exchange.ticket = breakers_[walk.request.address].admit(begun);
    if (!exchange.ticket) {
      return fail_attempt(exchange, ErrorClass::kCircuitOpen, "the circuit breaker is open");
    }
  }
  exchange.stage = Exchange::Stage::kQueued;
  transport_->begin(exchange, walk.request, begun);
  if (exchange.stage != Exchange::Stage::kQueued) return;
  set_deadline(exchange, exchange.deadline, ErrorClass::kAttemptTimeout);
}

void Walker::on_connecting(Exchange& exchange) {
  exchange.stage = Exchange::Stage::kConnecting;
  const Nanoseconds connected_by = now() + setup_.client.connect_timeout;
  if (connected_by < exchange.deadline) {
    set_deadline(exchange, connected_by, ErrorClass::kConnectTimeout);
  } else {
    set_deadline(exchange, exchange.deadline, ErrorClass::kAttemptTimeout);
  }
}

void Walker::on_sent(Exchange& exchange, Nanoseconds at) {
  exchange.stage = Exchange::Stage::kAwaiting;
  exchange.record.sent = at - exchange.record.intended;
  set_deadline(exchange, exchange.deadline, ErrorClass::kAttemptTimeout);
}

void Walker::on_first_byte(Exchange& exchange) {
  exchange.record.first_byte = now() - exchange.record.intended;
}

void Walker::on_answer(Exchange& exchange, const Received& received) {
  const Walk& walk = exchange.walk;
  end_attempt(exchange, judge_.judge(walk.run.load(), step_of(walk), exchange, received), received);
}

void Walker::on_failed(Exchange& exchange, ErrorClass error, std::string_view reason) {
  fail_attempt(exchange, error, reason);
}

void Walker::set_deadline(Exchange& exchange, Nanoseconds time, ErrorClass error) {
  const Nanoseconds operation = exchange.walk.deadline;
  const bool last = operation <= time;
  exchange.timeout_error = last ? ErrorClass::kDeadlineExceeded : error;
  timeouts_.set(exchange, last ? operation : time);
}

void Walker::on_timeout(Exchange& exchange) {
  const bool sent = exchange.stage == Exchange::Stage::kAwaiting;
  fail_attempt(exchange, exchange.timeout_error,
               sent ? "no answer in time" : "no connection in time");
}

void Walker::fail_attempt(Exchange& exchange, ErrorClass error, std::string_view reason) {
  const bool awaiting = exchange.stage == Exchange::Stage::kAwaiting;
  end_attempt(exchange, {error, std::string(reason)},
              awaiting ? transport_->received(exchange) : Received());
}

void Walker::end_attempt(Exchange& exchange, Judgement judgement, const Received& received) {
  timeouts_.cancel(exchange);
  Walk& walk = exchange.walk;
  Attempt& record = exchange.record;
  const Nanoseconds ended = now();
  record.end = ended - record.intended;
  record.error = judgement.error;
  record.outcome = outcome_of(exchange, judgement);
  if (judgement.answered) record.status = static_cast<std::uint16_t>(received.status);
  record.bytes = saturated(received.head.size() + received.body_bytes);
  walk.indeterminate |= record.outcome == Outcome::kIndeterminate;
  const FailedAttempt failed{record.error, record.status, record.sent >= Nanoseconds(0),
                             step_of(walk).idempotent};
  if (record.outcome != Outcome::kOk && recorder_.wants_example(record)) {
    keep_example(exchange, std::move(judgement.reason), received);
  }
  tell_breaker(exchange, failed, ended);
  if (exchange.stage != Exchange::Stage::kIdle) {
    exchange.stage = Exchange::Stage::kIdle;
    transport_->end(exchange, ended);
  }
  if (record.outcome == Outcome::kOk || !retry(walk, record, failed)) end_operation(walk, record);
}

// DESIGN, "Outcome of an attempt".
Outcome Walker::outcome_of(const Exchange& exchange, const Judgement& judgement) const {
  if (judgement.error == ErrorClass::kNone) return Outcome::kOk;
  const bool sent = exchange.record.sent >= Nanoseconds(0);
  const bool harmless = !step_of(exchange.walk).write || !sent || judgement.rejected;
  return harmless ? Outcome::kFailed : Outcome::kIndeterminate;
}

void Walker::tell_breaker(Exchange& exchange, const FailedAttempt& failed, Nanoseconds at) {
  if (!exchange.ticket) return;
  Breaker& breaker = breakers_[exchange.walk.request.address];
  if (failed.error != ErrorClass::kNone && is_transient(failed)) {
    breaker.on_failure(*exchange.ticket, at);
  } else {
    breaker.on_success(*exchange.ticket);
  }
  exchange.ticket.reset();
}

bool Walker::retry(Walk& walk, const Attempt& last, const FailedAttempt& failed) {
  const RetryPolicy& policy = setup_.client.retry;
  if (walk.attempts > policy.max || !may_retry(policy, failed)) return false;
  const Nanoseconds at = now() + backoff(policy, walk.attempts, jitter_);
  if (at >= walk.deadline || !walk.run.budget.take()) return false;
  walk.held = last;
  walk.stage = Walk::Stage::kBackingOff;
  walk.timer.expires_at(setup_.clock.at(at));
  walk.timer.async_wait([this, &walk](const error_code& error) {
    if (!error && walk.stage == Walk::Stage::kBackingOff) begin_attempt(walk);
  });
  return true;
}

}  // namespace squall
