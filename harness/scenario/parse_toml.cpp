// The only file that includes toml++.
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <tuple>

#include "harness/scenario/document.h"

namespace squall {
namespace {

using File = std::shared_ptr<const std::string>;

Position to_position(const File& file, const toml::source_position& source) {
  return {file, static_cast<int>(source.line), static_cast<int>(source.column)};
}

class Converter {
 public:
  Converter(const File& file, std::string_view text) : file_(file) {
    std::istringstream stream{std::string(text)};
    for (std::string line; std::getline(stream, line);) lines_.push_back(std::move(line));
  }

  TomlNode convert(const toml::node& source) const {
    TomlNode node;
    node.position = to_position(file_, source.source().begin);
    source.visit([&](const auto& typed) { fill(node, typed); });
    return node;
  }

 private:
  void fill(TomlNode& node, const toml::table& source) const {
    TomlNode::Table entries;
    for (const auto& [key, value] : source) {
      entries.push_back(
          {std::string(key.str()), to_position(file_, key.source().begin), convert(value)});
    }
    // toml++ sorts by key; people sort by place.
    std::stable_sort(entries.begin(), entries.end(), [](const TomlEntry& a, const TomlEntry& b) {
      return std::tie(a.position.line, a.position.column) <
             std::tie(b.position.line, b.position.column);
    });
    node.inlined = source.is_inline();
    node.data = std::move(entries);
  }

  void fill(TomlNode& node, const toml::array& source) const {
    TomlNode::Array items;
    bool sections = !source.empty();
    for (const toml::node& item : source) {
      items.push_back(convert(item));
      sections = sections && item.is_table() && !item.as_table()->is_inline();
    }
    node.inlined = !sections;
    node.data = std::move(items);
  }

  void fill(TomlNode& node, const toml::value<std::string>& source) const {
    node.data = source.get();
    node.single_line = is_plain(node.position);
  }
  void fill(TomlNode& node, const toml::value<std::int64_t>& source) const {
    node.data = source.get();
  }
  void fill(TomlNode& node, const toml::value<double>& source) const { node.data = source.get(); }
  void fill(TomlNode& node, const toml::value<bool>& source) const { node.data = source.get(); }
  template <typename DateTime>
  void fill(TomlNode& node, const toml::value<DateTime>&) const {
    node.data = DateOrTime{};
  }

  // Whether the string at `position` stands in one line with no escapes in the line.
  bool is_plain(const Position& position) const {
    const auto index = static_cast<std::size_t>(position.line - 1);
    if (position.line < 1 || index >= lines_.size()) return false;
    const std::string& line = lines_[index];
    return line.find('\\') == line.npos && line.find("\"\"\"") == line.npos &&
           line.find("'''") == line.npos;
  }

  File file_;
  std::vector<std::string> lines_;
};

// toml++ opens some of its messages with "Error while parsing …: ".
std::string plain_message(std::string_view description) {
  constexpr std::string_view kPrefix = "Error while parsing ";
  if (description.starts_with(kPrefix)) description.remove_prefix(kPrefix.size());
  return "not TOML: " + std::string(description);
}

}  // namespace

tl::expected<TomlNode, Diagnostic> parse_toml(std::string_view text, const std::string& file) {
  const auto name = std::make_shared<const std::string>(file);
  try {
    const toml::table root = toml::parse(text, std::string_view(file));
    return Converter(name, text).convert(root);
  } catch (const toml::parse_error& error) {
    const Position place = to_position(name, error.source().begin);
    return tl::unexpected(Diagnostic{Diagnostic::Severity::kError, file, place.line, place.column,
                                     plain_message(error.description()), ""});
  }
}

tl::expected<TomlNode, Diagnostic> parse_toml_file(const std::filesystem::path& file) {
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(file, error);
  std::ifstream stream(file, std::ios::binary);
  if (!regular || !stream) {
    const bool folder = std::filesystem::is_directory(file, error);
    return tl::unexpected(Diagnostic{
        Diagnostic::Severity::kError, file.string(), 0, 0,
        regular  ? "cannot be read"
        : folder ? "this is a folder"
                 : "there is no such file",
        folder ? fmt::format("name its files: {}", (file / "*.toml").string()) : std::string()});
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return parse_toml(text.str(), file.string());
}

}  // namespace squall
