// Attempts: how they begin, what may happen to them, and what follows when one has ended.
#include <fmt/format.h>

#include <algorithm>

#include "harness/http/retry_after.h"
#include "harness/load/load_run.h"
#include "harness/load/walker.h"

namespace squall {
namespace {

// The pause that an answer asks for.
std::optional<Nanoseconds> retry_after(const Received& received) {
  for (const HeaderField& field : received.headers) {
    if (equal_names(field.name, "Retry-After")) {
      return parse_retry_after(field.value, utc_since_1970());
    }
  }
  return std::nullopt;
}

}  // namespace

void Walker::begin_attempt(Walk& walk) {
  if (walk.held) {
    record_earlier(*walk.held);
    walk.held.reset();
  }
  Nanoseconds begun = now();
  while (begun < walk.due) begun = now();  // See ahead().
  walk.stage = Walk::Stage::kTrying;
  Exchange& exchange = walk.exchanges.front();
  prepare_attempt(exchange, begun);
  if (!circuits_.admit(exchange, begun)) {
    return fail_attempt(exchange, ErrorClass::kCircuitOpen, "the circuit breaker is open");
  }
  exchange.hedge_at = hedge_time(walk, begun);
  hand_over(exchange, begun);
}

void Walker::prepare_attempt(Exchange& exchange, Nanoseconds begun) {
  Walk& walk = exchange.walk;
  exchange.record = blank_record(walk);
  exchange.record.number = static_cast<std::uint8_t>(std::min(walk.attempts++, 255));
  exchange.record.begun = begun - walk.due;
  exchange.deadline = begun + step_of(walk).attempt_timeout;
  exchange.hedge_at = Exchange::kNoHedge;
}

void Walker::hand_over(Exchange& exchange, Nanoseconds begun) {
  exchange.stage = Exchange::Stage::kQueued;
  transport_->begin(exchange, exchange.walk.request, begun);
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
  const auto& limit = setup_.client.first_byte_timeout;
  if (limit && at + *limit < exchange.deadline) {
    set_deadline(exchange, at + *limit, ErrorClass::kFirstByteTimeout);
  } else {
    set_deadline(exchange, exchange.deadline, ErrorClass::kAttemptTimeout);
  }
}

void Walker::on_first_byte(Exchange& exchange, Nanoseconds at) {
  exchange.record.first_byte = at - exchange.record.intended;
  if (exchange.timeout_error == ErrorClass::kFirstByteTimeout) {
    set_deadline(exchange, exchange.deadline, ErrorClass::kAttemptTimeout);
  }
}

void Walker::on_answer(Exchange& exchange, const Received& received, Nanoseconds at) {
  Walk& walk = exchange.walk;
  if (walk.run.load().cookies != Workload::Cookies::kNone) keep_cookies(walk, received);
  end_attempt(exchange, judge_.judge(walk.run.load(), step_of(walk), exchange, received), received,
              at);
}

void Walker::on_failed(Exchange& exchange, ErrorClass error, std::string_view reason) {
  fail_attempt(exchange, error, reason);
}

void Walker::set_deadline(Exchange& exchange, Nanoseconds time, ErrorClass error) {
  const Nanoseconds operation = exchange.walk.deadline;
  const bool last = operation <= time;
  exchange.timeout_error = last ? ErrorClass::kDeadlineExceeded : error;
  exchange.expires = last ? operation : time;
  timeouts_.set(exchange, std::min(exchange.expires, exchange.hedge_at));
}

void Walker::on_timeout(Exchange& exchange) {
  if (exchange.hedge_at < exchange.expires) {
    exchange.hedge_at = Exchange::kNoHedge;
    timeouts_.set(exchange, exchange.expires);
    return begin_hedge(exchange.walk);
  }
  std::string_view reason = "no connection in time";
  if (exchange.stage == Exchange::Stage::kAwaiting) reason = "no answer in time";
  if (exchange.timeout_error == ErrorClass::kFirstByteTimeout) {
    reason = "no byte of an answer in time";
  }
  fail_attempt(exchange, exchange.timeout_error, reason);
}

void Walker::fail_attempt(Exchange& exchange, ErrorClass error, std::string_view reason) {
  end_attempt(exchange, {error, std::string(reason)}, received_by(exchange), now());
}

void Walker::end_attempt(Exchange& exchange, Judgement judgement, const Received& received,
                         Nanoseconds ended) {
  Walk& walk = exchange.walk;
  Attempt& record = exchange.record;
  complete_record(exchange, judgement, received, ended);
  const bool ok = record.outcome == Outcome::kOk;
  walk.indeterminate |= record.outcome == Outcome::kIndeterminate;
  const FailedAttempt failed = failed_attempt(exchange, judgement, received);
  if (!ok && walk.part == Walk::Part::kOfLoad) {
    walk.failure = fmt::format("step '{}': {}", step_of(walk).name, judgement.reason);
  }
  if (!ok && record.error != ErrorClass::kCutOff && recorder_.wants_example(record)) {
    keep_example(exchange, std::move(judgement.reason), received);
  }
  circuits_.on_ended(exchange, failed, ended);

  Exchange& other =
      &exchange == &walk.exchanges.front() ? walk.exchanges.back() : walk.exchanges.front();
  const bool other_open = other.stage != Exchange::Stage::kIdle;
  // First, or it might be sent on the connection that this one gives back.
  if (ok && other_open) abandon(other, ended);
  close(exchange, ended);
  if (!ok && other_open) return record_earlier(record);  // The other may still end ok.
  if (ok || !retry(walk, record, failed, ended)) end_operation(walk, record, ended);
}

FailedAttempt Walker::failed_attempt(const Exchange& exchange, const Judgement& judgement,
                                     const Received& received) const {
  FailedAttempt failed;
  failed.error = judgement.error;
  failed.status = exchange.record.status;
  failed.sent = exchange.record.sent >= Nanoseconds(0);
  failed.idempotent = step_of(exchange.walk).idempotent;
  failed.rejected = judgement.rejected;
  const bool asked = judgement.answered && judgement.error != ErrorClass::kNone;
  if (asked && setup_.client.retry.max > 0) failed.retry_after = retry_after(received);
  return failed;
}

Received Walker::received_by(const Exchange& exchange) const {
  const bool awaiting = exchange.stage == Exchange::Stage::kAwaiting;
  return awaiting ? transport_->received(exchange) : Received();
}

void Walker::close(Exchange& exchange, Nanoseconds at) {
  if (exchange.stage == Exchange::Stage::kIdle) return;
  exchange.stage = Exchange::Stage::kIdle;
  transport_->end(exchange, at);
}

bool Walker::retry(Walk& walk, const Attempt& last, const FailedAttempt& failed,
                   Nanoseconds ended) {
  const auto at = walk.retries.next(setup_.client.retry, failed, ended, walk.deadline,
                                    walk.run.budget, jitter_);
  if (!at) return false;
  walk.held = last;
  walk.stage = Walk::Stage::kBackingOff;
  walk.timer.start(setup_.clock.at(*at), [this, &walk] { begin_attempt(walk); });
  return true;
}

}  // namespace squall
