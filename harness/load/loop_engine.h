// The load engine on one event loop on a thread of its own.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "harness/core/keen_thread.h"
#include "harness/load/engine.h"
#include "harness/load/load_run.h"
#include "harness/load/recorder.h"
#include "harness/load/walker.h"

namespace squall {

class LoopEngine final : public LoadEngine {
 public:
  LoopEngine(LoadSetup setup, AttemptSink& sink, LoadObserver& observer);
  ~LoopEngine() override;

  /// Compiles the loads and resolves their addresses.
  Result<void> prepare();

  Result<void> set_up(std::stop_token stop) override;
  void start(Nanoseconds at) override;
  void enter_phase(std::string_view name, Nanoseconds at) override;
  Result<void> set_rate(std::string_view load, double rate_per_s) override;
  void set_client(ClientPolicy client) override;
  LoadEnded drain(std::stop_token cut_short) override;
  LoadStats stats() const override;
  LoadStats read_back_stats() const override;

 private:
  static constexpr Nanoseconds::rep kNothingDue = Nanoseconds::max().count();

  LoadCounts& counts_of(Purpose purpose) {
    return purpose == Purpose::kReadBack ? read_back_counts_ : counts_;
  }
  LoadStats stats_of(const LoadCounts& counts) const;
  Result<Walker*> walker_for(Load::Engine engine);
  void run();
  void publish_oldest_due();
  void begin_drain();
  void cut();

  LoadSetup setup_;  ///< Changed on the engine's thread alone, once it runs.
  EventLoop loop_;
  Recorder recorder_;
  KeenThread keen_{KeenThread::WhenBusy::kKeen};    ///< The engine's own.
  std::array<std::unique_ptr<Walker>, 2> walkers_;  ///< By Load::Engine; those that a load has.
  LoadCounts counts_;
  LoadCounts read_back_counts_;
  std::atomic<Nanoseconds::rep> oldest_due_{kNothingDue};
  std::deque<LoadRun> runs_;
  std::atomic<int> rate_changes_{0};
  Timer drain_timer_{loop_};
  std::size_t busy_runs_ = 0;  ///< While draining.
  std::uint64_t open_at_end_ = 0;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool finished_ = false;       ///< Guarded by mutex_.
  std::exception_ptr failure_;  ///< Guarded by mutex_.
  std::thread thread_;
};

}  // namespace squall
