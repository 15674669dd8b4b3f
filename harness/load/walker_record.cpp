// What is recorded of attempts, of operations that were never sent, and of failures.
#include <algorithm>
#include <limits>

#include "harness/core/hash.h"
#include "harness/load/load_run.h"
#include "harness/load/walker.h"

namespace squall {
namespace {

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
  record.value_hash = changes_key(step.ledger) ? hash64(walk.value) : 0;
  record.intended = walk.due;
  record.sent = record.first_byte = Walk::kNever;
  record.iteration = walk.iteration;
  record.user = walk.user;
  record.load = walk.run.index();
  record.step = static_cast<std::uint8_t>(walk.step);
  record.variant = setup_.variant;
  record.purpose =
      walk.part == Walk::Part::kIteration ? walk.run.load().spec.purpose : Purpose::kSetup;
  record.first = walk.first && walk.part == Walk::Part::kIteration;
  return record;
}

void Walker::complete_record(Exchange& exchange, const Judgement& judgement,
                             const Received& received, Nanoseconds ended) {
  timeouts_.cancel(exchange);
  Attempt& record = exchange.record;
  record.end = ended - record.intended;
  record.error = judgement.error;
  record.outcome = outcome_of(exchange, judgement);
  if (judgement.answered) record.status = static_cast<std::uint16_t>(received.status);
  record.bytes = saturated(received.head.size() + received.body_bytes);
  note_duration(exchange);
}

// "Outcome of an attempt" in reports/README.md.
Outcome Walker::outcome_of(const Exchange& exchange, const Judgement& judgement) const {
  if (judgement.error == ErrorClass::kNone) return Outcome::kOk;
  const bool sent = exchange.record.sent >= Nanoseconds(0);
  const bool harmless = !step_of(exchange.walk).write || !sent || judgement.rejected;
  return harmless ? Outcome::kFailed : Outcome::kIndeterminate;
}

void Walker::record_earlier(Attempt& attempt) {
  attempt.final = false;
  recorder_.record(attempt);
}

// The retry that was not to come is the operation's last attempt.
void Walker::cut_retry(Walk& walk) {
  Attempt record = blank_record(walk);
  record.number = static_cast<std::uint8_t>(std::min(walk.attempts, 255));
  record.end = now() - walk.due;
  record.error = ErrorClass::kCutOff;
  record.outcome = Outcome::kFailed;
  end_operation(walk, record, now());
}

void Walker::record_dropped(Attempt record, ErrorClass reason) {
  record.outcome = record.operation_outcome = Outcome::kDropped;
  record.error = reason;
  recorder_.record(record);
}

// Operations that were due behind the step that failed; none failed: all of the iteration's.
void Walker::drop_unreached(const Walk& walk, std::optional<std::size_t> failed) {
  const CompiledLoad& load = walk.run.load();
  Attempt record = blank_record(walk);
  record.value_hash = 0;
  const auto drop = [&](std::size_t step) {
    record.step = static_cast<std::uint8_t>(step);
    record_dropped(record, ErrorClass::kEarlierStep);
    record.first = false;
  };
  if (!load.flow.plain()) return load.flow.for_each_unreached(failed, walk.course, drop);
  for (std::size_t step = failed ? *failed + 1 : 0; step < load.iteration.end; ++step) drop(step);
}

void Walker::record_missed(LoadRun& run, const Keys::Key* key, std::uint32_t iteration,
                           Nanoseconds due) {
  Attempt record;
  record.key_hash = key == nullptr ? 0 : key->hash;
  record.intended = due;
  record.sent = record.first_byte = Walk::kNever;
  record.iteration = iteration;
  record.load = run.index();
  record.variant = setup_.variant;
  record.purpose = run.load().spec.purpose;
  record.first = true;
  const auto drop = [&](std::size_t step) {
    record.step = static_cast<std::uint8_t>(step);
    record_dropped(record, record.first ? ErrorClass::kGenerator : ErrorClass::kEarlierStep);
    record.first = false;
  };
  const CompiledLoad& load = run.load();
  if (load.flow.plain()) {
    for (std::size_t step = 0; step < load.iteration.end; ++step) drop(step);
    return;
  }
  load.flow.draw(run.choices, run.missed);
  load.flow.for_each_unreached(std::nullopt, run.missed, drop);
}

void Walker::keep_example(const Exchange& exchange, std::string reason, const Received& received) {
  const Walk& walk = exchange.walk;
  const Attempt& record = exchange.record;
  // The harness's own reads are no clients: their failures are evidence of nothing.
  if (record.purpose == Purpose::kReadBack) return;
  FailureExample example;
  example.load = walk.run.load().spec.name;
  example.step = step_of(walk).name;
  example.error = record.error;
  example.status = record.status;
  example.intended = record.intended;
  example.request = plain_lines(walk.request.bytes);
  example.headers = plain_lines(received.head);
  example.body = received.body.substr(0, Judge::kExampleBody);
  example.reason = std::move(reason);
  recorder_.example(std::move(example));
}

}  // namespace squall
