#include "harness/scenario/extends.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/scenario/merge.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

class Reader {
 public:
  explicit Reader(Findings& findings) : findings_(findings) {}

  std::optional<TomlNode> read(const fs::path& file,
                               const std::optional<std::string>& text = std::nullopt) {
    files_.push_back(file.string());
    auto parsed = text ? parse_toml(*text, file.string()) : parse_toml_file(file);
    if (!parsed) {
      findings_.add(parsed.error());
      return std::nullopt;
    }
    fill_in_names(*parsed);
    const auto bases = bases_of(*parsed);
    if (!bases) return std::nullopt;
    parsed->remove("extends");
    if (bases->empty()) return std::move(*parsed);

    open_.push_back(file);
    TomlNode root = make_table(parsed->position);
    bool complete = true;
    for (const TomlNode& named : *bases) {
      const auto base = read_base(named, file);
      complete = complete && base;
      if (base) merge(root, *base);
    }
    open_.pop_back();
    if (!complete) return std::nullopt;
    merge(root, *parsed);
    return root;
  }

  std::vector<std::string> files() { return std::move(files_); }

 private:
  // What `extends` names, as one file or as a list; nullopt: neither.
  std::optional<TomlNode::Array> bases_of(const TomlNode& root) {
    const TomlNode* extends = root.find("extends");
    if (extends == nullptr) return TomlNode::Array{};
    const TomlNode::Array bases =
        extends->array() == nullptr ? TomlNode::Array{*extends} : *extends->array();
    for (const TomlNode& each : bases) {
      if (each.text() != nullptr) continue;
      findings_.error(
          each.position,
          fmt::format("'extends' takes a file or a list of them, not {}", type_name(each)),
          "write \"shared/clients.toml\"");
      return std::nullopt;
    }
    return bases;
  }

  std::optional<TomlNode> read_base(const TomlNode& named, const fs::path& by) {
    const fs::path file = (by.parent_path() / *named.text()).lexically_normal();
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) {
      findings_.error(named.position, fmt::format("there is no file '{}'", file.string()),
                      "write a path relative to this file");
      return std::nullopt;
    }
    const auto is_this = [&](const fs::path& each) { return fs::equivalent(each, file, ignored); };
    if (std::any_of(open_.begin(), open_.end(), is_this)) {
      findings_.error(named.position, fmt::format("'{}' extends itself", file.string()));
      return std::nullopt;
    }
    return read(file);
  }

  Findings& findings_;
  std::vector<std::string> files_;
  std::vector<fs::path> open_;  // That are being extended: the file, its base, …
};

}  // namespace

std::optional<ExtendedDocument> read_extended_document(const fs::path& file, Findings& findings,
                                                       const std::optional<std::string>& text) {
  Reader reader(findings);
  auto root = reader.read(file, text);
  if (!root) return std::nullopt;
  return ExtendedDocument{std::move(*root), reader.files()};
}

}  // namespace squall
