// Reads the files, merges and overrides the documents, reads them into values, and writes them down
// as resolved. Mistakes are collected on the way and reported together at the end.
#include "harness/scenario/load.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/hash.h"
#include "harness/core/random.h"
#include "harness/scenario/confidential.h"
#include "harness/scenario/extends.h"
#include "harness/scenario/inline_files.h"
#include "harness/scenario/merge.h"
#include "harness/scenario/override.h"
#include "harness/scenario/read.h"
#include "harness/scenario/schema.h"
#include "harness/scenario/select_variants.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

// The arguments of --set; the flavour is taken out, because it decides what there is to set.
struct Arguments {
  std::vector<Override> overrides;
  std::optional<TomlNode> flavour;
};

Arguments read_arguments(const LoadRequest& request, Findings& findings) {
  Arguments arguments;
  arguments.overrides = parse_overrides(request.sets, findings);
  std::erase_if(arguments.overrides, [&](const Override& argument) {
    if (argument.path != std::vector<std::string>{"flavour"}) return false;
    arguments.flavour = make_text(argument.value, argument.position());
    return true;
  });
  return arguments;
}

void apply(const std::vector<Override>& overrides, std::span<const OverrideTarget> targets,
           const ReadContext& context) {
  for (const Override& argument : overrides) {
    apply_override(argument, targets, context.kinds, context.findings);
  }
}

// What is done to a document between its files and its values: first what it lacks,
void fill_in_document(TomlNode& root, bool resolved, Findings& findings) {
  fill_in_names(root);
  if (resolved) return;
  inline_lists(root, findings);
  inline_bodies(root, findings);
}

// then its secrets.
void resolve_document(TomlNode& root, const LoadRequest& request, Findings& findings,
                      std::vector<std::string>& secrets) {
  expand_environment(root, request.environment, findings, secrets);
  mark_secrets(root, secrets);
}

void tidy(std::vector<std::string>& secrets) {
  std::sort(secrets.begin(), secrets.end());
  secrets.erase(std::unique(secrets.begin(), secrets.end()), secrets.end());
  std::erase_if(secrets,
                [](const std::string& secret) { return secret.empty() || secret == kMasked; });
}

std::string written_down(TomlNode root, const std::vector<std::string>& secrets) {
  mask_everywhere(root, secrets);
  return to_toml(root);
}

// Of the topology as resolved. [resolved] says where it came from, which differs from machine to
// machine, so it is no part of the hash.
struct ResolvedTopology {
  std::string toml;
  std::string hashed;
};

ResolvedTopology resolve_topology(const TopologyDocument& document,
                                  const std::vector<std::string>& secrets) {
  TomlNode root = document.root;
  root.remove("resolved");
  root.remove("session");  // A run is of the scenario alone.
  const std::string hashed = written_down(root, secrets);
  TomlNode& resolved = root.at("resolved", {});
  resolved = make_table({});
  std::error_code ignored;
  const fs::path absolute = fs::absolute(document.file, ignored).lexically_normal();
  resolved.at("file", {}) = make_text(absolute.string(), {});
  if (!document.flavour.empty()) {
    resolved.at("flavour", {}) = make_text(document.flavour, {});
  }
  return {written_down(std::move(root), secrets), hashed};
}

std::string resolve_scenario(TomlNode root, const std::vector<std::string>& secrets) {
  if (TomlNode* topology = root.find("topology")) *topology = make_text("topology.toml", {});
  for (const char* merged_in : {"flavour", "variables"}) root.remove(merged_in);
  return written_down(std::move(root), secrets);
}

// A run that is looked at again is not judged by what may be dialled today.
void take_allowed_hosts(const TopologyDocument& document, ReadContext& context) {
  context.allowed_known = document.complete && !document.resolved;
  const TomlNode* safety = document.root.find("safety");
  const bool is_table = safety != nullptr && safety->table() != nullptr;
  const TomlNode* allow = is_table ? safety->find("allow") : nullptr;
  if (allow == nullptr) return;
  std::vector<std::string> entries;
  const TomlNode::Array single{*allow};
  for (const TomlNode& entry : allow->array() == nullptr ? single : *allow->array()) {
    if (entry.text() != nullptr) entries.push_back(*entry.text());
  }
  context.allowed = AllowedHosts(std::move(entries));
}

// Reads what could be parsed, so that mistakes in the other files are still found.
Topology read_document(const TopologyDocument& document, const LoadRequest& request,
                       const ReadContext& context, Names& workload_names, Names& list_names) {
  if (!document.complete && document.root.table()->empty()) return {};
  const Section root(document.root, topology_schema(), "the topology", context);
  Topology topology = read_topology(document, root, request);
  const References references(topology, document.complete, context.findings);
  read_workloads(root, references, workload_names, list_names, topology);
  return topology;
}

Diagnostics only_warnings(Diagnostics diagnostics) {
  std::erase_if(diagnostics, [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Diagnostic::Severity::kError;
  });
  return diagnostics;
}

// A session chooses among the variants while it goes on; a scenario would be run once with each.
void keep_variants_apart(TomlNode& root, LoadedScenario& loaded) {
  loaded.document = root;
  loaded.scenario.variants.clear();
  for (TomlNode* document : {&root, &loaded.source}) remove_other_policies(*document);
}

// Gates and checkers may depend on which loads there are: `read` reads all of it again.
void put_stand_ins(TomlNode& root, LoadedScenario& loaded,
                   const std::function<Scenario(const TomlNode&, Findings&)>& read) {
  Findings before;
  read(root, before);
  const std::size_t said_before = before.sorted({}).size();
  const auto fits = [&](const TomlNode& with) {
    Findings findings;
    Scenario scenario = read(with, findings);
    const bool says_nothing_more = findings.sorted({}).size() == said_before;
    if (says_nothing_more) loaded.scenario = std::move(scenario);
    return says_nothing_more;
  };
  loaded.stand_ins = add_stand_ins(root, loaded.topology.workloads, fits);
  for (const StandIn& stand_in : loaded.stand_ins) add_stand_in(loaded.source, stand_in);
}

// Relative to the file that names it, which may be one that the scenario extends.
fs::path topology_file(const TomlNode& scenario, const LoadRequest& request) {
  const TomlNode* named = scenario.find("topology");
  if (request.topology || named == nullptr) return request.topology.value_or("");
  const Position& position = named->position;
  const fs::path by = position.line == 0 ? request.file : fs::path(*position.file);
  return (by.parent_path() / scenario.text_of("topology")).lexically_normal();
}

// The topology that a scenario runs on; an empty incomplete one if there is none to read.
TopologyDocument topology_of(TomlNode& scenario, const LoadRequest& request,
                             const Arguments& arguments, Findings& findings) {
  if (request.topology) {
    const Position place{std::make_shared<const std::string>("--topology"), 0, 0};
    scenario.at("topology", place) = make_text(request.topology->string(), place);
  }
  if (scenario.text_of("topology").empty()) {
    TopologyDocument none;
    none.root = make_table({});
    none.complete = false;
    return none;
  }
  const TomlNode* own = scenario.find("flavour");
  if (own != nullptr && own->text() == nullptr) own = nullptr;  // Reported where it is read.
  const TomlNode* flavour = arguments.flavour ? &*arguments.flavour : own;
  return read_topology_document(topology_file(scenario, request),
                                scenario.find("topology")->position, flavour, request, findings);
}

// Each of its keys would be an unknown one.
bool is_of_another_kind(const TomlNode& root, bool scenario, Findings& findings) {
  const TomlNode* services = root.find("service");
  const TomlNode* phases = root.find("phase");
  const TomlNode* own = scenario ? phases : services;
  const TomlNode* foreign = scenario ? services : phases;
  if (own != nullptr || foreign == nullptr) return false;
  const TomlNode* named = root.find("topology");
  if (scenario) {
    findings.error(foreign->position, "this is a topology, not a scenario",
                   "name a scenario, which has [[phase]] and says topology = \"…\"");
  } else {
    findings.error(foreign->position, "this is a scenario, not a topology",
                   named == nullptr || named->text() == nullptr
                       ? "name the topology that it is about"
                       : fmt::format("name its topology: {}", *named->text()));
  }
  return true;
}

}  // namespace

tl::expected<LoadedScenario, Diagnostics> load_scenario(const LoadRequest& request,
                                                        const KindTables& kinds) {
  Findings findings;
  ReadContext context{kinds, findings};
  Arguments arguments = read_arguments(request, findings);
  auto scenario = read_extended_document(request.file, findings, request.text);
  if (!scenario || is_of_another_kind(scenario->root, true, findings)) {
    return tl::unexpected(findings.sorted({request.file.string()}));
  }
  TomlNode& root = scenario->root;
  const auto makes_topology = [](const Override& argument) {
    return argument.path.front() == "topology" || argument.path.front() == "variables";
  };
  const auto later =
      std::stable_partition(arguments.overrides.begin(), arguments.overrides.end(), makes_topology);
  const OverrideTarget scenario_target{&root, scenario_schema()};
  apply({arguments.overrides.begin(), later}, std::span(&scenario_target, 1), context);
  TopologyDocument document = topology_of(root, request, arguments, findings);
  give_variables(root, document, findings);
  const OverrideTarget targets[] = {scenario_target, {&document.root, topology_schema()}};
  apply({later, arguments.overrides.end()}, targets, context);

  select_variants(root, request.variants, findings);
  if (request.session) make_session_base(root, *request.session);

  LoadedScenario loaded;
  fill_in_document(root, document.resolved, findings);
  fill_in_document(document.root, document.resolved, findings);
  loaded.source = root;
  loaded.topology_file = document.file;
  resolve_document(root, request, findings, loaded.secrets);
  resolve_document(document.root, request, findings, loaded.secrets);
  tidy(loaded.secrets);
  take_allowed_hosts(document, context);

  const OffsetsByName offsets =
      attach_offsets(root, request.file.parent_path(), loaded.attached, findings);

  Names workload_names("workload", NameStyle::kText);
  Names list_names("list", NameStyle::kText);
  loaded.topology = read_document(document, request, context, workload_names, list_names);
  const References references(loaded.topology, document.complete, findings);
  const Section section(root, scenario_schema(), "the scenario", context);
  read_workloads(section, references, workload_names, list_names, loaded.topology);
  const auto read = [&](const TomlNode& from, Findings& into) {
    const ReadContext reading{kinds, into, context.allowed, context.allowed_known};
    const References known(loaded.topology, document.complete, into);
    return read_scenario(Section(from, scenario_schema(), "the scenario", reading),
                         {loaded.topology, document.complete, known, offsets});
  };
  loaded.scenario = read(root, findings);

  if (!request.session && !document.resolved && !findings.has_errors()) {
    warn_of_no_sense(section, loaded.scenario, loaded.topology);
  }
  if (request.session && !findings.has_errors()) put_stand_ins(root, loaded, read);
  if (request.session) keep_variants_apart(root, loaded);

  std::vector<std::string> files = std::move(scenario->files);
  files.insert(files.end(), document.files.begin(), document.files.end());
  Diagnostics diagnostics = findings.sorted(files);
  if (findings.has_errors()) return tl::unexpected(std::move(diagnostics));

  const ResolvedTopology resolved = resolve_topology(document, loaded.secrets);
  loaded.scenario_toml = resolve_scenario(root, loaded.secrets);
  loaded.topology_toml = resolved.toml;
  loaded.scenario.file = request.file;
  loaded.hashed_topology = resolved.hashed;
  loaded.scenario.hash = hash_of(loaded);
  loaded.warnings = only_warnings(std::move(diagnostics));
  // What make_session_base() filled in stands in no file, and is nobody's mistake.
  std::erase_if(loaded.warnings, [](const Diagnostic& each) { return each.file.empty(); });
  return loaded;
}

std::string hash_of(const LoadedScenario& loaded) {
  std::string hashed = loaded.scenario_toml + '\0' + loaded.hashed_topology;
  for (const AttachedFile& file : loaded.attached) hashed += '\0' + file.text;
  return fmt::format("{:016x}", hash64(hashed));
}

tl::expected<LoadedTopology, Diagnostics> load_topology(const LoadRequest& request,
                                                        const KindTables& kinds) {
  Findings findings;
  ReadContext context{kinds, findings};
  const Arguments arguments = read_arguments(request, findings);
  TopologyDocument document = read_topology_document(
      request.file, {}, arguments.flavour ? &*arguments.flavour : nullptr, request, findings);
  if (is_of_another_kind(document.root, false, findings)) {
    return tl::unexpected(findings.sorted(document.files));
  }
  const OverrideTarget target{&document.root, topology_schema()};
  apply(arguments.overrides, std::span(&target, 1), context);

  LoadedTopology loaded;
  fill_in_document(document.root, document.resolved, findings);
  resolve_document(document.root, request, findings, loaded.secrets);
  tidy(loaded.secrets);
  take_allowed_hosts(document, context);
  Names workload_names("workload", NameStyle::kText);
  Names list_names("list", NameStyle::kText);
  loaded.topology = read_document(document, request, context, workload_names, list_names);
  Diagnostics diagnostics = findings.sorted(document.files);
  if (findings.has_errors()) return tl::unexpected(std::move(diagnostics));
  loaded.topology_toml = resolve_topology(document, loaded.secrets).toml;
  loaded.warnings = only_warnings(std::move(diagnostics));
  return loaded;
}

std::vector<std::string> draw_variables(Topology& topology, std::uint64_t seed) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::vector<std::string> secrets;
  for (Variable& variable : topology.variables) {
    if (variable.random_length <= 0) continue;
    Random random = Random::substream(seed, "variable:" + variable.name);
    variable.value.clear();
    for (int i = 0; i < variable.random_length; ++i) {
      variable.value += kAlphabet[static_cast<std::size_t>(random.below(kAlphabet.size()))];
    }
    secrets.push_back(variable.value);
  }
  return secrets;
}

FileKind file_kind(const fs::path& file) {
  const auto root = parse_toml_file(file);
  if (!root) return FileKind::kUnknown;
  const auto has = [&](std::string_view key) { return root->find(key) != nullptr; };
  if (has("service")) return FileKind::kTopology;
  for (const std::string_view key : {"phase", "topology", "load", "gate"}) {
    if (has(key)) return FileKind::kScenario;
  }
  if (has("extends")) return has("name") ? FileKind::kTopology : FileKind::kScenario;
  return has("workload") || has("list") ? FileKind::kWorkloads : FileKind::kUnknown;
}

fs::path session_of(const fs::path& topology) {
  Findings ignored;
  const auto document = read_extended_document(topology, ignored);
  const TomlNode* named = document ? document->root.find("session") : nullptr;
  if (named == nullptr || named->text() == nullptr) return {};
  return (fs::path(*named->position.file).parent_path() / *named->text()).lexically_normal();
}

ScenarioLabels labels_of(const LoadRequest& request) {
  ScenarioLabels labels;
  Findings findings;
  const auto scenario = read_extended_document(request.file, findings);
  if (!scenario) return labels;
  const TomlNode& root = scenario->root;
  const TomlNode* tags = root.find("tags");
  if (tags != nullptr && tags->array() != nullptr) {
    for (const TomlNode& tag : *tags->array()) {
      if (tag.text() != nullptr) labels.tags.push_back(*tag.text());
    }
  }
  const Arguments arguments = read_arguments(request, findings);
  const TomlNode* set = arguments.flavour ? &*arguments.flavour : root.find("flavour");
  if (set == nullptr || set->text() == nullptr) return labels;
  labels.flavour = *set->text();
  labels.flavour_is_here = has_flavour(topology_file(root, request), labels.flavour, request);
  return labels;
}

}  // namespace squall
