// Hand-made histories for the tests of checkers: writes and reads of keys "k-0", "k-1", …, by time.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "harness/analysis/checkers/checkers.h"
#include "harness/analysis/checkers/kinds.h"
#include "harness/core/hash.h"
#include "tests/unit/analysis/samples.h"

namespace squall {

inline std::uint64_t key_number(int n) { return hash64("k-" + std::to_string(n)); }

/// Times are milliseconds.
class CheckerSheet {
 public:
  explicit CheckerSheet(std::string kind, std::vector<std::size_t> reads = {0}) {
    Step write, read, remove;
    write.name = "write";
    write.effect = Effect::kWrite;
    write.ledger = LedgerUse::kWrite;
    read.name = "read";
    read.ledger = LedgerUse::kRead;
    remove.name = "remove";
    remove.effect = Effect::kWrite;
    remove.ledger = LedgerUse::kDelete;
    topology.workloads.push_back(workload("edit", {write, read, remove}));
    topology.workloads.push_back(workload("read", {read}));
    Load load;
    load.name = "edits";
    load.workload = "edit";
    load.keys.emplace();
    load.keys->generate = Template("k-{n}");
    load.keys->count = 4;
    scenario.loads.push_back(load);
    for (const std::string node : {"", "store[0]", "store[1]"}) {
      ReadBack& read_back = scenario.read_backs.emplace_back();
      read_back.workload = "read";
      read_back.node = node;
      read_back.load = 0;
      read_back.after = true;
    }
    CheckerSpec spec;
    spec.name = "checked";
    spec.kind = std::move(kind);
    spec.reads = std::move(reads);
    scenario.checkers.push_back(spec);
  }

  Attempt& write(int key, std::uint64_t value, int sent, int end, int status = 201) {
    Attempt& attempt = add(key, value, sent, end);
    attempt.status = static_cast<std::uint16_t>(status);
    return attempt;
  }
  /// `which` tells it from other operations.
  Attempt& remove(int key, std::uint64_t which, int sent, int end) {
    Attempt& attempt = add(key, which, sent, end);
    attempt.step = 2;
    return attempt;
  }
  /// Its effect is unknown.
  Attempt& lose_sight(int key, std::uint64_t value, int sent, int end) {
    Attempt& attempt = add(key, value, sent, end);
    attempt.outcome = attempt.operation_outcome = Outcome::kIndeterminate;
    attempt.error = ErrorClass::kAttemptTimeout;
    attempt.status = 0;
    return attempt;
  }
  Attempt& read(int key, std::uint64_t value, int sent, int end) {
    Attempt& attempt = add(key, value, sent, end);
    attempt.step = 1;
    return attempt;
  }
  /// By the harness; `which` of its reads.
  Attempt& read_back(int key, std::uint64_t value, int sent, int end, int which = 0) {
    Attempt& attempt = add(key, value, sent, end);
    attempt.purpose = Purpose::kReadBack;
    attempt.load =
        static_cast<std::uint8_t>(scenario.loads.size()) + static_cast<std::uint8_t>(which);
    return attempt;
  }
  void limit(std::string name, Value value) {
    scenario.checkers.front().options.set(std::move(name), std::move(value));
  }
  void fault(int injected, int healed) {
    FaultSpan& fault = history.faults.emplace_back();
    fault.injected = ms(injected);
    fault.healed = ms(healed);
    fault.stretch_end = Nanoseconds::max();
  }

  /// The verdict on what was added, in the order of its ends, or as it is.
  CheckerReport judge(bool sorted = true, const RecordsCondition& records = {}, bool ended = true) {
    fill_in_defaults();
    if (sorted) {
      std::stable_sort(attempts.begin(), attempts.end(), [](const Attempt& a, const Attempt& b) {
        return a.intended + a.end < b.intended + b.end;
      });
    }
    Checkers checkers(scenario, topology, history);
    for (const Attempt& attempt : attempts) checkers.add(attempt);
    return checkers.finish(records, ended).at(0);
  }

  Scenario scenario;
  Topology topology;
  History history;
  std::vector<Attempt> attempts;

 private:
  static Workload workload(std::string name, std::vector<Step> steps) {
    Workload made;
    made.name = std::move(name);
    made.steps = std::move(steps);
    return made;
  }

  Attempt& add(int key, std::uint64_t value, int sent, int end) {
    Attempt attempt = ok_at(ms(sent), ms(end - sent));
    attempt.key_hash = key_number(key);
    attempt.value_hash = value;
    return attempts.emplace_back(attempt);
  }

  // As the parser does.
  void fill_in_defaults() {
    CheckerSpec& spec = scenario.checkers.front();
    for (const Option& option : find_kind(kCheckerKinds, spec.kind)->options) {
      if (option.fallback.empty() || spec.options.find(option.name) != nullptr) continue;
      if (option.type != OptionType::kInteger) continue;
      spec.options.set(std::string(option.name),
                       Value{std::int64_t{std::stoll(std::string(option.fallback))}});
    }
  }
};

}  // namespace squall
