// What a client does: a workload is a list of steps, walked once an iteration.
//
// Steps with a weight that stand next to each other (and have the same `choice`) are alternatives:
// an iteration does one of them. A step with `when` is done only if that holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/template.h"
#include "harness/core/time.h"
#include "harness/model/expect.h"

namespace squall {

enum class Effect { kRead, kWrite };
enum class LedgerUse { kNone, kWrite, kDelete, kRead };

/// Whether it gives the key another value; that it has none is one, too.
constexpr bool changes_key(LedgerUse use) {
  return use == LedgerUse::kWrite || use == LedgerUse::kDelete;
}

/// Takes a value out of an answer for later steps.
struct Capture {
  enum class From { kJson, kHeader, kRegex, kCookie };

  std::string name;
  From from = From::kJson;
  std::string where;  ///< JSON path, name of a header or cookie, or regex with one group.
  bool secret = false;
  bool optional = false;  ///< An answer without it is no mistake; the value is then empty.
  /// It is the virtual user's and outlives the iteration; where an answer lacks it, the last one
  /// stays.
  bool keep = false;
};

/// What must hold for a step to be done (or to be done for the last time); all that is given.
struct StepCondition {
  std::string done;                 ///< An earlier step that the iteration has done; empty: any.
  std::vector<StatusRange> status;  ///< Of the answer before; empty: any.
  std::string capture;              ///< A captured value; empty: none is tested.
  std::optional<std::string> equals = std::nullopt;  ///< Of the captured value.
  std::string regex = {};                            ///< Searched in it.
  std::optional<bool> empty = std::nullopt;
  std::optional<double> share = std::nullopt;  ///< Of the iterations, drawn from the seed.
};

struct Step {
  std::string name;
  std::string method = "GET";
  Template url;
  StringMap headers;
  Template body;  ///< Form fields are encoded into it by the parser.
  std::string content_type;
  Effect effect = Effect::kRead;
  bool idempotent = true;
  Expect expect;
  std::optional<Expect> rejected;  ///< Write steps: an answer that proves that nothing was done.
  std::vector<Capture> captures;
  Nanoseconds think{};                  ///< Pause before the step.
  std::optional<Nanoseconds> deadline;  ///< Overrides of the client policy.
  std::optional<Nanoseconds> attempt_timeout;
  LedgerUse ledger = LedgerUse::kNone;
  std::string ledger_value;      ///< LedgerUse::kRead: JSON path of the value that was read.
  std::optional<Expect> absent;  ///< LedgerUse::kRead: an answer that says that there is no value.
  std::optional<double> weight;  ///< Against that of its alternatives.
  std::string choice;            ///< Alternatives of one choice have the same.
  std::optional<StepCondition> when;
  int repeat = 1;                      ///< How often it is done, each time an operation.
  std::optional<StepCondition> until;  ///< Repeated at most until this holds.
  bool once = false;  ///< Set-up and tear-down: for the load, not for each virtual user.
};

struct Workload {
  /// How long a client keeps its cookies.
  enum class Cookies { kNone, kUser, kIteration };

  std::string name;
  std::string title;
  std::string each_node;  ///< A service: it is for reads of each of its nodes, as {node.…}.
  std::vector<Step> steps;
  std::vector<Step> setup = {};     ///< Before the load, or before a user's first iteration.
  std::vector<Step> teardown = {};  ///< When the load has ended.
  Cookies cookies = Cookies::kNone;
};

/// The steps behind `first` up to the end of its choice: a step without a weight is alone.
std::size_t end_of_choice(const std::vector<Step>& steps, std::size_t first);

/// Whether there may be iterations without any operation: no step is free of conditions, nor all
/// alternatives of a choice.
bool may_do_nothing(const Workload& workload);

/// The name of the step that has this number in records: those of the iterations first, then the
/// load's set-up, its users' set-up, their tear-down, and the load's. Empty if there is none.
std::string_view step_name(const Workload& workload, std::size_t number);

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
  double exponent = 1.0;   ///< Zipf's.
  bool per_user = false;   ///< Virtual user n always has key n (modulo the number of keys).
  bool partition = false;  ///< Virtual user n draws from every key i with i modulo users = n.
};

}  // namespace squall
