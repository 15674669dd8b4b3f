// How attempts, operations and iterations end, and what is recorded of them.
#include <algorithm>
#include <limits>

#include "harness/core/hash.h"
#include "harness/load/load_run.h"
#include "harness/load/walker.h"

namespace squall {
namespace {

const CompiledStep& step_of(const Walk& walk) { return walk.run.load().steps[walk.step]; }

std::uint32_t saturated(std::uint64_t bytes) {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(bytes, std::numeric_limits<std::uint32_t>::max()));
}

// Lines without their CR, and without the blank line at the end.
std::string plain_lines(std::string_view head) {
  head = head.substr(0, head.find("\r\n\r\n"));
  std::string lines(head);
  lines.erase(std::remove(lines.begin(), lines.end(), '\r'), lines.end());
  return lines;
}

}  // namespace

Attempt Walker::blank_record(const Walk& walk) const {
  const CompiledStep& step = step_of(walk);
  Attempt record;
  record.key_hash = walk.key == nullptr ? 0 : walk.key->hash;
  record.value_hash = step.ledger == LedgerUse::kWrite ? hash64(walk.value) : 0;
  record.intended = walk.due;
  record.sent = record.first_byte = Walk::kNever;
  record.iteration = walk.iteration;
  record.user = walk.user;
  record.load = walk.run.index();
  record.step = static_cast<std::uint8_t>(walk.step);
  record.variant = setup_.variant;
  record.purpose = setup_.purpose;
  return record;
}

void Walker::record_dropped(Attempt record, ErrorClass reason) {
  record.outcome = record.operation_outcome = Outcome::kDropped;
  record.error = reason;
  recorder_.record(record);
}

void Walker::record_missed(const LoadRun& run, const Keys::Key* key, std::uint32_t iteration,
                           Nanoseconds due) {
  Attempt record;
  record.key_hash = key == nullptr ? 0 : key->hash;
  record.intended = due;
  record.sent = record.first_byte = Walk::kNever;
  record.iteration = iteration;
  record.load = run.index();
  record.variant = setup_.variant;
  record.purpose = setup_.purpose;
  for (std::size_t step = 0; step < run.load().steps.size(); ++step) {
    record.step = static_cast<std::uint8_t>(step);
    record_dropped(record, step == 0 ? ErrorClass::kGenerator : ErrorClass::kEarlierStep);
  }
}

void Walker::end_attempt(Walk& walk, Judgement judgement, bool reusable) {
  timeouts_.cancel(walk);
  if (walk.stage == Walk::Stage::kQueued) {
    auto& waiting = walk.pool->waiting;
    waiting.erase(std::find(waiting.begin(), waiting.end(), &walk));
  }
  Attempt& record = walk.record;
  record.end = now() - walk.due;
  record.error = judgement.error;
  record.outcome = outcome_of(walk, judgement);
  note_answer(walk, judgement.answered);
  walk.indeterminate |= record.outcome == Outcome::kIndeterminate;
  const FailedAttempt failed{record.error, record.status, record.sent >= Nanoseconds(0),
                             step_of(walk).idempotent};
  if (record.outcome != Outcome::kOk && recorder_.wants_example(record)) {
    keep_example(walk, std::move(judgement.reason));
  }
  tell_breaker(walk, failed);
  Pool& pool = *walk.pool;
  release(walk, reusable);
  if (record.outcome == Outcome::kOk || !retry(walk, failed)) end_operation(walk);
  serve_waiting(pool);
}

// DESIGN, "Outcome of an attempt".
Outcome Walker::outcome_of(const Walk& walk, const Judgement& judgement) const {
  if (judgement.error == ErrorClass::kNone) return Outcome::kOk;
  const bool sent = walk.record.sent >= Nanoseconds(0);
  const bool harmless = !step_of(walk).write || !sent || judgement.rejected;
  return harmless ? Outcome::kFailed : Outcome::kIndeterminate;
}

void Walker::note_answer(Walk& walk, bool complete) {
  if (walk.stage != Walk::Stage::kAwaiting || walk.connection == nullptr) return;
  const ResponseParser& parser = walk.connection->parser();
  if (complete) walk.record.status = static_cast<std::uint16_t>(parser.status());
  walk.record.bytes = saturated(parser.head().size() + parser.body_bytes());
}

void Walker::tell_breaker(Walk& walk, const FailedAttempt& failed) {
  if (!walk.ticket) return;
  Breaker& breaker = *walk.pool->breaker;
  if (failed.error != ErrorClass::kNone && is_transient(failed)) {
    breaker.on_failure(*walk.ticket, now());
  } else {
    breaker.on_success(*walk.ticket);
  }
  walk.ticket.reset();
}

// Gives the connection back, if there is one.
void Walker::release(Walk& walk, bool reusable) {
  if (walk.connection == nullptr) return;
  Connection& connection = *walk.connection;
  walk.connection = nullptr;
  if (reusable) {
    walk.pool->put_idle(connection, now());
  } else {
    walk.pool->discard(connection);
  }
}

void Walker::serve_waiting(Pool& pool) {
  if (pool.waiting.empty() || cutting_) return;
  Walk& walk = *pool.waiting.front();
  pool.waiting.pop_front();
  find_connection(walk);
}

bool Walker::retry(Walk& walk, const FailedAttempt& failed) {
  const RetryPolicy& policy = setup_.client.retry;
  if (walk.record.number >= policy.max || !may_retry(policy, failed)) return false;
  const Nanoseconds at = now() + backoff(policy, walk.record.number + 1, jitter_);
  if (at >= walk.deadline || !walk.run.budget.take()) return false;
  walk.held = true;
  walk.stage = Walk::Stage::kBackingOff;
  walk.timer.expires_at(setup_.clock.at(at));
  walk.timer.async_wait([this, &walk](const error_code& error) {
    if (!error && walk.stage == Walk::Stage::kBackingOff) begin_attempt(walk);
  });
  return true;
}

void Walker::end_operation(Walk& walk) {
  Attempt& record = walk.record;
  const bool ok = record.outcome == Outcome::kOk;
  record.final = true;
  record.operation_outcome = ok                   ? Outcome::kOk
                             : walk.indeterminate ? Outcome::kIndeterminate
                                                  : Outcome::kFailed;
  recorder_.record(record);
  walk.held = false;
  walk.unconnected = record.sent < Nanoseconds(0);

  // The next step is due when this one ended.
  walk.due += record.end;
  ++walk.step;
  const std::size_t steps = walk.run.load().steps.size();
  if (ok && walk.step < steps && !stopping_) {
    return wait_for_operation(walk, walk.due + step_of(walk).think);
  }
  for (; !ok && walk.step < steps; ++walk.step) {
    record_dropped(blank_record(walk), ErrorClass::kEarlierStep);
  }
  end_iteration(walk);
}

void Walker::end_iteration(Walk& walk) {
  walk.stage = Walk::Stage::kIdle;
  walk.run.on_iteration_ended(walk);
}

bool Walker::cut(Walk& walk) {
  walk.timer.cancel();
  switch (walk.stage) {
    case Walk::Stage::kIdle:
      return false;
    case Walk::Stage::kThinking:
      end_iteration(walk);
      return false;
    case Walk::Stage::kBackingOff:
      end_operation(walk);
      return false;
    default:
      cutting_ = true;
      end_attempt(walk, {ErrorClass::kDeadlineExceeded, "the run ended"});
      return true;
  }
}

void Walker::keep_example(const Walk& walk, std::string reason) {
  const Attempt& record = walk.record;
  FailureExample example;
  example.load = walk.run.load().spec.name;
  example.step = step_of(walk).name;
  example.error = record.error;
  example.status = record.status;
  example.intended = record.intended;
  example.request = plain_lines(walk.request);
  if (walk.stage == Walk::Stage::kAwaiting && walk.connection != nullptr) {
    const ResponseParser& parser = walk.connection->parser();
    example.headers = plain_lines(parser.head());
    example.body = parser.body().substr(0, Judge::kExampleBody);
  }
  example.reason = std::move(reason);
  recorder_.example(std::move(example));
}

}  // namespace squall
