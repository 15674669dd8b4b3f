// Kinds and their option schemas, as plain values.
//
// Every extension point (faults, toxics, probes, checkers, drivers, arrivals, reporters) is a
// constant table of kinds. The schemas drive validation, `squall kinds`, the reference pages and
// the JSON Schema of the files, so that none of them can drift from another.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/model/metric.h"

namespace squall {

class Options;

enum class OptionType {
  kBool,
  kInteger,
  kNumber,
  kString,
  kDuration,    ///< "300ms"
  kRate,        ///< "15/s"; held in 1/s
  kBytes,       ///< "64KiB" or 300; held in bytes, as a number
  kByteRate,    ///< "100KiB/s"; held in bytes a second
  kTemplate,    ///< A string with {references}.
  kUrl,         ///< A template: "http://127.0.0.1:8080/x", "{web.url}/x".
  kHostPort,    ///< A template: "127.0.0.1:8080", "{web.host}:{web.port}".
  kExpression,  ///< "availability >= 99%"
  kTarget,      ///< "couchdb[0]" or "client->flowmanager"
  kPath,        ///< Relative to the file that it stands in.
  kStrings,     ///< A list of strings; one string stands for a list of one.
  kTemplates,   ///< A list of templates.
  kStringMap,   ///< Names to templates: env, headers, form.
  kExpect,      ///< { status = 200, json = { "$.isReady" = true } }
  kTable,       ///< A table with the options in `fields`.
  kTableList,   ///< [[name]] tables with the options in `fields`.
  kAny,         ///< Checked by the code that reads it.
};

struct Option {
  std::string_view name;
  OptionType type = OptionType::kString;
  std::string_view summary;  ///< One line for the reference: what it is, unit, when to use it.
  bool required = false;
  std::string_view fallback = {};  ///< The default as it would be written; empty: none.
  std::span<const std::string_view> choices = {};  ///< kString: the allowed words.
  std::span<const Option> fields = {};             ///< kTable, kTableList.
  double minimum = 0;  ///< For numbers, integers, rates: the least allowed value.
  double maximum = 1e18;
};

/// Whether `false` may stand in the place of the table: a table that is off unless it is given.
constexpr bool can_be_off(const Option& option) {
  return option.type == OptionType::kTable && option.fallback == "false";
}

/// What a schema cannot say: an option that is of its type, and makes no sense.
struct OptionMistake {
  std::string_view option;
  std::string what;
  std::string hint;
  bool proof_helps = false;  ///< Of a fault: with a proof of the author's own it makes sense.
};

struct Kind {
  std::string_view name;
  std::string_view summary;
  std::span<const Option> options = {};
  /// Looks for such a mistake in options that the schema allows; may be left out.
  std::optional<OptionMistake> (*mistake)(const Options& options) = nullptr;
  /// A fault that only the author can tell the effect of: it needs a [proof].
  bool needs_proof = false;
  /// A fault that acts on processes that the run has started.
  bool needs_process = false;
  // Of a checker:
  /// The times at which it needs reads of the harness, unless its file says otherwise; empty: none.
  std::string_view reads = {};
  bool ledger = false;     ///< It compares reads with the ledger of writes.
  bool deletes = false;    ///< It knows what a delete does to a key.
  bool losses = false;     ///< It tells what `rpo` and `rto` need.
  bool each_node = false;  ///< Its reads must tell the nodes of a service apart.
  bool logs = false;       ///< It may look into the logs of a service's nodes instead of reading.
  /// A probe whose answer is judged by `expect`.
  bool takes_expect = false;
  /// What a probe's value measures; none: a bare number.
  Dimension (*dimension)(const Options& options) = nullptr;
};

/// What `cli` collects from the folders and hands to the parser.
struct KindTables {
  std::span<const Kind> faults, toxics, probes, checkers, drivers, arrivals, reporters;
};

/// The kind called `name`, or nullptr.
const Kind* find_kind(std::span<const Kind> kinds, std::string_view name);

}  // namespace squall
