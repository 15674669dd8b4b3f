// What the nodes say in their logs around each fault, for the report.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/mask.h"
#include "harness/model/event.h"
#include "harness/topology/system.h"

namespace squall {

/// How long the logs were is noted when a fault goes in and when it is healed; they are read when
/// the load is over, so that nothing is slower meanwhile. Thread-safe.
class FaultLogs {
 public:
  /// All must outlive it.
  FaultLogs(const System& system, const SecretMask& mask, EventSink& events)
      : system_(system), mask_(mask), events_(events) {}

  /// It is about to be injected.
  void begin(const std::string& fault);
  /// It is healed.
  void end(const std::string& fault);

  /// Records what was said around the faults since the last call.
  void tell();

 private:
  using Sizes = std::map<std::string, std::uintmax_t>;  // By node.
  struct Marks {
    std::string fault;
    Sizes from;
    std::optional<Sizes> until;
  };

  Sizes sizes() const;
  void tell_of(const Marks& marks);

  const System& system_;
  const SecretMask& mask_;
  EventSink& events_;
  std::mutex mutex_;
  std::vector<Marks> marks_;
  std::size_t told_bytes_ = 0;
};

}  // namespace squall
