// A probe as a file describes it: what to sample, and the tolerance that its sample must meet.
#pragma once

#include <string>

#include "harness/core/time.h"
#include "harness/model/expect.h"
#include "harness/model/value.h"

namespace squall {

/// Options that every kind of probe shares stand here; the kind's own in `options`.
struct ProbeSpec {
  std::string kind;  ///< "http", "tcp", …
  Options options;   ///< http: url, method, headers; tcp: address. Templates are unrendered.
  Expect expect;
  Nanoseconds timeout = std::chrono::seconds(2);          ///< Of one sample.
  Nanoseconds interval = std::chrono::milliseconds(100);  ///< Between samples.
};

/// One sample. A probe never judges: `met` only says whether the value is what `expect` names.
struct ProbeSample {
  bool met = false;
  std::string actual;  ///< What was seen, short: "200", "503", "connect_refused".
  Nanoseconds took{};
};

}  // namespace squall
