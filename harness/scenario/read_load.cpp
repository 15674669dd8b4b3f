// [[load]].
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/read.h"

namespace squall {
namespace {

template <typename T>
std::vector<std::string> names_of(const std::vector<T>& items) {
  std::vector<std::string> names;
  for (const T& item : items) names.push_back(item.name);
  return names;
}

bool holds(const Template& text, std::string_view reference) {
  const auto& segments = text.segments();
  return std::any_of(segments.begin(), segments.end(), [&](const Template::Segment& segment) {
    return segment.reference && segment.text == reference;
  });
}

// Set-up and tear-down of a user belong to no iteration: the key must be the user's.
void check_keys(const Section& section, const Load& load, const Workload& workload) {
  const bool outside = uses_key(workload.setup) || uses_key(workload.teardown);
  if (!section.has("keys") && (outside || uses_key(workload.steps))) {
    section.error("keys",
                  fmt::format("workload '{}' uses {{key}}, and {} has no keys", load.workload,
                              section.label()),
                  "write keys = { from = \"a-list\" } or { generate = \"user-{n}\", count = 100 }");
  } else if (load.keys && !load.keys->per_user && outside) {
    section.error("keys",
                  fmt::format("the set-up or tear-down of workload '{}' uses {{key}}, and users of "
                              "{} have no key of their own",
                              load.workload, section.label()),
                  "write per_user = true in its keys");
  }
}

KeySpace read_keys(const Section& section, const Topology& topology, bool complete) {
  KeySpace keys;
  keys.from = section.text("from");
  keys.generate = section.text_template("generate");
  keys.count = section.integer("count");
  keys.distribution = section.choice<KeySpace::Distribution>("distribution");
  keys.exponent = section.number("exponent");
  keys.per_user = section.flag("per_user");
  keys.partition = section.flag("partition");
  if (keys.per_user && keys.partition) {
    section.error("partition", "a user with one key of its own has nothing to draw from",
                  "write one of per_user and partition");
  }
  const bool generates = section.has("generate");
  section.needs_one_of("from", "generate",
                       "write { from = \"a-list\" } or { generate = \"user-{n}\", count = 100 }");
  if (generates && !section.has("count")) {
    section.error("generate", "'generate' does not say how many", "write count = 100");
  }
  if (!generates && section.has("count")) {
    section.error("count", "'count' belongs to 'generate'; a list has its own length");
  }
  for (const Template::Segment& segment : keys.generate.segments()) {
    if (!segment.reference || segment.text == "n") continue;
    section.error("generate", fmt::format("{{{}}} cannot stand in a key", segment.text),
                  "the only reference here is {n}");
  }
  if (generates && keys.count > 1 && !holds(keys.generate, "n")) {
    section.error("generate", "all of these keys are the same", "write {n} in the pattern");
  }
  const auto lists = names_of(topology.lists);
  const bool known = std::find(lists.begin(), lists.end(), keys.from) != lists.end();
  if (section.has("from") && complete && !known) {
    section.error("from", fmt::format("there is no list '{}'", keys.from),
                  suggestion(keys.from, lists, "lists"));
  }
  return keys;
}

// What belongs to one model is a mistake in the other.
void check_model(const Section& section, Load::Model model) {
  const bool open = model == Load::Model::kOpen;
  const bool replays = open && section.text("arrival") == "replay";
  const std::string_view wanted = open ? "rate" : "users";
  const std::string_view name = open ? "open" : "closed";
  if (!replays && !section.has(wanted) && section.node().find(wanted) == nullptr) {
    section.error(
        "model",
        fmt::format("{} lacks '{}', which model \"{}\" needs", section.label(), wanted, name),
        open ? "write rate = \"10/s\"" : "write users = 8");
  }
  const std::vector<std::string_view> foreign =
      open ? std::vector<std::string_view>{"users", "think"}
           : std::vector<std::string_view>{"rate", "arrival", "max_in_flight"};
  for (const std::string_view key : foreign) {
    if (!section.has(key)) continue;
    section.error(key, fmt::format("'{}' belongs to model \"{}\"", key, open ? "closed" : "open"),
                  fmt::format("this load has model \"{}\"", name));
  }
  if (replays && section.has("rate")) {
    section.error("rate", "a replay has no 'rate'", "write speed = 2 to play it faster");
  }
}

Load read_load(const Section& section, const ScenarioScope& scope) {
  const Topology& topology = scope.topology;
  const bool complete = scope.complete;
  Load load;
  load.name = section.text("name");
  load.workload = section.text("workload");
  load.engine = section.choice<Load::Engine>("engine");
  load.model = section.choice<Load::Model>("model");
  load.rate_per_s = section.number("rate");
  if (section.has("users")) load.users = section.integer("users");
  load.think = section.duration("think");
  load.max_in_flight = section.integer("max_in_flight");
  load.phases = section.texts("phases");
  check_model(section, load.model);
  read_arrival(section, scope.offsets, load);
  if (const auto keys = section.table("keys")) load.keys = read_keys(*keys, topology, complete);
  const Workload* workload = topology.find_workload(load.workload);
  if (workload == nullptr && complete && section.has("workload")) {
    section.error("workload", fmt::format("there is no workload '{}'", load.workload),
                  suggestion(load.workload, names_of(topology.workloads), "workloads"));
  }
  if (workload != nullptr && !workload->each_node.empty()) {
    section.error("workload",
                  fmt::format("workload '{}' is for reads at each node of {}", load.workload,
                              workload->each_node),
                  "a checker's read_back runs it");
  }
  if (workload != nullptr) check_keys(section, load, *workload);
  return load;
}

}  // namespace

bool uses_key(const std::vector<Step>& steps) {
  const auto in_map = [](const StringMap& map) {
    return std::any_of(map.begin(), map.end(),
                       [](const auto& entry) { return holds(entry.second, "key"); });
  };
  return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
    return holds(step.url, "key") || holds(step.body, "key") || in_map(step.headers);
  });
}

std::vector<Load> read_loads(const Section& root, const ScenarioScope& scope) {
  std::vector<Load> loads;
  Names names("load", NameStyle::kText);
  for (const Section& section : root.tables("load")) {
    names.add(section);
    loads.push_back(read_load(section, scope));
  }
  constexpr std::size_t kMostLoads = 250;  // A record holds the load in a byte.
  if (loads.size() > kMostLoads) root.error("load", "there are more than 250 loads");
  return loads;
}

}  // namespace squall
