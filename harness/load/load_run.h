// One load while it runs: decides when iterations begin, and in which virtual user's slot.
#pragma once

#include <atomic>
#include <boost/circular_buffer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
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
  LoadRun(boost::asio::io_context& io, const LoadSetup& setup, std::uint8_t index,
          CompiledLoad compiled, std::unique_ptr<ArrivalProcess> arrivals, Walker& walker,
          LoadCounts& counts);

  /// Time 0 of the arrivals, on the run's clock; where the load is limited to phases, that will be
  /// the start of the first of them.
  void start(Nanoseconds at);

  /// From now on iterations come as `arrivals` says, time 0 being now; nullptr: none come.
  void replace_arrivals(std::unique_ptr<ArrivalProcess> arrivals);

  void enter_phase(std::string_view phase, Nanoseconds at);

  /// Begins what is due by now, however late its timer is.
  void begin_last();

  /// Begins nothing more; calls `when_idle` once, when no iteration is under way.
  void stop(std::function<void()> when_idle);

  void on_iteration_ended(Walk& walk);

  /// No operation due before this is under way or will begin; max: there will be none.
  Nanoseconds oldest_due() const;

  const CompiledLoad& load() const { return load_; }
  std::uint8_t index() const { return index_; }
  std::deque<Walk>& walks() { return walks_; }

  RetryBudget budget;                    ///< Of this load's clients.
  std::vector<HedgeDelay> hedge_delays;  ///< One for each step, if the policy hedges.

 private:
  bool open() const { return load_.spec.model == Load::Model::kOpen; }
  void tell_if_idle();
  void advance();
  void begin_due(Nanoseconds now);
  void arm();
  Walk* take_slot();
  void begin(Walk& walk, Nanoseconds due);
  void begin_user(Walk& walk);
  void pause_user(Walk& walk, Nanoseconds pause);

  boost::asio::io_context& io_;
  const RunClock& clock_;
  const std::uint8_t index_;
  CompiledLoad load_;
  std::unique_ptr<ArrivalProcess> arrivals_;  ///< nullptr: none come.
  Walker& walker_;
  LoadCounts& counts_;
  Timer timer_;
  bool active_ = false;
  bool begun_ = false;  ///< The first arrival has been asked for.
  std::function<void()> when_idle_;
  std::uint32_t under_way_ = 0;  ///< Iterations.
  Nanoseconds origin_{};
  Nanoseconds due_{};  ///< Of the next arrival, on the run's clock; max: there is none.
  std::uint32_t next_iteration_ = 0;
  std::deque<Walk> walks_;              ///< Made when they are first needed; they do not move.
  boost::circular_buffer<Walk*> free_;  ///< Idle slots, the one that has been idle longest first.
};

/// The step that the walk is in.
inline const CompiledStep& step_of(const Walk& walk) { return walk.run.load().steps[walk.step]; }

}  // namespace squall
