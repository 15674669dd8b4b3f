// What a client does: a workload is a list of steps, walked once an iteration.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/template.h"
#include "harness/core/time.h"
#include "harness/model/expect.h"

namespace squall {

enum class Effect { kRead, kWrite };
enum class LedgerUse { kNone, kWrite, kRead };

/// Takes a value out of an answer for later steps.
struct Capture {
  enum class From { kJson, kHeader, kRegex };

  std::string name;
  From from = From::kJson;
  std::string where;  ///< JSON path, header name, or regex with one group.
  bool secret = false;
};

struct Step {
  std::string name;
  std::string method = "GET";
  Template url;
  StringMap headers;
  Template body;    ///< Form fields are encoded into it by the parser.
  std::string content_type;
  Effect effect = Effect::kRead;
  bool idempotent = true;
  Expect expect;
  std::optional<Expect> rejected;  ///< Write steps: an answer that proves that nothing was done.
  std::vector<Capture> captures;
  Nanoseconds think{};              ///< Pause before the step.
  std::optional<Nanoseconds> deadline;         ///< Overrides of the client policy.
  std::optional<Nanoseconds> attempt_timeout;
  LedgerUse ledger = LedgerUse::kNone;
  std::string ledger_value;  ///< LedgerUse::kRead: JSON path of the value that was read.
};

struct Workload {
  std::string name;
  std::string title;
  std::vector<Step> steps;
};

/// A named list of keys.
struct KeyList {
  std::string name;
  std::vector<std::string> values;
};

/// Where an iteration's {key} comes from.
struct KeySpace {
  enum class Distribution { kUniform, kZipf, kSequential };

  std::string from;   ///< The name of a list, or
  Template generate;  ///< a pattern with {n}, 0 to count - 1.
  int count = 0;
  Distribution distribution = Distribution::kUniform;
  double exponent = 1.0;  ///< Zipf's.
  bool per_user = false;  ///< Virtual user n always has key n (modulo the number of keys).
};

}  // namespace squall
