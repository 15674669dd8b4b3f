// One table of a file, read through its schema.
//
// Opening a section checks it: unknown and missing keys, types, ranges, words. The getters then
// give what stands there, or the schema's default where nothing valid does, so that the code that
// reads a section only looks for mistakes of meaning.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/allowed_hosts.h"
#include "harness/core/template.h"
#include "harness/model/expect.h"
#include "harness/model/expression.h"
#include "harness/model/kind.h"
#include "harness/model/value.h"
#include "harness/scenario/check_value.h"
#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"

namespace squall {

struct ReadContext {
  const KindTables& kinds;
  Findings& findings;
  AllowedHosts allowed = {};   ///< What the topology allows.
  bool allowed_known = false;  ///< Without it, nothing that is dialled is called a mistake.
};

struct Extension;

class Section {
 public:
  /// `label` names it in messages: "[client]", "gate 'availability'". `node` is a table and
  /// outlives the section.
  Section(const TomlNode& node, std::span<const Option> fields, std::string label,
          const ReadContext& context);

  const TomlNode& node() const { return *node_; }
  const std::string& label() const { return label_; }
  const ReadContext& context() const { return *context_; }

  /// The value of `key` if it is given and valid, else nullptr.
  const TomlNode* given(std::string_view key) const;
  bool has(std::string_view key) const { return given(key) != nullptr; }

  /// Where `key` stands, or else where the section begins.
  const Position& position(std::string_view key) const;
  void error(std::string_view key, std::string what, std::string hint = {}) const;
  void warning(std::string_view key, std::string what, std::string hint = {}) const;
  /// Exactly one of two keys has to be written: reports both, or neither (then with `hint`).
  bool needs_one_of(std::string_view one, std::string_view other, std::string hint) const;

  std::string text(std::string_view key) const;
  bool flag(std::string_view key) const;
  int integer(std::string_view key) const;
  double number(std::string_view key) const;  ///< Also rates, in 1/s.
  Nanoseconds duration(std::string_view key) const;
  std::optional<Nanoseconds> given_duration(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  Template text_template(std::string_view key) const;
  std::vector<Template> templates(std::string_view key) const;
  StringMap string_map(std::string_view key) const;
  Condition condition(std::string_view key) const;
  std::vector<Condition> conditions(std::string_view key) const;
  Expect expect(std::string_view key) const;

  /// The position of the word in the option's choices, which are in the enumeration's order.
  template <typename Enum>
  Enum choice(std::string_view key) const {
    return static_cast<Enum>(choice_index(key));
  }

  std::optional<Section> table(std::string_view key) const;
  /// The section `key` as if it were given and empty: all of its defaults. `nothing` is an empty
  /// table that outlives it.
  Section empty_table(std::string_view key, const TomlNode& nothing) const;
  std::vector<Section> tables(std::string_view key) const;

  /// The options that the section's kind adds, with defaults; see extension_of().
  Options kind_options() const;

  /// Visits every string that may hold {references}, but for those in lists of tables.
  void for_each_template(const std::function<void(const TomlNode& text)>& visit) const;

 private:
  const Option& option(std::string_view key) const;
  int choice_index(std::string_view key) const;
  std::optional<Value> value(std::string_view key) const;
  void extend(std::span<const Option> fields);
  void report_unknown_kind(const TomlNode& given, const Extension& extension);
  void check();
  std::vector<std::string> option_names() const;
  void report_unknown(const TomlEntry& entry) const;
  bool is_misspelt(std::string_view key) const;

  const TomlNode* node_;
  std::string label_;
  const ReadContext* context_;
  std::vector<Option> options_;
  std::size_t own_ = 0;                    // The options behind these were added by the kind.
  std::string kind_key_, kind_;            // The kind that was named; empty: an unknown one.
  std::string meant_;                      // The kind that the unknown one is a slip of.
  std::vector<std::string_view> invalid_;  // Keys whose values were reported.
};

/// Reads `{ status = 200, … }`.
Expect read_expect(const TomlNode& node, const std::string& label, const ReadContext& context);

/// 200, "200", "2xx", "200-204".
std::optional<StatusRange> status_range(const TomlNode& node);
/// 200, [200, 404], "2xx" or "200-204"; reports what is none.
std::vector<StatusRange> read_status_ranges(const TomlNode& node, const ReadContext& context);

/// Whether it is one as runs read it: "$" followed by `.name`, `[0]` and `["name"]`.
bool is_json_path(std::string_view path);

/// Whether what a kUrl or kHostPort holds is one, and may be dialled; reports if not.
bool check_place(const TomlNode& node, const Option& option, const ReadContext& context);
/// Whether the place may be dialled; reports if not.
bool check_allowed(const Position& at, const HostPort& place, const ReadContext& context);

/// Whether `text` compiles as a regular expression, as runs read it; reports if not.
bool check_regex(const TomlNode& text, const ReadContext& context);

}  // namespace squall
