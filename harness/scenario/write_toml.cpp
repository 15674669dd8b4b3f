#include <fmt/format.h>

#include <cmath>

#include "harness/scenario/document.h"

namespace squall {
namespace {

bool is_bare(std::string_view key) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  for (const char c : key) {
    if (!plain(c)) return false;
  }
  return !key.empty();
}

std::string basic_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("\\u{:04x}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

// Literal strings where they read better: many quotes, or several lines.
std::string string_text(std::string_view text) {
  bool controls = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    controls = controls || byte == 0x7f || (byte < 0x20 && c != '\n' && c != '\t');
  }
  const bool lines = text.find('\n') != text.npos;
  const bool quotes = text.find_first_of("\"\\") != text.npos;
  if (controls || (!lines && !quotes)) return basic_string(text);
  if (!lines) return text.find('\'') == text.npos ? fmt::format("'{}'", text) : basic_string(text);
  const bool literal = text.find("'''") == text.npos && !text.ends_with('\'');
  return literal ? fmt::format("'''\n{}'''", text) : basic_string(text);
}

std::string key_text(std::string_view key) {
  return is_bare(key) ? std::string(key) : basic_string(key);
}

std::string float_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == text.npos) text += ".0";
  return text;
}

std::string inline_text(const TomlNode& node);

std::string entries_text(const TomlNode::Table& entries) {
  std::string text;
  for (const TomlEntry& entry : entries) {
    if (!text.empty()) text += ", ";
    text += key_text(entry.key) + " = " + inline_text(entry.value);
  }
  return text;
}

std::string inline_array(const TomlNode::Array& items) {
  std::string text = "[";
  for (const TomlNode& item : items) {
    if (text.size() > 1) text += ", ";
    text += inline_text(item);
  }
  return text + "]";
}

std::string inline_text(const TomlNode& node) {
  if (const auto* flag = std::get_if<bool>(&node.data)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&node.data)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&node.data)) return float_text(*number);
  if (const auto* items = node.array()) return inline_array(*items);
  if (const auto* entries = node.table()) {
    return entries->empty() ? "{}" : fmt::format("{{ {} }}", entries_text(*entries));
  }
  if (const auto* text = node.text()) {
    return string_text(node.masked.empty() ? *text : node.masked);
  }
  return "\"\"";  // A date: no option takes one, so a checked document holds none.
}

bool is_section(const TomlNode& node) {
  if (node.inlined) return false;
  return node.table() != nullptr || is_table_list(node);
}

// TOML wants a table's own values before its subsections.
void write_table(const TomlNode::Table& entries, const std::string& path, std::string& out) {
  for (const TomlEntry& entry : entries) {
    if (is_section(entry.value)) continue;
    out += key_text(entry.key) + " = " + inline_text(entry.value) + "\n";
  }
  for (const TomlEntry& entry : entries) {
    if (!is_section(entry.value)) continue;
    const std::string name = path.empty() ? key_text(entry.key) : path + "." + key_text(entry.key);
    if (const auto* items = entry.value.array()) {
      for (const TomlNode& item : *items) {
        out += fmt::format("\n[[{}]]\n", name);
        write_table(*item.table(), name, out);
      }
    } else {
      out += fmt::format("\n[{}]\n", name);
      write_table(*entry.value.table(), name, out);
    }
  }
}

}  // namespace

std::string to_toml_line(const TomlNode& table) { return entries_text(*table.table()); }

std::string to_toml(const TomlNode& root) {
  std::string text;
  write_table(*root.table(), "", text);
  return text;
}

}  // namespace squall
