#include "harness/cli/run_options.h"

#include <fmt/format.h>

#include <filesystem>

#include "harness/cli/diagnostics.h"
#include "harness/cli/kind_tables.h"
#include "harness/core/random.h"

namespace squall {
namespace {

// A file may have an equals sign in its name, a --set has to.
bool is_set(const std::string& against) {
  std::error_code error;
  return against.find('=') != against.npos && !std::filesystem::exists(against, error);
}

// What `request` is for the base: with another value, or on another topology.
LoadRequest base_request(LoadRequest request, const std::string& against) {
  if (is_set(against)) {
    request.sets.push_back(against);
  } else {
    request.topology = against;
  }
  return request;
}

// Mistakes of the base name the argument that they come from.
Diagnostics of_against(Diagnostics diagnostics, const std::string& against) {
  const std::string set = is_set(against) ? fmt::format("--set '{}'", against) : "--topology";
  for (Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.file == set) diagnostic.file = fmt::format("--against '{}'", against);
  }
  return diagnostics;
}

}  // namespace

std::vector<ScenarioToRun> load_all(const GlobalOptions& global, const RunOptions& options) {
  std::vector<ScenarioToRun> all;
  Diagnostics diagnostics;
  bool ok = true;
  for (const std::string& file : options.files) {
    LoadRequest request = load_request(file);
    request.sets = options.sets;
    request.variants = options.variants;
    if (!options.topology.empty()) request.topology = options.topology;
    auto loaded = load_scenario(request, all_kinds());
    const Diagnostics& found = loaded ? loaded->warnings : loaded.error();
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
    ok = ok && loaded.has_value();
    if (!loaded) continue;
    ScenarioToRun& each = all.emplace_back(ScenarioToRun{file, std::move(*loaded), std::nullopt});
    if (!options.compares()) continue;
    auto base = load_scenario(base_request(request, options.against), all_kinds());
    ok = ok && base.has_value();
    if (base) {
      each.base = std::move(*base);
    } else {
      const Diagnostics wrong = of_against(base.error(), options.against);
      diagnostics.insert(diagnostics.end(), wrong.begin(), wrong.end());
    }
  }
  print_diagnostics(global, diagnostics);
  if (!ok) all.clear();
  return all;
}

std::vector<std::string> lone_command(const RunOptions& options, const std::string& file,
                                      bool is_base) {
  std::vector<std::string> words{"squall", "run", file};
  const auto add = [&](const char* option, const std::string& value) {
    words.insert(words.end(), {option, value});
  };
  const bool other_topology = is_base && !is_set(options.against);
  const std::string& topology = other_topology ? options.against : options.topology;
  if (!topology.empty()) add("--topology", topology);
  for (const std::string& set : options.sets) add("--set", set);
  if (is_base && !other_topology) add("--set", options.against);
  for (const std::string& variant : options.variants) add("--variant", variant);
  if (options.no_faults) words.emplace_back("--no-faults");
  return words;
}

std::uint64_t seed_for(const std::optional<std::uint64_t>& given, const Scenario& scenario) {
  if (given) return *given;
  return scenario.seed ? *scenario.seed : fresh_seed();
}

std::string folder_for(const std::string& file, std::set<std::string>& taken) {
  const std::string stem = std::filesystem::path(file).stem().string();
  std::string folder = stem;
  for (int i = 2; !taken.insert(folder).second; ++i) folder = fmt::format("{}-{}", stem, i);
  return folder;
}

std::string contradiction(const RunOptions& options) {
  if (options.compares() && options.files.size() > 1) {
    return "--against compares runs of one scenario; run it for each on its own";
  }
  if (!options.baseline.empty() && (options.runs() > 1 || options.compares())) {
    return "--baseline is for the gates of a single run; hold repeated runs against it with squall "
           "compare";
  }
  if (options.keep_up && (options.runs() > 1 || options.compares() || options.files.size() > 1)) {
    return "--keep-up holds the topology of one run alone";
  }
  if (!options.metrics.empty() && options.runs() > 1) {
    return "--metrics shows one run of each scenario; leave --repeat and --against out";
  }
  return "";
}

}  // namespace squall
