// [[workload]] and [[list]].
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/read.h"
#include "harness/scenario/schema.h"

namespace squall {
namespace {

constexpr std::string_view kOfUser[] = {"key", "value", "user"};

void add_names(std::vector<std::string>& to, const std::vector<std::string>& names) {
  to.insert(to.end(), names.begin(), names.end());
}

// Reads one workload; its parts see what the parts before them captured.
class WorkloadReader {
 public:
  /// `node`: the service that {node.…} is of; nullptr: there is no {node.…}.
  WorkloadReader(const Section& section, const References& references, const Service* node)
      : section_(section),
        references_(references),
        node_(node),
        step_names_("step", NameStyle::kText) {}

  Workload read() {
    workload_.name = section_.text("name");
    workload_.title = section_.text("title");
    workload_.each_node = section_.text("each_node");
    workload_.cookies = section_.choice<Workload::Cookies>("cookies");
    setup();
    steps();
    teardown();
    check_size();
    check_choices();
    check_cookies();
    return std::move(workload_);
  }

 private:
  // What the load captured is known to all of its users, and they go after it.
  void setup() {
    for (const bool once : {true, false}) {
      for (const Section& section : section_.tables("setup")) {
        if ((section.text("each") == "once") == once) setup_step(section, once, workload_.setup);
      }
    }
  }

  void setup_step(const Section& section, bool once, std::vector<Step>& to) {
    step_names_.add(section);
    std::vector<std::string>& captured = once ? of_load_ : of_user_;
    ReferenceScope scope;
    scope.node = node_;
    scope.dynamic = of_load_;
    if (once) {
      scope.dynamic.emplace_back("value");
    } else {
      add_names(scope.dynamic, of_user_);
      scope.dynamic.insert(scope.dynamic.end(), std::begin(kOfUser), std::end(kOfUser));
    }
    references_.check(section, scope);
    Step step = read_step(section);
    step.once = once;
    for (const Capture& capture : step.captures) captured.push_back(capture.name);
    to.push_back(std::move(step));
  }

  void steps() {
    const auto sections = section_.tables("step");
    for (const Section& section : sections) note_kept(section);
    StepScope known;
    known.captures = of_load_;
    add_names(known.captures, of_user_);
    for (const Section& section : sections) {
      step_names_.add(section);
      ReferenceScope scope;
      scope.node = node_;
      scope.dynamic = {"key", "value", "iteration", "user"};
      add_names(scope.dynamic, known.captures);
      references_.check(section, scope);
      Step step = read_iteration_step(section, known);
      known.steps.push_back(step.name);
      for (const Capture& capture : step.captures) known.captures.push_back(capture.name);
      workload_.steps.push_back(std::move(step));
    }
  }

  // A kept capture is known to every step, also before it; only its shape is looked at here.
  void note_kept(const Section& section) {
    const TomlNode* captures = section.given("capture");
    if (captures == nullptr) return;
    for (const TomlEntry& entry : *captures->table()) {
      if (entry.value.text_of("keep") == "user") of_user_.push_back(entry.key);
    }
  }

  void teardown() {
    for (const bool once : {false, true}) {
      for (const Section& section : section_.tables("teardown")) {
        if ((section.text("each") == "once") == once) setup_step(section, once, workload_.teardown);
      }
    }
  }

  void check_size() const {
    constexpr std::size_t kMostSteps = 250;  // A record holds the step in a byte.
    const std::size_t all =
        workload_.steps.size() + workload_.setup.size() + workload_.teardown.size();
    if (all > kMostSteps) {
      section_.error("step",
                     fmt::format("{} has more than {} steps", section_.label(), kMostSteps));
    }
    if (section_.has("step") && workload_.steps.empty()) {
      section_.error("step", fmt::format("{} has no steps", section_.label()));
    }
  }

  void check_choices() const {
    const auto& steps = workload_.steps;
    for (std::size_t first = 0, end = 0; first < steps.size(); first = end) {
      end = end_of_choice(steps, first);
      double weights = 0;
      for (std::size_t i = first; i < end; ++i) weights += steps[i].weight.value_or(1);
      if (weights > 0) continue;
      section_.error("step", fmt::format("the alternatives of step '{}' have no weight above 0",
                                         steps[first].name));
    }
    // It would begin the next one at once.
    if (steps.empty() || !may_do_nothing(workload_)) return;
    section_.error("step", fmt::format("an iteration of {} may do nothing", section_.label()),
                   "write one step without `when`");
  }

  void check_cookies() const {
    if (workload_.cookies == Workload::Cookies::kNone) return;
    for (const auto* steps : {&workload_.setup, &workload_.steps, &workload_.teardown}) {
      for (const Step& step : *steps) {
        for (const auto& [name, value] : step.headers) {
          if (name != "Cookie" && name != "cookie") continue;
          section_.error("cookies",
                         fmt::format("step '{}' writes a Cookie header of its own", step.name),
                         "leave out one of them");
        }
      }
    }
  }

  const Section& section_;
  const References& references_;
  const Service* node_;
  Names step_names_;
  Workload workload_;
  std::vector<std::string> of_load_, of_user_;  // Names of captures.
};

/// The service of `each_node`.
const Service* node_of(const Section& section, const Topology& topology, bool complete) {
  if (!section.has("each_node")) return nullptr;
  const std::string named = section.text("each_node");
  const Service* service = topology.find_service(named);
  if (service == nullptr && complete) {
    std::vector<std::string> services;
    for (const Service& each : topology.services) services.push_back(each.name);
    section.error("each_node", fmt::format("there is no service '{}'", named),
                  suggestion(named, services, "services"));
  }
  return service;
}

KeyList read_list(const Section& section) {
  KeyList list{section.text("name"), section.texts("values")};
  if (section.has("file") && section.has("values")) {
    section.error("file", fmt::format("{} has both 'values' and 'file'", section.label()),
                  "give one of them");
  } else if (!section.has("file") && list.values.empty()) {
    section.error("values", fmt::format("{} is empty", section.label()),
                  "write values = [\"…\"] or file = \"keys.txt\"");
  }
  return list;
}

}  // namespace

void read_workloads(const Section& root, const References& references, Names& workload_names,
                    Names& list_names, Topology& topology) {
  for (const Section& section : root.tables("workload")) {
    workload_names.add(section);
    const Service* node = node_of(section, topology, references.complete());
    topology.workloads.push_back(WorkloadReader(section, references, node).read());
  }
  for (const Section& section : root.tables("list")) {
    list_names.add(section);
    topology.lists.push_back(read_list(section));
  }
}

}  // namespace squall
