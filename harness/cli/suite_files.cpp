#include "harness/cli/suite_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/cli/baseline_run.h"
#include "harness/cli/diagnostics.h"
#include "harness/cli/kind_tables.h"
#include "harness/core/text.h"
#include "harness/scenario/document.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// What is built, installed or recorded below a folder of scenarios holds none of its own.
bool is_passed_over(const fs::path& folder) {
  const std::string name = folder.filename().string();
  std::error_code error;
  return name.starts_with('.') || name == "node_modules" || name == "build" ||
         name == "squall-runs" || fs::exists(folder / "journal.jsonl", error);
}

// A file that is no TOML may have been meant as a scenario: better to say so than to leave it out.
bool may_be_scenario(const fs::path& file) {
  return file.extension() == ".toml" &&
         (file_kind(file) == FileKind::kScenario || !parse_toml_file(file));
}

std::vector<std::string> scenarios_below(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (it->is_directory(error) && is_passed_over(it->path())) it.disable_recursion_pending();
    if (it->is_regular_file(error) && may_be_scenario(it->path())) {
      files.push_back(it->path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

LoadRequest request_for(const std::string& file, const SuiteOptions& options) {
  LoadRequest request = load_request(file);
  request.sets = options.run.sets;
  if (!options.run.topology.empty()) request.topology = options.run.topology;
  return request;
}

bool has_a_tag(const ScenarioLabels& labels, const std::vector<std::string>& wanted) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& tag) {
           return std::find(labels.tags.begin(), labels.tags.end(), tag) != labels.tags.end();
         });
}

/// What there is, and how the wanted tags are written.
std::string no_such_tag(const std::vector<std::string>& wanted, const std::set<std::string>& tags) {
  const std::vector<std::string> all(tags.begin(), tags.end());
  const std::string nearest = nearest_name(wanted.front(), all);
  return fmt::format("no scenario has the tag {}; {}", join_names(wanted),
                     all.empty()       ? "none has a tag: write tags = [\"ci\"] in one"
                     : nearest.empty() ? "there are " + join_names(all)
                                       : fmt::format("did you mean '{}'?", nearest));
}

/// What is kept of earlier runs of each that asks for them; false: some cannot be used.
bool read_baselines(const GlobalOptions& global, const SuiteOptions& options,
                    const std::set<Mismatch>& may_differ, std::vector<SuiteScenario>& suite) {
  bool ok = true;
  for (SuiteScenario& each : suite) {
    if (options.run.baseline.empty() || !each.loaded) continue;
    if (!asks_for_baseline_run(each.loaded->scenario)) continue;
    const fs::path place = fs::path(options.run.baseline) / fs::path(each.file).stem();
    std::error_code error;
    if (!fs::exists(place, error)) {
      print_error(global,
                  fmt::format("--baseline: {} asks for one, and there is no {}; make it with "
                              "squall baseline update RUNS --to {}",
                              each.file, place.string(), place.string()));
      ok = false;
      continue;
    }
    auto baseline = read_baseline_run(place.string(), *each.loaded, may_differ);
    if (!baseline) print_error(global, baseline.error().message);
    ok = ok && baseline.has_value();
    if (baseline) each.baseline = std::move(*baseline);
  }
  return ok;
}

}  // namespace

std::vector<SuiteScenario> find_suite(const GlobalOptions& global, const SuiteOptions& options,
                                      const std::set<Mismatch>& may_differ) {
  std::vector<std::string> files;
  for (const std::string& place : options.places) {
    std::error_code error;
    if (!fs::is_directory(place, error)) {
      files.push_back(place);
      continue;
    }
    const auto found = scenarios_below(place);
    if (found.empty()) {
      print_error(global, fmt::format("there is no scenario below {}", place));
      return {};
    }
    files.insert(files.end(), found.begin(), found.end());
  }
  std::vector<SuiteScenario> suite;
  std::set<std::string> all_tags, taken;
  Diagnostics diagnostics;
  bool ok = true;
  for (const std::string& file : files) {
    const LoadRequest request = request_for(file, options);
    ScenarioLabels labels = labels_of(request);
    all_tags.insert(labels.tags.begin(), labels.tags.end());
    if (!has_a_tag(labels, options.tags)) continue;
    SuiteScenario& each =
        suite.emplace_back(SuiteScenario{folder_for(file, taken), file, std::move(labels), {}, {}});
    if (!each.labels.flavour_is_here) continue;
    auto loaded = load_scenario(request, all_kinds());
    const Diagnostics& found = loaded ? loaded->warnings : loaded.error();
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
    ok = ok && loaded.has_value();
    if (loaded) each.loaded = std::move(*loaded);
  }
  print_diagnostics(global, diagnostics);
  if (suite.empty()) print_error(global, no_such_tag(options.tags, all_tags));
  if (!ok || !read_baselines(global, options, may_differ, suite)) suite.clear();
  return suite;
}

}  // namespace squall
