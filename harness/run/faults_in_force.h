// The faults of a run: injected in time, proven, and healed on every way out.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/event.h"
#include "harness/model/scenario.h"
#include "harness/run/down_nodes.h"
#include "harness/run/fault_logs.h"
#include "harness/topology/system.h"

namespace squall {

/// Sees when a fault is in and when it is healed (not when that failed); called on the thread of
/// the caller or the fault's own.
class FaultObserver {
 public:
  virtual ~FaultObserver() = default;
  /// `at` is the time in the records.
  virtual void on_injected(const std::string& fault, Nanoseconds at) = 0;
  virtual void on_healed(const std::string& fault, Nanoseconds at) = 0;
};

/// Making a fault, looking for evidence and healing take their time, so each fault does this on a
/// thread of its own, and nothing that is planned meanwhile comes late. Not thread-safe.
class FaultsInForce {
 public:
  FaultsInForce(System& system, const Safety& safety, const RunClock& clock, EventSink& events,
                FaultObserver& observer, FaultLogs& logs);
  ~FaultsInForce();  ///< As heal_all().

  /// Begins to find out what a symbolic target is, to make the fault and to put its undo on disk;
  /// injects nothing yet. Call it ahead of time: inject() waits for its end.
  void prepare(const FaultSpec& spec, const std::string& phase,
               const std::vector<std::string>& targets, Nanoseconds planned);

  /// Returns once all that is being prepared is.
  void finish_preparing();

  /// Injects what was prepared under this name, and begins to look for the evidence. Where that
  /// would take more nodes down than [safety] allows, because others are still being healed, it
  /// goes in as soon as they are, on a thread of its own.
  void inject(const std::string& fault);

  /// Begins to heal, also after a healing that failed; returns at once.
  void heal(const std::string& fault);

  /// Heals what is not healed yet, the newest first, and tries again what could not be; returns
  /// when all is done. What can't be healed keeps its undo in the ledger, for System::stop().
  void heal_all();

  /// Whether a fault is in force, being healed, or can't be. Thread-safe, unlike the rest.
  bool any() const { return in_force_ > 0; }

 private:
  struct InForce;

  InForce* find(const std::string& fault);
  struct Preparation {
    std::string phase;
    const std::vector<std::string>& targets;
    Nanoseconds planned;
  };
  void make(InForce& fault, const FaultSpec& spec, const Preparation& preparation);
  bool inject_now(const InForce& fault);
  bool wait_for_others(const InForce& fault, const std::stop_token& stop);
  void heal(InForce& fault);
  void heal_now(InForce& fault);

  System& system_;
  const Safety& safety_;
  const RunClock clock_;
  EventSink& events_;
  FaultObserver& observer_;
  FaultLogs& logs_;
  DownNodes down_;
  std::atomic<int> in_force_ = 0;
  std::vector<std::unique_ptr<InForce>> faults_;  // In the order of their preparation.
};

}  // namespace squall
