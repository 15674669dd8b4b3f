// The load engine: walks workloads at their due times and records every attempt.
//
// A run calls make_load_engine once the topology is ready, start, then enter_phase at each phase's
// start, and drain at the end. All of the engine's own work happens on its own thread; the sink
// and the observer are called there. What a target does is data in the records; what fails in the
// engine itself (or is thrown by the sink or the observer) ends the load and is rethrown by drain.
//
// Rules beyond "Metrics, exactly" in reports/README.md:
// - `sent` is when the first byte of the request was handed to the kernel, so that it comes after
//   the time to connect; an idle connection is always preferred to a new one.
// - With precision kSpin what is due is made ready before that moment; it never begins before.
// - An operation's deadline counts from its due time; an attempt's timeout from its begin,
//   connecting included.
// - A kept-alive connection that the peer closed is noticed before reuse. If it closes in the
//   moment between, the request may have been processed: the attempt ends as `reset`. Only when
//   the kernel took no byte of the request is it sent again on a new connection, in the same
//   attempt.
// - `reset`: closed before the first byte of the answer; `short_read`: closed within it.
// - A virtual user is a slot; open loads take the slot that has been free the longest. With
//   per-user keys there are never more slots than keys, so no key is in use twice at once.
// - A hedge is an attempt: it counts in retry amplification and takes a token of the retry budget,
//   but is no retry. Of an attempt and its hedge the first ok answer wins; a failure waits for the
//   other. The loser is recorded as `abandoned`, with the outcome of an attempt without an answer:
//   a write that was sent is indeterminate, everything else failed. Metrics count it as an attempt,
//   not as an error, and it is told to no breaker as a failure.
// - {value} is fresh for each write operation (its retries repeat it); a read step sees the value
//   of the write before it.
// - A closed load's user pauses 10 ms after an iteration that could not even connect, or whose
//   set-up failed, so that a dead target does not turn the engine into a busy loop.
// - A user's set-up stands before its first iteration, whose first step is due when it has ended.
//   If it fails, the iteration's operations are dropped (`earlier_step`), and the slot's next
//   iteration begins with the set-up again. Set-up and tear-down have purpose kSetup.
// - Alternatives and shares are drawn for each iteration, in the order of their numbers, from the
//   substream "choices/LOAD"; see flow.h for what is due when a step fails.
// - Repetitions of a step are operations of their own with the same number; an operation ends with
//   its record that is final.
// - Draining starts nothing new: an operation under way may end (and be retried) until its own
//   deadline, whatever the policy is by now; later steps of its iteration never become due.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/allowed_hosts.h"
#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"
#include "harness/model/event.h"
#include "harness/model/scenario.h"
#include "harness/model/workload.h"

namespace squall {

/// What a load is to do. Values are copied; `lookup` is used only while the engine is made.
struct LoadSetup {
  RunClock clock;
  std::uint64_t seed = 0;
  std::vector<Load> loads;  ///< Attempt::load is the index in here.
  std::vector<Workload> workloads;
  std::vector<KeyList> lists;
  ClientPolicy client;
  Generator generator;
  AllowedHosts allowed = {};     ///< To be dialled.
  std::uint8_t variant = 0;      ///< Draws are the same for each; {value} differs.
  Template::Lookup lookup;       ///< Static references, "{flowmanager.url}".
  Template::Lookup direct = {};  ///< The same, with no fault proxy between: for Load::node.
};

/// Sees what the records cannot hold. Called on the engine's thread; must not block.
class LoadObserver {
 public:
  virtual ~LoadObserver() = default;

  /// One of the first 5 failures of each load, step and class; nothing in it is masked yet.
  virtual void on_failure(FailureExample example) = 0;

  /// A circuit breaker changed its state just now.
  virtual void on_breaker(BreakerChanged change) = 0;

  /// A captured value that is marked secret, before it can stand in any example. The same value
  /// may come again.
  virtual void on_secret(std::string_view value) = 0;

  /// Something that a reader of the report should know; each text once.
  virtual void on_warning(std::string what) = 0;
};

/// Figures for the progress line.
struct LoadStats {
  std::uint64_t started = 0;    ///< Iterations begun.
  std::uint64_t in_flight = 0;  ///< Iterations that have begun and not ended.
  std::uint64_t dropped = 0;    ///< Iterations that were due and not begun.
  /// When the oldest operation that has not ended was due, on the run's clock; none: all ended.
  std::optional<Nanoseconds> oldest_due = std::nullopt;
};

class LoadEngine {
 public:
  virtual ~LoadEngine() = default;  ///< Ends at once what still runs.

  /// Does the loads' own set-up (the steps with each = "once") on the caller's thread: the sink and
  /// the observer are called there. Before start. The error says which load and step failed, and
  /// why; the engine is then not to be started.
  virtual Result<void> set_up(std::stop_token stop = {}) = 0;

  /// Starts the thread; no iteration begins before the first enter_phase. `at` is time 0 of the
  /// arrival processes of loads that are not limited to phases, on the run's clock: give the first
  /// enter_phase the same, or arrivals that fall between are skipped.
  virtual void start(Nanoseconds at) = 0;

  /// From `at` (on the run's clock) on, the loads of phase `name` run, and no others. Iterations
  /// that began before go on.
  virtual void enter_phase(std::string_view name, Nanoseconds at) = 0;

  /// From now on `load`, an open one, begins iterations at this rate (0: none), evenly or as
  /// Poisson arrivals, as it did before; whatever its arrival was, it is over. Thread-safe. The
  /// error says why that load cannot be changed.
  virtual Result<void> set_rate(std::string_view load, double rate_per_s) = 0;

  /// From now on clients behave like this: time-outs, deadlines, retries, hedges and the circuit
  /// breaker, for attempts that begin later; budgets and breakers begin anew. How connections are
  /// made and shared stays. Thread-safe.
  virtual void set_client(ClientPolicy client) = 0;

  /// Begins nothing new, waits until all operations have ended (at most until their deadlines, or
  /// until `cut_short`), ends the rest, or else tears down what was set up; hands over all records
  /// and joins the thread. Once only.
  virtual LoadEnded drain(std::stop_token cut_short = {}) = 0;

  /// Of loads; thread-safe.
  virtual LoadStats stats() const = 0;

  /// The same, of loads with purpose kReadBack, which count nowhere else.
  virtual LoadStats read_back_stats() const = 0;
};

/// The engine for plain HTTP. The error says which load, step and field cannot be
/// used and why. `sink` and `observer` outlive the engine.
Result<std::unique_ptr<LoadEngine>> make_load_engine(LoadSetup setup, AttemptSink& sink,
                                                     LoadObserver& observer);

}  // namespace squall
