// A probe as a file describes it: what to sample, and the tolerance that its sample must meet.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/allowed_hosts.h"
#include "harness/core/time.h"
#include "harness/model/expect.h"
#include "harness/model/metric.h"
#include "harness/model/value.h"

namespace squall {

/// What a probe's value must be; all that is given must hold. In base units.
struct ValueTest {
  std::optional<double> min = std::nullopt, max = std::nullopt;
  std::vector<double> one_of = {};  ///< Empty: anything.
  /// Compared with the mean of the baseline phase.
  std::optional<double> at_most_of_baseline = std::nullopt;

  bool given() const { return min || max || !one_of.empty() || at_most_of_baseline; }
  /// Of all but the comparison with the baseline.
  bool allows(double value) const;
};

/// Options that every kind of probe shares stand here; the kind's own in `options`.
struct ProbeSpec {
  std::string kind;  ///< "http", "tcp", …
  Options options;   ///< http: url, method, headers; tcp: address. Templates are unrendered.
  Expect expect;
  ValueTest value;
  Dimension dimension = Dimension::kNone;                 ///< Of its value.
  Nanoseconds timeout = std::chrono::seconds(2);          ///< Of one sample.
  Nanoseconds interval = std::chrono::milliseconds(100);  ///< Between samples.
  AllowedHosts allowed = {};                              ///< To be dialled.
};

/// One sample. A probe never judges: `met` only says whether it saw what the file names.
struct ProbeSample {
  bool met = false;
  std::string actual;  ///< What was seen, short: "200", "503", "connect_refused".
  Nanoseconds took{};
  std::optional<double> value = {};  ///< In base units; none: there was nothing to measure.
};

/// "<= 300 MiB and one of 1, 2"
std::string describe(const ValueTest& test, Dimension dimension);

}  // namespace squall
