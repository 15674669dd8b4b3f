// What each fault did to clients: impact, time to detect and time to recover.
#pragma once

#include <optional>
#include <vector>

#include "harness/analysis/fold.h"
#include "harness/analysis/history.h"

namespace squall {

/// Time to detect counts to the end of the first attempt that did not end ok, at or after the
/// injection and within the fault's stretch (see FaultSpan), whether or not a retry helped.
class Impact {
 public:
  Impact(const RecoveryRule& rule, const History& history);

  void add(const Attempt& attempt);

  /// Fills in the reports of `history`, whose ends are final now.
  void finish(History& history);

 private:
  struct Watched {
    std::size_t fault = 0;  ///< Index into History::faults.
    Nanoseconds injected{}, stretch_end{};
    RecoveryWatch watch;
    std::optional<Nanoseconds> first_failure;
    std::uint64_t failures = 0;  ///< Attempts.
    Nanoseconds slowest{};       ///< Response time of an operation.
    Nanoseconds waited{};        ///< The most that one operation lasted within the stretch.
  };

  void finish(Watched& watched, FaultSpan& fault) const;

  const RecoveryRule* rule_;
  std::vector<Watched> watched_;
};

}  // namespace squall
