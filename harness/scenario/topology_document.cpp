#include "harness/scenario/topology_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "harness/core/text.h"
#include "harness/scenario/confidential.h"
#include "harness/scenario/extends.h"
#include "harness/scenario/merge.h"
#include "harness/scenario/schema.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// What is wrong with a file makes the document incomplete.
bool is_missing(const fs::path& file, TopologyDocument& document, Findings& findings,
                const Position& named_at) {
  std::error_code ignored;
  if (!named_at.file || fs::exists(file, ignored)) return false;
  findings.error(named_at, fmt::format("there is no file '{}'", file.string()));
  document.complete = false;
  return true;
}

// The topology's own file, over those that it extends.
std::optional<TomlNode> read_root(const fs::path& file, TopologyDocument& document,
                                  Findings& findings, const Position& named_at) {
  if (is_missing(file, document, findings, named_at)) return std::nullopt;
  auto extended = read_extended_document(file, findings);
  if (!extended) {
    document.files.push_back(file.string());
    document.complete = false;
    return std::nullopt;
  }
  document.files = std::move(extended->files);
  return std::move(extended->root);
}

// A file that is merged into it.
std::optional<TomlNode> read_part(const fs::path& file, TopologyDocument& document,
                                  Findings& findings, const Position& named_at) {
  if (is_missing(file, document, findings, named_at)) return std::nullopt;
  document.files.push_back(file.string());
  auto parsed = parse_toml_file(file);
  if (parsed) {
    fill_in_names(*parsed);
    return std::move(*parsed);
  }
  findings.add(parsed.error());
  document.complete = false;
  return std::nullopt;
}

bool flavour_holds(const TomlNode& flavour, const LoadRequest& request) {
  const TomlNode* when = flavour.find("when");
  if (when == nullptr) return true;
  std::vector<std::string> folders;
  const TomlNode* paths = when->find("paths");
  if (paths != nullptr && paths->array() != nullptr) {
    for (const TomlNode& path : *paths->array()) {
      if (path.text() != nullptr && !is_unset(*path.text())) folders.push_back(*path.text());
    }
  }
  return request.find_program && request.find_program(when->text_of("program"), folders);
}

const TomlNode* choose_flavour(TomlNode& flavours, const TomlNode* forced,
                               const LoadRequest& request, Findings& findings) {
  if (forced == nullptr) {
    const auto& items = *flavours.array();
    const auto it = std::find_if(items.begin(), items.end(), [&](const TomlNode& flavour) {
      return flavour_holds(flavour, request);
    });
    if (it != items.end()) return &*it;
    findings.error(flavours.array()->front().position,
                   "no flavour fits this machine: no program that one of them needs was found",
                   "`squall doctor` says how to get them; --set flavour=NAME forces one");
    return nullptr;
  }
  if (const TomlNode* flavour = find_item(flavours, *forced->text())) return flavour;
  std::vector<std::string> names;
  for (const TomlNode& flavour : *flavours.array()) names.push_back(flavour.text_of("name"));
  findings.error(forced->position, fmt::format("there is no flavour '{}'", *forced->text()),
                 suggestion(*forced->text(), names, "flavours"));
  return nullptr;
}

void merge_flavour(TopologyDocument& document, const TomlNode* forced, const LoadRequest& request,
                   Findings& findings) {
  TomlNode* flavours = document.root.find("flavour");
  if (flavours == nullptr || !is_table_list(*flavours)) {
    if (forced != nullptr) {
      findings.error(forced->position, "this topology has no flavours to choose from");
    }
    return;
  }
  const TomlNode* flavour = choose_flavour(*flavours, forced, request, findings);
  const TomlNode* file = flavour == nullptr ? nullptr : flavour->find("file");
  if (file == nullptr || file->text() == nullptr) {
    document.complete = false;
    return;
  }
  document.flavour = flavour->text_of("name");
  const fs::path path = (document.file.parent_path() / *file->text()).lexically_normal();
  auto part = read_part(path, document, findings, file->position);
  if (!part) return;
  for (const std::string_view key : {"flavour", "resolved"}) {
    if (const TomlNode* nested = part->find(key)) {
      findings.error(nested->position, fmt::format("a flavour file cannot have [[{}]]", key));
      part->remove(key);
    }
  }
  merge(document.root, *part);
}

void append_items(TomlNode& list, TomlNode more) {
  if (list.array() == nullptr || !is_table_list(more)) {
    list = std::move(more);
    return;
  }
  for (TomlNode& item : *more.array()) list.array()->push_back(std::move(item));
}

// Of the folders in `when`: what an environment variable names is no secret, and may be unset.
void expand_folders(TomlNode& root, const EnvironmentLookup& environment) {
  TomlNode* flavours = root.find("flavour");
  if (flavours == nullptr || !is_table_list(*flavours)) return;
  for (TomlNode& flavour : *flavours->array()) {
    TomlNode* when = flavour.find("when");
    TomlNode* paths = when == nullptr ? nullptr : when->find("paths");
    if (paths == nullptr || paths->array() == nullptr) continue;
    for (TomlNode& path : *paths->array()) {
      if (path.text() == nullptr) continue;
      auto folder = expand_plainly(*path.text(), environment);
      if (!folder || *folder == *path.text()) continue;
      path.masked = *path.text();  // Written down as it was, so that the hash is any machine's.
      path.data = std::move(*folder);
    }
  }
}

// workloads/*.toml beside the topology, in the order of their names.
void add_workload_files(TopologyDocument& document, Findings& findings) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(document.file.parent_path() / "workloads", error), end;
       !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".toml") files.push_back(it->path().lexically_normal());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    auto part = read_part(file, document, findings, {});
    if (!part) continue;
    for (TomlEntry& entry : *part->table()) {
      if (find_option(workload_file_schema(), entry.key) == nullptr) {
        findings.error(entry.position,
                       fmt::format("unknown key '{}' in a workload file", entry.key),
                       suggestion(entry.key, {"workload", "list"}, "keys"));
        continue;
      }
      // Appended, not merged: two workloads of one name are a mistake.
      append_items(document.root.at(entry.key, entry.position), std::move(entry.value));
    }
  }
}

}  // namespace

TopologyDocument read_topology_document(const fs::path& file, const Position& named_at,
                                        const TomlNode* forced_flavour, const LoadRequest& request,
                                        Findings& findings) {
  TopologyDocument document;
  document.file = file;
  document.root = make_table({});
  auto root = read_root(file, document, findings, named_at);
  if (!root) return document;
  document.root = std::move(*root);
  expand_folders(document.root, request.environment);
  if (const TomlNode* resolved = document.root.find("resolved")) {
    document.resolved = true;
    document.flavour = resolved->text_of("flavour");
    document.file = resolved->text_of("file");
    return document;
  }
  merge_flavour(document, forced_flavour, request, findings);
  add_workload_files(document, findings);
  return document;
}

bool has_flavour(const fs::path& file, const std::string& name, const LoadRequest& request) {
  Findings ignored;
  auto document = read_extended_document(file, ignored);
  if (!document) return true;
  expand_folders(document->root, request.environment);
  TomlNode* flavours = document->root.find("flavour");
  if (flavours == nullptr || !is_table_list(*flavours)) return true;
  const TomlNode* flavour = find_item(*flavours, name);
  return flavour == nullptr || flavour_holds(*flavour, request);
}

}  // namespace squall
