// One load while it runs: decides when iterations begin, and in which virtual user's slot.
#pragma once

#include <atomic>
#include <boost/circular_buffer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/load/arrival.h"
#include "harness/load/compiled_load.h"
#include "harness/load/hedge.h"
#include "harness/load/retry_budget.h"
#include "harness/load/walk.h"

namespace squall {

class Walker;

/// Iterations of all loads of an engine. Written by its thread alone, read by any.
struct LoadCounts {
  std::atomic<std::uint64_t> started{0};
  std::atomic<std::uint64_t> ended{0};
  std::atomic<std::uint64_t> dropped{0};  ///< Due, but no slot was free.
};

class LoadRun {
 public:
  LoadRun(EventLoop& loop, const LoadSetup& setup, std::uint8_t index, CompiledLoad compiled,
          std::unique_ptr<ArrivalProcess> arrivals, Walker& walker, LoadCounts& counts);

  /// Time 0 of the arrivals, on the run's clock; where the load is limited to phases, that will be
  /// the start of the first of them.
  void start(Nanoseconds at);

  /// From now on iterations come as `arrivals` says, time 0 being now; nullptr: none come.
  void replace_arrivals(std::unique_ptr<ArrivalProcess> arrivals);

  void enter_phase(std::string_view phase, Nanoseconds at);

  /// See LoadEngine::set_client.
  void take_client(const ClientPolicy& client);

  /// Begins what is due by now, however late its timer is.
  void begin_last();

  /// Does the load's own set-up; `done` is called once (maybe at once), with what failed, or
  /// nothing.
  void set_up(std::function<void(const std::string& failure)> done);

  /// Begins nothing more; calls `when_over` once, when no iteration is under way and what is to be
  /// torn down has been.
  void stop(std::function<void()> when_over);

  /// Ends everything that is under way, and tears nothing down; how many attempts were open.
  std::uint64_t cut();

  /// An operation of the walk is or will be due at `walk.due`.
  void note_due(const Walk& walk) { note(walk, walk.due); }

  void on_iteration_ended(Walk& walk, Nanoseconds now);
  void on_part_ended(Walk& walk);  ///< Any other part.

  /// No operation due before this is under way or will begin; max: there will be none.
  Nanoseconds oldest_due() const;

  /// The latest deadline of the operations that are under way; 0: there are none.
  Nanoseconds last_deadline() const;

  const CompiledLoad& load() const { return load_; }
  std::uint8_t index() const { return index_; }

  RetryBudget budget;                    ///< Of this load's clients.
  std::vector<HedgeDelay> hedge_delays;  ///< One for each step, if the policy hedges.
  Random choices;                        ///< For the flow of its iterations.
  Flow::Course missed;                   ///< Of the newest iteration that did not start.

 private:
  void note_idle(const Walk& walk) { note(walk, Nanoseconds::max()); }
  void note(const Walk& walk, Nanoseconds due) {
    if (walk.user < dues_.size()) dues_[walk.user] = due;  // Else it is the load's own.
  }
  enum class Ending { kNot, kUsers, kLoad, kOver };

  bool open() const { return load_.spec.model == Load::Model::kOpen; }
  bool may_begin() const {
    return load_.spec.iterations == 0 || next_iteration_ < load_.spec.iterations;
  }
  Walk& slot_of_load();
  void tear_down_next();
  void tear_down_users();
  void advance();
  void begin_due(Nanoseconds until, Nanoseconds now);
  void arm();
  Walk* take_slot();
  void begin(Walk& walk, Nanoseconds due, Nanoseconds now);
  void begin_user(Walk& walk, Nanoseconds now) { begin(walk, now, now); }
  void pause_user(Walk& walk, Nanoseconds pause);

  EventLoop& loop_;
  const RunClock& clock_;
  const std::uint8_t index_;
  CompiledLoad load_;
  std::unique_ptr<ArrivalProcess> arrivals_;  ///< nullptr: none come.
  Walker& walker_;
  LoadCounts& counts_;
  Timer timer_;
  bool active_ = false;
  bool begun_ = false;  ///< The first arrival has been asked for.
  std::function<void(const std::string&)> when_set_up_;
  std::function<void()> when_over_;  ///< Once it has been stopped.
  Ending ending_ = Ending::kNot;     ///< What is being torn down.
  std::uint32_t under_way_ = 0;      ///< Iterations; while it ends, tear-downs.
  Nanoseconds origin_{};
  Nanoseconds due_{};  ///< Of the next arrival, on the run's clock; max: there is none.
  std::uint32_t next_iteration_ = 0;
  std::optional<Walk> of_load_;  ///< The slot of the load's own set-up and tear-down.
  std::deque<Walk> walks_;       ///< Made when they are first needed; they do not move.
  /// When the operation of each walk was due; max: it is idle. Apart from them, because the oldest
  /// is looked for often, and among many.
  std::vector<Nanoseconds> dues_;
  boost::circular_buffer<Walk*> free_;  ///< Idle slots, the one that has been idle longest first.
};

/// The step that the walk is in.
inline const CompiledStep& step_of(const Walk& walk) { return walk.run.load().steps[walk.step]; }

}  // namespace squall
