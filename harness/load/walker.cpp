#include "harness/load/walker.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "harness/core/hash.h"
#include "harness/load/load_run.h"

namespace squall {
namespace {

// What one client variant wrote is never taken for what another wrote.
std::string value_seed(const LoadSetup& setup) {
  return setup.variant == 0 ? fmt::format("{}", setup.seed)
                            : fmt::format("{}/{}", setup.seed, setup.variant);
}

// About the longest that it takes, after a pause in which others used the caches.
constexpr Nanoseconds kMakeReady = std::chrono::microseconds(5);

// By hand, because it is done for every iteration.
template <typename Number>
void append_number(std::string& text, Number number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text += '-';
  text.append(digits.data(), end);
}

}  // namespace

Walker::Walker(EventLoop& loop, const LoadSetup& setup, Recorder& recorder,
               const MakeTransport& make_transport)
    : setup_(setup),
      ahead_(setup.generator.precision == Precision::kSpin ? kMakeReady : Nanoseconds(0)),
      recorder_(recorder),
      judge_(recorder),
      timeouts_(loop, setup.clock, [this](Exchange& exchange) { on_timeout(exchange); }),
      transport_(make_transport(*this)),
      circuits_(setup.client.circuit_breaker, recorder),
      jitter_(Random::substream(setup.seed, "retry-jitter")),
      value_prefix_(fmt::format("v{:08x}", static_cast<std::uint32_t>(hash64(value_seed(setup))))) {
}

Result<void> Walker::add_address(const Address& address) {
  circuits_.add(address);
  return transport_->add_address(address);
}

void Walker::wait_for_operation(Walk& walk, Nanoseconds due, Nanoseconds now) {
  if (due <= now + ahead_) return begin_operation(walk, due);
  walk.due = due;
  walk.run.note_due(walk);
  walk.stage = Walk::Stage::kThinking;
  walk.timer.start(setup_.clock.at(due - ahead_),
                   [this, &walk] { begin_operation(walk, walk.due); });
}

void Walker::begin_operation(Walk& walk, Nanoseconds due) {
  const CompiledStep& step = step_of(walk);
  walk.due = due;
  walk.run.note_due(walk);
  walk.deadline = due + step.deadline;
  walk.attempts = walk.hedges = 0;
  walk.retries.begin_operation();
  walk.indeterminate = false;
  walk.held.reset();
  if (step.write || walk.value.empty()) {
    walk.value = value_prefix_;
    append_number(walk.value, walk.run.index());
    append_number(walk.value, walk.iteration);
    append_number(walk.value, walk.step);
    if (walk.course.repetition > 0) append_number(walk.value, walk.course.repetition);
  }
  Bindings bindings{walk.key == nullptr ? std::string_view() : walk.key->text, walk.value,
                    walk.iteration, walk.user, walk.captures};
  if (walk.run.load().cookies != Workload::Cookies::kNone) {
    bindings.cookies = &walk.cookies;
    bindings.utc_s = utc_s();
  }
  const std::size_t keep = step.needs_body ? Judge::kMaxBody : Judge::kExampleBody;
  walk.request = {step.request.render(walk.buffer, bindings), step.address, step.head,
                  step.request.constant(), keep};
  walk.run.budget.on_first_attempt();
  begin_attempt(walk);
}

void Walker::end_operation(Walk& walk, Attempt& last, Nanoseconds now) {
  const bool ok = last.outcome == Outcome::kOk;
  last.final = true;
  last.operation_outcome = ok                   ? Outcome::kOk
                           : walk.indeterminate ? Outcome::kIndeterminate
                                                : Outcome::kFailed;
  recorder_.record(last);
  walk.unconnected = last.sent < Nanoseconds(0);

  if (walk.part == Walk::Part::kIteration) walk.first = false;

  // The next step is due when this one ended.
  walk.due += last.end;
  // Nothing is known of its iteration's other operations either.
  if (last.error == ErrorClass::kCutOff) return leave(walk, now);
  if (!ok) return end_part(walk, false, now);
  walk.step = next_step(walk, last.status);
  const bool of_users = walk.part == Walk::Part::kUserSetup || walk.part == Walk::Part::kIteration;
  if (walk.step >= walk.steps.end || (stopping_ && of_users)) return end_part(walk, true, now);
  wait_for_operation(walk, walk.due + step_of(walk).think, now);
}

std::uint64_t Walker::cut(Walk& walk) {
  walk.timer.cancel();
  switch (walk.stage) {
    case Walk::Stage::kIdle:
      return 0;
    case Walk::Stage::kThinking:
      leave(walk, now());
      return 0;
    case Walk::Stage::kBackingOff:
      record_earlier(*walk.held);
      cut_retry(walk);
      return 1;
    case Walk::Stage::kTrying:
      break;
  }
  for (Exchange& exchange : walk.exchanges) {
    if (exchange.stage == Exchange::Stage::kIdle) continue;
    fail_attempt(exchange, ErrorClass::kCutOff, "the run ended");
  }
  return 1;
}

}  // namespace squall
