// [[checker]], and the reads that the harness does for them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/core/text.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

constexpr std::array<std::string_view, 3> kTimes{"before", "during", "after"};

bool changes_ledger(const Workload& workload) {
  return std::any_of(workload.steps.begin(), workload.steps.end(),
                     [](const Step& step) { return changes_key(step.ledger); });
}

bool has_ledger(const Workload& workload, LedgerUse use) {
  return std::any_of(workload.steps.begin(), workload.steps.end(),
                     [use](const Step& step) { return step.ledger == use; });
}

class CheckerReader {
 public:
  CheckerReader(const ScenarioScope& scope, Scenario& scenario)
      : scope_(scope), scenario_(scenario) {
    for (std::size_t i = 0; i < scenario.loads.size(); ++i) {
      const Workload* workload = scope.topology.find_workload(scenario.loads[i].workload);
      if (workload == nullptr) continue;
      if (changes_ledger(*workload)) writers_.push_back(i);
      if (has_ledger(*workload, LedgerUse::kDelete)) deleters_.push_back(i);
      if (has_ledger(*workload, LedgerUse::kRead)) readers_.push_back(i);
    }
  }

  void read(const Section& section) {
    CheckerSpec checker{section.text("name"), section.text("kind"), section.kind_options()};
    read_scope(section, checker);
    const Kind* kind = find_kind(section.context().kinds.checkers, checker.kind);
    if (kind != nullptr) {
      check_ledger(section, *kind, checker);
      const auto logs = kind->logs ? read_role_logs(section, scope_) : std::nullopt;
      if (logs) checker.logs = *logs;
      if (logs && !section.has("read_back")) {
        check_times(section);
      } else if (section.has("read_back")) {
        add_reads(section, *kind, checker);
      } else {
        check_none(section, *kind, checker);
      }
    }
    scenario_.checkers.push_back(std::move(checker));
  }

 private:
  void read_scope(const Section& section, CheckerSpec& checker) const {
    std::vector<std::string> names;
    for (const Load& load : scenario_.loads) names.push_back(load.name);
    for (const std::string& name : section.texts("loads")) {
      const auto found = std::find(names.begin(), names.end(), name);
      if (found == names.end()) {
        section.error("loads", fmt::format("there is no load '{}'", name),
                      suggestion(name, names, "loads"));
      } else {
        checker.loads.push_back(static_cast<std::size_t>(found - names.begin()));
      }
    }
  }

  /// Those of `loads` that the checker sees.
  static std::vector<std::size_t> seen_by(const CheckerSpec& checker,
                                          std::vector<std::size_t> loads) {
    if (checker.loads.empty()) return loads;
    std::erase_if(loads, [&](std::size_t load) {
      return std::find(checker.loads.begin(), checker.loads.end(), load) == checker.loads.end();
    });
    return loads;
  }

  void check_ledger(const Section& section, const Kind& kind, const CheckerSpec& checker) const {
    if (!kind.ledger || !scope_.complete) return;
    if (!kind.deletes && !seen_by(checker, deleters_).empty()) {
      std::vector<std::string> able;
      for (const Kind& other : section.context().kinds.checkers) {
        if (other.deletes) able.emplace_back(other.name);
      }
      section.error(
          "kind", fmt::format("a load deletes keys, which {} does not understand", section.label()),
          fmt::format("name others in `loads`; {} can judge it", join_names(able)));
    }
    if (!seen_by(checker, writers_).empty()) return;
    section.error("kind", fmt::format("no load writes what {} could check", section.label()),
                  "write ledger = \"write\" in the step that writes {value} to {key}");
  }

  void check_none(const Section& section, const Kind& kind, const CheckerSpec& checker) const {
    if (!kind.reads.empty()) {
      section.error("kind", fmt::format("{} does not say what reads back", section.label()),
                    kind.ledger
                        ? "write read_back = \"WORKLOAD\", with a step that has ledger = \"read\""
                    : kind.logs ? "write read_back = \"WORKLOAD\", or service, gained and lost"
                                : "write read_back = \"WORKLOAD\"");
    } else if (kind.ledger && scope_.complete && seen_by(checker, readers_).empty()) {
      section.error("kind", fmt::format("no load reads what {} could check", section.label()),
                    "write ledger = \"read\" in a step, or read_back = \"WORKLOAD\"");
    }
    check_times(section);
  }

  static void check_times(const Section& section) {
    for (const std::string_view key : {"when", "rate", "within"}) {
      if (!section.has(key)) continue;
      section.error(key, fmt::format("'{}' is for checkers with read_back", key));
    }
  }

  // What it is read with: a workload, once for each node and each load that writes.
  void add_reads(const Section& section, const Kind& kind, CheckerSpec& checker) {
    const std::string named = section.text("read_back");
    const Workload* workload = scope_.topology.find_workload(named);
    if (workload == nullptr) {
      if (!scope_.complete) return;
      std::vector<std::string> names;
      for (const Workload& each : scope_.topology.workloads) names.push_back(each.name);
      return section.error("read_back", fmt::format("there is no workload '{}'", named),
                           suggestion(named, names, "workloads"));
    }
    if (!check_workload(section, kind, *workload)) return;
    ReadBack read = read_times(section, kind);
    read.workload = named;
    std::vector<std::string> nodes{""};
    if (const Service* service = scope_.topology.find_service(workload->each_node)) {
      nodes.clear();
      for (int i = 0; i < service->nodes; ++i) nodes.push_back(node_name(*service, i));
    }
    for (const std::string& node : nodes) {
      read.node = node;
      if (!uses_key(workload->steps)) {
        checker.reads.push_back(add(read));
        continue;
      }
      for (const std::size_t load : seen_by(checker, writers_)) {
        read.load = load;
        checker.reads.push_back(add(read));
      }
    }
  }

  bool check_workload(const Section& section, const Kind& kind, const Workload& workload) const {
    const auto wrong = [&](std::string_view what, std::string_view hint) {
      section.error("read_back", fmt::format("workload '{}' {}", workload.name, what),
                    std::string(hint));
      return false;
    };
    if (kind.ledger && !has_ledger(workload, LedgerUse::kRead)) {
      return wrong("reads nothing that could be compared",
                   "write ledger = \"read\" and ledger_value in one of its steps");
    }
    if (changes_ledger(workload)) {
      return wrong("writes to the ledger", "read back with a workload that only reads");
    }
    if (kind.each_node && workload.each_node.empty()) {
      return wrong(fmt::format("is not for each node, as {} needs it", section.label()),
                   "write each_node = \"SERVICE\" in the workload, and {node.url} in its steps");
    }
    if (!workload.setup.empty() || !workload.teardown.empty()) {
      return wrong("has a set-up or a tear-down, which reads back cannot have",
                   "make them steps of the iteration");
    }
    return true;
  }

  static ReadBack read_times(const Section& section, const Kind& kind) {
    ReadBack read;
    std::vector<std::string> times = section.texts("when");
    if (!section.has("when")) {
      times = kind.reads.empty() ? std::vector<std::string>{"during"} : split(kind.reads, ' ');
    }
    for (const std::string& time : times) {
      read.before |= time == "before";
      read.during |= time == "during";
      read.after |= time == "after";
      if (std::find(kTimes.begin(), kTimes.end(), time) != kTimes.end()) continue;
      section.error("when", fmt::format("there is no time '{}'", time),
                    suggestion(time, {kTimes.begin(), kTimes.end()}, "times"));
    }
    if (section.has("rate") && !read.during) {
      section.error("rate", "'rate' is for reads with when = \"during\"");
    }
    read.rate_per_s = section.number("rate");
    read.within = section.duration("within");
    return read;
  }

  /// Two checkers that need the same reads share them.
  std::size_t add(const ReadBack& read) {
    std::vector<ReadBack>& all = scenario_.read_backs;
    const auto same = [&](const ReadBack& each) {
      return each.workload == read.workload && each.node == read.node && each.load == read.load;
    };
    const auto found = std::find_if(all.begin(), all.end(), same);
    if (found == all.end()) {
      all.push_back(read);
      return all.size() - 1;
    }
    found->before |= read.before;
    found->during |= read.during;
    found->after |= read.after;
    found->rate_per_s = std::max(found->rate_per_s, read.rate_per_s);
    found->within = std::max(found->within, read.within);
    return static_cast<std::size_t>(found - all.begin());
  }

  const ScenarioScope& scope_;
  Scenario& scenario_;
  std::vector<std::size_t> writers_;   ///< Loads with a step that writes to the ledger.
  std::vector<std::size_t> deleters_;  ///< Those with one that deletes.
  std::vector<std::size_t> readers_;   ///< Those with one that reads from it.
};

}  // namespace

void read_checkers(const Section& root, const ScenarioScope& scope, Scenario& scenario) {
  Names names("checker", NameStyle::kText);
  CheckerReader reader(scope, scenario);
  for (const Section& section : root.tables("checker")) {
    names.add(section);
    reader.read(section);
  }
  constexpr std::size_t kMost = 250;  // A record holds the load in a byte.
  if (scenario.loads.size() + scenario.read_backs.size() > kMost) {
    root.error("checker", "there are more than 250 loads and reads of checkers");
  }
}

}  // namespace squall
