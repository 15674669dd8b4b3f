#include "harness/scenario/inline_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "harness/core/text.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// The file that `named` names, beside the file that names it; reports if it cannot be read.
std::optional<fs::path> named_file(const TomlNode& named, const Position& owner,
                                   Findings& findings) {
  const Position& position = named.position;
  const fs::path beside = position.line == 0 ? owner.file->c_str() : position.file->c_str();
  const fs::path path = (beside.parent_path() / *named.text()).lexically_normal();
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored) && std::ifstream(path)) return path;
  findings.error(position, fmt::format("there is no file '{}'", path.string()));
  return std::nullopt;
}

void inline_list(TomlNode& list, Findings& findings) {
  const TomlNode* file = list.find("file");
  if (file == nullptr || file->text() == nullptr || list.find("values") != nullptr) return;
  const Position position = file->position;
  const auto path = named_file(*file, list.position, findings);
  if (!path) return;
  std::ifstream stream(*path);
  TomlNode values;
  values.position = position;
  values.inlined = true;
  TomlNode::Array items;
  for (std::string line; std::getline(stream, line);) {
    const std::string_view key = trim(line);
    if (!key.empty()) items.push_back(make_text(std::string(key), position));
  }
  values.data = std::move(items);
  list.remove("file");
  list.at("values", position) = std::move(values);
}

void inline_body(TomlNode& step, Findings& findings) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 20;
  const TomlNode* file = step.find("body_file");
  if (file == nullptr || file->text() == nullptr || step.find("body") != nullptr) return;
  const Position position = file->position;
  const auto path = named_file(*file, step.position, findings);
  if (!path) return;
  std::ifstream stream(*path);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (text.size() > kMostBytes || clean_utf8(text, text.size()) != text) {
    return findings.error(
        position, fmt::format("'{}' is longer than 1 MiB, or is no UTF-8 text", path->string()));
  }
  step.remove("body_file");
  step.at("body", position) = make_text(std::move(text), position);
}

}  // namespace

void inline_lists(TomlNode& root, Findings& findings) {
  TomlNode* lists = root.find("list");
  if (lists == nullptr || !is_table_list(*lists)) return;
  for (TomlNode& list : *lists->array()) inline_list(list, findings);
}

void inline_bodies(TomlNode& root, Findings& findings) {
  TomlNode* workloads = root.find("workload");
  if (workloads == nullptr || !is_table_list(*workloads)) return;
  for (TomlNode& workload : *workloads->array()) {
    for (const char* part : {"setup", "step", "teardown"}) {
      TomlNode* steps = workload.find(part);
      if (steps == nullptr || !is_table_list(*steps)) continue;
      for (TomlNode& step : *steps->array()) inline_body(step, findings);
    }
  }
}

}  // namespace squall
