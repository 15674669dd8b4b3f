// Walks iterations through their workload: operations, attempts, deadlines, retries, outcomes.
// README.md tells the life of an operation.
//
// One file for each concept: walker.cpp (operations), walker_parts.cpp (iterations, set-up and
// tear-down: which operations there are), walker_attempt.cpp (attempts), walker_hedge.cpp (a second
// one beside the first), walker_record.cpp (what is recorded of them).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/load/circuits.h"
#include "harness/load/compiled_load.h"
#include "harness/load/judge.h"
#include "harness/load/recorder.h"
#include "harness/load/timeouts.h"
#include "harness/load/transport.h"
#include "harness/load/walk.h"

namespace squall {

class Walker final : private TransportEvents {
 public:
  using MakeTransport = std::function<std::unique_ptr<Transport>(TransportEvents&)>;

  Walker(EventLoop& loop, const LoadSetup& setup, Recorder& recorder,
         const MakeTransport& make_transport);

  /// The next address, in the order of CompiledStep::address.
  Result<void> add_address(const Address& address);

  /// The client policy of the set-up is another one from now on.
  void take_client() { circuits_.use(setup_.client.circuit_breaker); }

  /// How long before an operation is due it may be begun: with precision kSpin its request is made
  /// ready by then, so that only the sending is left to do at that moment.
  Nanoseconds ahead() const { return ahead_; }

  /// Begins an iteration in an idle slot, with the user's set-up if that is still to be done; its
  /// number, key and user are set.
  void begin(Walk& walk, Nanoseconds due, Nanoseconds now);

  /// Begins another part in an idle slot; ends in LoadRun::on_part_ended.
  void begin_part(Walk& walk, Walk::Part part, const StepRange& steps);

  /// Records an iteration that was never begun.
  void record_missed(LoadRun& run, const Keys::Key* key, std::uint32_t iteration, Nanoseconds due);

  /// From now on no operation begins. Iterations that think have to be cut.
  void stop_starting() { stopping_ = true; }

  /// From now on nobody who waits for a connection gets one: all walks will be cut.
  void stop_serving() { transport_->stop_serving(); }

  /// Ends what is under way in the slot, as the end of the run does. The number of operations that
  /// were open: 0 or 1.
  std::uint64_t cut(Walk& walk);

 private:
  Nanoseconds now() const { return setup_.clock.now(); }
  static std::int64_t utc_s() {
    return std::chrono::duration_cast<std::chrono::seconds>(utc_since_1970()).count();
  }

  // `now`, `at`, `ended`: the present time, which is read once for all that follows from one event.

  // Parts: set-up, iterations, tear-down
  void begin_iteration(Walk& walk, Nanoseconds due, Nanoseconds now);
  std::size_t next_step(Walk& walk, int status);
  void end_part(Walk& walk, bool ok, Nanoseconds now);
  void leave(Walk& walk, Nanoseconds now);
  void drop_unreached(const Walk& walk, std::optional<std::size_t> failed);

  // Operations
  void wait_for_operation(Walk& walk, Nanoseconds due, Nanoseconds now);
  void begin_operation(Walk& walk, Nanoseconds due);
  void end_operation(Walk& walk, Attempt& last, Nanoseconds now);

  // Attempts
  void keep_cookies(Walk& walk, const Received& received);
  void begin_attempt(Walk& walk);
  void prepare_attempt(Exchange& exchange, Nanoseconds begun);
  void hand_over(Exchange& exchange, Nanoseconds begun);
  void on_connecting(Exchange& exchange) override;
  void on_sent(Exchange& exchange, Nanoseconds at) override;
  void on_first_byte(Exchange& exchange, Nanoseconds at) override;
  void on_answer(Exchange& exchange, const Received& received, Nanoseconds at) override;
  void on_failed(Exchange& exchange, ErrorClass error, std::string_view reason) override;
  void on_warning(std::string_view what) override { recorder_.warn(what); }
  void on_timeout(Exchange& exchange);
  void set_deadline(Exchange& exchange, Nanoseconds time, ErrorClass error);
  void fail_attempt(Exchange& exchange, ErrorClass error, std::string_view reason);
  void end_attempt(Exchange& exchange, Judgement judgement, const Received& received,
                   Nanoseconds ended);
  FailedAttempt failed_attempt(const Exchange& exchange, const Judgement& judgement,
                               const Received& received) const;
  bool retry(Walk& walk, const Attempt& last, const FailedAttempt& failed, Nanoseconds ended);
  Received received_by(const Exchange& exchange) const;
  void close(Exchange& exchange, Nanoseconds at);

  // Hedges
  Nanoseconds hedge_time(const Walk& walk, Nanoseconds begun) const;
  void begin_hedge(Walk& walk);
  void abandon(Exchange& exchange, Nanoseconds at);
  void note_duration(const Exchange& exchange);

  // Records
  Attempt blank_record(const Walk& walk) const;
  void complete_record(Exchange& exchange, const Judgement& judgement, const Received& received,
                       Nanoseconds ended);
  Outcome outcome_of(const Exchange& exchange, const Judgement& judgement) const;
  void record_earlier(Attempt& attempt);
  void cut_retry(Walk& walk);
  void record_dropped(Attempt record, ErrorClass reason);
  void keep_example(const Exchange& exchange, std::string reason, const Received& received);

  const LoadSetup& setup_;
  const Nanoseconds ahead_;
  Recorder& recorder_;
  Judge judge_;
  Timeouts timeouts_;
  std::unique_ptr<Transport> transport_;
  Circuits circuits_;
  Random jitter_;
  std::string value_prefix_;
  bool stopping_ = false;
};

}  // namespace squall
