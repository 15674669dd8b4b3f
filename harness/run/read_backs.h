// The reads that the harness does by itself for checkers: before the load, during it, and after it.
//
// They are loads like any other, with the scenario's client policy, but for hedges and the circuit
// breaker; their records have a purpose of their own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <stop_token>
#include <vector>

#include "harness/load/engine.h"
#include "harness/model/attempt.h"
#include "harness/model/event.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

/// Which keys each load has written or deleted, as its records tell.
class WrittenKeys {
 public:
  /// What there should be, as far as the newest change tells.
  enum class Left { kValue, kNothing, kEither };

  /// Both must outlive this.
  WrittenKeys(const Scenario& scenario, const Topology& topology);

  void add(std::span<const Attempt> attempts);
  const std::map<std::uint64_t, Left>& of(std::size_t load) const { return keys_[load]; }

 private:
  std::vector<std::vector<LedgerUse>> uses_;  ///< By load and step; empty: no checker asks.
  std::vector<std::map<std::uint64_t, Left>> keys_;
};

/// The reads `during`, to be appended to the loads of a run.
std::vector<Load> loads_during(const Scenario& scenario);

struct ReadBackParts {
  const Scenario& scenario;
  LoadSetup setup;  ///< Without loads.
  AttemptSink& sink;
  LoadObserver& observer;
  EventSink& events;
  const WrittenKeys& written;  ///< Not changed meanwhile, as there is no load.
  std::stop_token stop;
};

/// The reads `before`, once over every key, or those `after`, over every key that was written; of
/// these, what gives no answer or has no value (or still has one, if it was deleted last), and keys
/// of which nodes have different values, are read again until `within` has passed. The error says
/// what cannot be read at all.
enum class ReadBackTime { kBefore, kAfter };
Result<void> read_back(ReadBackTime time, ReadBackParts parts);

}  // namespace squall
