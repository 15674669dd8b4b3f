// Walks iterations through their workload: operations, attempts, deadlines, retries, outcomes.
//
// The life of an operation: begin_operation -> begin_attempt -> (a connection: idle, queued for,
// or opened) -> send -> on_answer | on_broken | on_timeout -> end_attempt -> the next attempt, or
// end_operation -> the next operation, or LoadRun::on_iteration_ended.
#pragma once

#include <deque>
#include <string>

#include "harness/load/compiled_load.h"
#include "harness/load/judge.h"
#include "harness/load/pool.h"
#include "harness/load/recorder.h"
#include "harness/load/timeouts.h"
#include "harness/load/walk.h"

namespace squall {

class Walker {
 public:
  Walker(boost::asio::io_context& io, const LoadSetup& setup, Recorder& recorder);

  /// The connections to the next address, in the order of CompiledStep::address.
  void add_pool(std::vector<Tcp::endpoint> endpoints, std::optional<Breaker> breaker) {
    pools_.emplace_back(std::move(endpoints), setup_.client.max_connections, breaker);
  }

  /// Begins an iteration in an idle slot; its number, key and user are set.
  void begin(Walk& walk, Nanoseconds due);

  /// Records an iteration that was never begun.
  void record_missed(const LoadRun& run, const Keys::Key* key, std::uint32_t iteration,
                     Nanoseconds due);

  /// From now on no operation begins. Iterations that think have to be cut.
  void stop_starting() { stopping_ = true; }

  /// Ends what is under way in the slot, as the end of the run does; true if an attempt was open.
  bool cut(Walk& walk);

  // From a connection
  void on_connected(Connection& connection, const error_code& error);
  void on_first_byte(Walk& walk);
  void on_answer(Connection& connection, bool reusable);
  void on_broken(Connection& connection, ErrorClass error);
  void on_idle_closed(Connection& connection);

 private:
  Nanoseconds now() const { return setup_.clock.now(); }

  void wait_for_operation(Walk& walk, Nanoseconds due);
  void begin_operation(Walk& walk, Nanoseconds due);
  void begin_attempt(Walk& walk);
  void find_connection(Walk& walk);
  void open_connection(Walk& walk, Connection& connection);
  void send(Walk& walk, Connection& connection);
  void release(Walk& walk, bool reusable);
  void serve_waiting(Pool& pool);
  void set_deadline(Walk& walk, Nanoseconds time, ErrorClass error);
  void on_timeout(Walk& walk);

  Attempt blank_record(const Walk& walk) const;

  void end_attempt(Walk& walk, Judgement judgement, bool reusable = false);
  void note_answer(Walk& walk, bool complete);
  Outcome outcome_of(const Walk& walk, const Judgement& judgement) const;
  void tell_breaker(Walk& walk, const FailedAttempt& failed);
  bool retry(Walk& walk, const FailedAttempt& failed);
  void end_operation(Walk& walk);
  void record_dropped(Attempt record, ErrorClass reason);
  void end_iteration(Walk& walk);
  void keep_example(const Walk& walk, std::string reason);

  boost::asio::io_context& io_;
  const LoadSetup& setup_;
  Recorder& recorder_;
  Judge judge_;
  Timeouts timeouts_;
  std::deque<Pool> pools_;  ///< One for each address.
  Random jitter_;
  std::uint32_t value_prefix_;
  bool stopping_ = false;
  bool cutting_ = false;  ///< Nobody who waits for a connection is served any more.
};

}  // namespace squall
