// Collects what the engine hands on: records in batches, and the first examples of each failure.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "harness/core/timer.h"
#include "harness/load/compiled_load.h"
#include "harness/load/engine.h"

namespace squall {

class Recorder {
 public:
  Recorder(EventLoop& loop, const LoadSetup& setup, AttemptSink& sink, LoadObserver& observer);

  /// Handed on within 20 ms.
  void record(const Attempt& attempt);

  /// Whether a failure of this class is still wanted as an example; counts it.
  bool wants_example(const Attempt& attempt);

  /// `body` is capped here, not masked: mask first, then cut further.
  void example(FailureExample example) { observer_.on_failure(std::move(example)); }
  void breaker_changed(BreakerChanged change) { observer_.on_breaker(std::move(change)); }
  void secret(std::string_view value) { observer_.on_secret(value); }
  void warn(std::string_view what) {
    if (warned_.emplace(what).second) observer_.on_warning(std::string(what));
  }

  void flush();

  std::function<void()> on_flushed;  ///< After records were handed on.

 private:
  AttemptSink& sink_;
  LoadObserver& observer_;
  Timer timer_;
  std::vector<Attempt> batch_;
  std::set<std::string> warned_;
  std::vector<std::uint8_t> examples_;  ///< Seen so far, by load, step and class.
};

}  // namespace squall
