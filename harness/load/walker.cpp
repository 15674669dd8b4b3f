#include "harness/load/walker.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/core/hash.h"
#include "harness/load/load_run.h"

namespace squall {
namespace {

const CompiledStep& step_of(const Walk& walk) { return walk.run.load().steps[walk.step]; }

ErrorClass connect_error(const error_code& error) {
  return error == boost::asio::error::timed_out ? ErrorClass::kConnectTimeout
                                                : ErrorClass::kConnectRefused;
}

}  // namespace

Walker::Walker(boost::asio::io_context& io, const LoadSetup& setup, Recorder& recorder)
    : io_(io),
      setup_(setup),
      recorder_(recorder),
      judge_(recorder),
      timeouts_(io, setup.clock, [this](Walk& walk) { on_timeout(walk); }),
      jitter_(Random::substream(setup.seed, "retry-jitter")),
      value_prefix_(static_cast<std::uint32_t>(hash64(fmt::format("{}", setup.seed)))) {}

void Walker::begin(Walk& walk, Nanoseconds due) {
  walk.step = 0;
  walk.value.clear();
  walk.captures.resize(walk.run.load().captures.size());
  wait_for_operation(walk, due + step_of(walk).think);
}

void Walker::wait_for_operation(Walk& walk, Nanoseconds due) {
  if (due <= now()) return begin_operation(walk, due);
  walk.due = due;
  walk.stage = Walk::Stage::kThinking;
  walk.timer.expires_at(setup_.clock.at(due));
  walk.timer.async_wait([this, &walk, due](const error_code& error) {
    if (!error && walk.stage == Walk::Stage::kThinking) begin_operation(walk, due);
  });
}

void Walker::begin_operation(Walk& walk, Nanoseconds due) {
  const CompiledStep& step = step_of(walk);
  walk.due = due;
  walk.deadline = due + step.deadline;
  walk.indeterminate = walk.held = false;
  if (step.write || walk.value.empty()) {
    walk.value.clear();
    fmt::format_to(std::back_inserter(walk.value), "v{:08x}-{}-{}-{}", value_prefix_,
                   walk.run.index(), walk.iteration, walk.step);
  }
  const Bindings bindings{walk.key == nullptr ? std::string_view() : walk.key->text, walk.value,
                          walk.iteration, walk.user, walk.captures};
  walk.request = step.request.render(walk.buffer, bindings);
  walk.pool = &pools_[step.address];
  walk.run.budget.on_first_attempt();

  walk.record = blank_record(walk);
  begin_attempt(walk);
}

void Walker::begin_attempt(Walk& walk) {
  if (walk.held) {
    walk.held = false;
    walk.record.final = false;
    recorder_.record(walk.record);
    const auto number = static_cast<std::uint8_t>(std::min(walk.record.number + 1, 255));
    walk.record = blank_record(walk);
    walk.record.number = number;
  }
  const Nanoseconds begun = now();
  walk.attempt_deadline = begun + step_of(walk).attempt_timeout;
  walk.endpoint = 0;
  if (walk.pool->breaker) {
    walk.ticket = walk.pool->breaker->admit(begun);
    if (!walk.ticket) {
      return end_attempt(walk, {ErrorClass::kCircuitOpen, "the circuit breaker is open"});
    }
  }
  find_connection(walk);
}

void Walker::find_connection(Walk& walk) {
  if (Connection* idle = walk.pool->take_idle(now())) return send(walk, *idle);
  if (Connection* closed = walk.pool->take_closed(io_, *this)) {
    return open_connection(walk, *closed);
  }
  walk.stage = Walk::Stage::kQueued;
  walk.pool->waiting.push_back(&walk);
  set_deadline(walk, walk.attempt_deadline, ErrorClass::kAttemptTimeout);
}

void Walker::open_connection(Walk& walk, Connection& connection) {
  walk.stage = Walk::Stage::kConnecting;
  walk.connection = &connection;
  connection.walk = &walk;
  connection.open(walk.pool->endpoints()[walk.endpoint]);
  const Nanoseconds connected_by = now() + setup_.client.connect_timeout;
  if (connected_by < walk.attempt_deadline) {
    set_deadline(walk, connected_by, ErrorClass::kConnectTimeout);
  } else {
    set_deadline(walk, walk.attempt_deadline, ErrorClass::kAttemptTimeout);
  }
}

void Walker::on_connected(Connection& connection, const error_code& error) {
  Walk& walk = *connection.walk;
  if (!error) return send(walk, connection);
  Pool& pool = *walk.pool;
  release(walk, false);
  if (++walk.endpoint < pool.endpoints().size()) return find_connection(walk);
  end_attempt(walk, {connect_error(error), error.message()});
}

void Walker::send(Walk& walk, Connection& connection) {
  const CompiledStep& step = step_of(walk);
  walk.stage = Walk::Stage::kAwaiting;
  walk.connection = &connection;
  connection.walk = &walk;
  walk.record.sent = now() - walk.due;
  set_deadline(walk, walk.attempt_deadline, ErrorClass::kAttemptTimeout);
  const std::size_t keep = step.needs_body ? Judge::kMaxBody : Judge::kExampleBody;
  if (connection.send(walk.request, step.head, keep)) return;

  // The kernel took nothing, so that the peer can't have seen anything: a connection that was
  // closed behind our back is replaced, a new one is an error.
  walk.record.sent = Walk::kNever;
  const bool reused = connection.reused;
  release(walk, false);
  if (reused) return find_connection(walk);
  end_attempt(walk, {ErrorClass::kReset, "the connection was closed at once"});
}

void Walker::set_deadline(Walk& walk, Nanoseconds time, ErrorClass error) {
  const bool last = walk.deadline <= time;
  walk.timeout_error = last ? ErrorClass::kDeadlineExceeded : error;
  timeouts_.set(walk, last ? walk.deadline : time);
}

void Walker::on_timeout(Walk& walk) {
  const bool sent = walk.stage == Walk::Stage::kAwaiting;
  end_attempt(walk, {walk.timeout_error, sent ? "no answer in time" : "no connection in time"});
}

void Walker::on_first_byte(Walk& walk) { walk.record.first_byte = now() - walk.due; }

void Walker::on_answer(Connection& connection, bool reusable) {
  Walk& walk = *connection.walk;
  end_attempt(walk, judge_.judge(walk.run.load(), step_of(walk), walk, connection.parser()),
              reusable);
}

void Walker::on_broken(Connection& connection, ErrorClass error) {
  const std::string_view reason = error == ErrorClass::kReset
                                      ? "the connection was closed before an answer"
                                      : connection.parser().error();
  end_attempt(*connection.walk, {error, std::string(reason)});
}

void Walker::on_idle_closed(Connection& connection) {
  Pool& pool = connection.pool();
  pool.discard(connection);
  serve_waiting(pool);
}

}  // namespace squall
