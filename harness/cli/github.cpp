#include "harness/cli/github.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "reports/annotations.h"

namespace squall {
namespace {

constexpr std::uintmax_t kMostSummaryBytes = 1024 * 1024;
constexpr std::uintmax_t kSummaryReserve = 1024;  // For the line that says what was left out.

AnnotatedPlace at(const Position& position) {
  if (!position.file || position.line <= 0) return {};
  return {*position.file, position.line};
}

// Where the scenario's file has the item of a section list that is called `name`.
AnnotatedPlace item_place(const TomlNode* list, const std::string& name) {
  const TomlNode::Array* items = list == nullptr ? nullptr : list->array();
  if (items == nullptr) return {};
  for (const TomlNode& item : *items) {
    if (item.text_of("name") == name) return at(item.position);
  }
  return {};
}

AnnotatedPlace place_in(const LoadedScenario& loaded, const Case& each) {
  if (each.subject.empty()) return {};
  if (each.group != "fault") return item_place(loaded.source.find(each.group), each.subject);
  const TomlNode* phases = loaded.source.find("phase");
  if (phases == nullptr || phases->array() == nullptr) return {};
  for (const TomlNode& phase : *phases->array()) {
    const AnnotatedPlace found = item_place(phase.find("fault"), each.subject);
    if (found.line > 0) return found;
  }
  return {};
}

}  // namespace

bool wants_annotations(bool asked) {
  const char* github = std::getenv("GITHUB_ACTIONS");
  return asked || (github != nullptr && std::string_view(github) == "true");
}

void print_annotations(const GlobalOptions& global, std::span<const Case> cases,
                       const std::string& scenario_file, const LoadedScenario* loaded) {
  const std::string text = github_annotations(cases, [&](const Case& each) {
    AnnotatedPlace place = loaded == nullptr ? AnnotatedPlace{} : place_in(*loaded, each);
    if (place.line == 0) place.file = scenario_file;
    place.file = shown_path(place.file);  // As the files of a change are named.
    return place;
  });
  fmt::print(global.json ? stderr : stdout, "{}", text);
}

void append_step_summary(const std::string& markdown) {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");
  if (path == nullptr || *path == '\0') return;
  std::error_code error;
  std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) size = 0;
  std::ofstream file(path, std::ios::app | std::ios::binary);
  if (size + markdown.size() + kSummaryReserve <= kMostSummaryBytes) {
    file << markdown << "\n";
  } else if (size + kSummaryReserve / 4 <= kMostSummaryBytes) {
    file << "\n_A summary of squall was left out: the page has its limit of 1 MiB._\n";
  }
}

}  // namespace squall
