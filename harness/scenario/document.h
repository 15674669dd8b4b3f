// A TOML document as a tree that can be merged, overridden and written down again.
//
// toml++ parses (parse_toml.cpp, the only file that includes it); this tree keeps what merging
// needs and toml++ does not: the order of the file, and on every node and key the file that it came
// from, so that a mistake in a merged table still names the right place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "harness/core/diagnostic.h"

namespace squall {

struct Position {
  std::shared_ptr<const std::string> file;  ///< As the user named it, or "--set '…'".
  int line = 0;                             ///< From 1; 0: none.
  int column = 0;                           ///< From 1, in code points.
};

struct TomlNode;
struct TomlEntry;

/// A date or a time, which no option takes.
struct DateOrTime {};

struct TomlNode {
  using Array = std::vector<TomlNode>;
  using Table = std::vector<TomlEntry>;

  // Without an initialiser: for one, clang 14 wants TomlEntry to be complete.
  std::variant<bool, std::int64_t, double, std::string, DateOrTime, Array, Table> data;
  Position position;
  /// What is written down in place of a string that holds secrets; empty: the string itself.
  std::string masked;
  /// Written as `{ … }` or `[ … ]`, not as sections.
  bool inlined = false;
  /// The text is one line between quotes, without escapes before the first backslash: a column
  /// inside it can be told.
  bool single_line = false;

  const std::string* text() const { return std::get_if<std::string>(&data); }
  const Array* array() const { return std::get_if<Array>(&data); }
  const Table* table() const { return std::get_if<Table>(&data); }
  std::string* text() { return std::get_if<std::string>(&data); }
  Array* array() { return std::get_if<Array>(&data); }
  Table* table() { return std::get_if<Table>(&data); }

  /// The value of `key` where this is a table that has it, else nullptr.
  const TomlNode* find(std::string_view key) const;
  TomlNode* find(std::string_view key);

  /// The value of `key`, added if it is missing. This must be a table.
  TomlNode& at(std::string_view key, const Position& key_position);
  void remove(std::string_view key);

  /// The text of `key`, or empty if it is no text.
  std::string text_of(std::string_view key) const;
};

struct TomlEntry {
  std::string key;
  Position position;  ///< Of the key.
  TomlNode value;
};

TomlNode make_text(std::string text, const Position& position);
TomlNode make_table(const Position& position);

/// A string, number or boolean as text ("3", "true"); empty for anything else.
std::string scalar_text(const TomlNode& node);

/// Whether this is an array of tables, as [[name]] makes one.
bool is_table_list(const TomlNode& node);

/// The item of a table list whose `name` is `name`, or nullptr.
TomlNode* find_item(TomlNode& list, std::string_view name);

/// "a string", "an integer", "a table": for messages.
std::string_view type_name(const TomlNode& node);

/// The root table, or the one syntax error.
tl::expected<TomlNode, Diagnostic> parse_toml(std::string_view text, const std::string& file);

/// The same for the contents of a file on disk; also fails when it cannot be read.
tl::expected<TomlNode, Diagnostic> parse_toml_file(const std::filesystem::path& file);

/// The entries of a table on one line, as in `retry = { max = 3 }, deadline = "2s"`.
std::string to_toml_line(const TomlNode& table);

/// TOML again: sections for tables, masked strings masked. Parses to an equal tree.
std::string to_toml(const TomlNode& root);

}  // namespace squall
