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
#include "harness/run/fault_logs.h"
#include "harness/topology/system.h"

namespace squall {

/// Sees when a fault is in and when it is healed; called on the thread of the caller or the
/// fault's own.
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

  /// Injects what was prepared under this name, and begins to look for the evidence.
  void inject(const std::string& fault);

  /// Begins to heal; returns at once.
  void heal(const std::string& fault);

  /// Heals what is not healed yet, the newest first; returns when all is done.
  void heal_all();

  /// Whether a fault is in force, or being healed. Thread-safe, unlike the rest.
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
  void heal_now(InForce& fault);

  System& system_;
  const Safety& safety_;
  const RunClock clock_;
  EventSink& events_;
  FaultObserver& observer_;
  FaultLogs& logs_;
  std::atomic<int> in_force_ = 0;
  std::vector<std::unique_ptr<InForce>> faults_;  // In the order of their preparation.
};

}  // namespace squall
