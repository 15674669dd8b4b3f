#include "harness/cli/run_options.h"

#include "harness/cli/diagnostics.h"
#include "harness/cli/kind_tables.h"

namespace squall {
namespace {

// What `request` is for the base: with another value, or on another topology.
LoadRequest base_request(LoadRequest request, const std::string& against) {
  if (against.find('=') != against.npos) {
    request.sets.push_back(against);
  } else {
    request.topology = against;
  }
  return request;
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
      diagnostics.insert(diagnostics.end(), base.error().begin(), base.error().end());
    }
  }
  print_diagnostics(global, diagnostics);
  if (!ok) all.clear();
  return all;
}

std::string contradiction(const RunOptions& options) {
  if (options.compares() && options.files.size() > 1) {
    return "--against compares runs of one scenario; run it for each on its own";
  }
  if (options.keep_up && options.runs() > 1) return "--keep-up holds the topology of one run alone";
  return "";
}

}  // namespace squall
