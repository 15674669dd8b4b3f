#include "harness/run/read_backs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "harness/core/hash.h"
#include "harness/core/wait.h"
#include "harness/load/keys.h"

namespace squall {
namespace {

constexpr int kReaders = 8;  // At once, of each read.
constexpr Nanoseconds kLook = std::chrono::milliseconds(10);
constexpr Nanoseconds kBetweenPasses = std::chrono::milliseconds(200);

std::uint8_t number_of(const Scenario& scenario, std::size_t read) {
  return static_cast<std::uint8_t>(scenario.loads.size() + read);
}

Load load_for(const Scenario& scenario, std::size_t index) {
  const ReadBack& read = scenario.read_backs[index];
  Load load;
  load.name = name_of(read, scenario.loads);
  load.workload = read.workload;
  load.node = read.node;
  load.purpose = Purpose::kReadBack;
  load.number = number_of(scenario, index);
  if (read.load) {
    const Load& writer = scenario.loads[*read.load];
    load.engine = writer.engine;
    load.keys = writer.keys;
    if (load.keys) {
      load.keys->distribution = KeySpace::Distribution::kSequential;
      load.keys->per_user = load.keys->partition = false;
    }
  }
  return load;
}

/// Notes what was read, on the way to the records.
class Answers final : public AttemptSink {
 public:
  Answers(AttemptSink& next, const Scenario& scenario, const std::vector<Workload>& workloads)
      : next_(next), scenario_(scenario), workloads_(workloads) {}

  void on_attempts(std::span<const Attempt> attempts) override {
    next_.on_attempts(attempts);
    for (const Attempt& attempt : attempts) {
      const bool ok = attempt.final && attempt.operation_outcome == Outcome::kOk;
      if (!tells(attempt)) continue;
      if (!ok && attempt.value_hash != kAbsent) continue;
      values_[{attempt.load, attempt.key_hash}] = attempt.value_hash;
    }
  }

  /// The newest; none: there was no answer.
  std::optional<std::uint64_t> find(std::uint8_t load, std::uint64_t key) const {
    const auto found = values_.find({load, key});
    return found == values_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  /// It is of a step that reads the value; where no step does, of any.
  bool tells(const Attempt& attempt) const {
    const ReadBack& read = scenario_.read_backs[attempt.load - scenario_.loads.size()];
    for (const Workload& workload : workloads_) {
      if (workload.name != read.workload || attempt.step >= workload.steps.size()) continue;
      const auto reads = [](const Step& step) { return step.ledger == LedgerUse::kRead; };
      const bool any = std::any_of(workload.steps.begin(), workload.steps.end(), reads);
      return !any || reads(workload.steps[attempt.step]);
    }
    return false;
  }

  AttemptSink& next_;
  const Scenario& scenario_;
  const std::vector<Workload>& workloads_;
  std::map<std::pair<std::uint8_t, std::uint64_t>, std::uint64_t> values_;
};

class Reader {
 public:
  Reader(ReadBackTime time, ReadBackParts parts)
      : time_(time),
        parts_(std::move(parts)),
        answers_(parts_.sink, parts_.scenario, parts_.setup.workloads) {
    parts_.setup.client.hedge.reset();
    parts_.setup.client.circuit_breaker.reset();
  }

  Result<void> read() {
    if (auto found = find_keys(); !found) return found;
    const SteadyTime limit = steady_now() + within_;
    while (!left_.empty() && !parts_.stop.stop_requested()) {
      if (auto done = pass(); !done) return done;
      note_left();
      const bool once = time_ == ReadBackTime::kBefore || steady_now() >= limit;
      if (once || left_.empty()) break;
      wait_for(parts_.stop, kBetweenPasses);
    }
    announce();
    return {};
  }

 private:
  using Keys = std::vector<std::string>;

  Result<void> find_keys() {
    const auto& reads = parts_.scenario.read_backs;
    for (std::size_t i = 0; i < reads.size(); ++i) {
      if (time_ == ReadBackTime::kBefore ? !reads[i].before : !reads[i].after) continue;
      within_ = std::max(within_, reads[i].within);
      if (!reads[i].load) {
        all_[i] = {""};
        continue;
      }
      const Load& writer = parts_.scenario.loads[*reads[i].load];
      if (!writer.keys) continue;
      auto texts = texts_of_keys(*writer.keys, parts_.setup.lists, parts_.setup.lookup);
      if (!texts) return tl::unexpected(texts.error());
      if (time_ == ReadBackTime::kAfter) {
        const auto& written = parts_.written.of(*reads[i].load);
        std::erase_if(*texts,
                      [&](const std::string& key) { return !written.contains(hash64(key)); });
      }
      if (!texts->empty()) all_[i] = std::move(*texts);
    }
    left_ = all_;
    return {};
  }

  Result<void> pass() {
    LoadSetup setup = parts_.setup;
    std::uint64_t due = 0;
    for (const auto& [index, keys] : left_) {
      Load load = load_for(parts_.scenario, index);
      load.model = Load::Model::kClosed;
      load.iterations = static_cast<std::uint32_t>(keys.size());
      load.users = std::min(kReaders, static_cast<int>(keys.size()));
      if (load.keys) {
        load.keys->from = fmt::format("keys of read {}", index);
        setup.lists.push_back({load.keys->from, keys});
      }
      due += keys.size();
      setup.loads.push_back(std::move(load));
    }
    const RunClock clock = setup.clock;
    auto engine = make_load_engine(std::move(setup), answers_, parts_.observer);
    if (!engine) return tl::unexpected(engine.error());
    (*engine)->start(clock.now());
    (*engine)->enter_phase("", clock.now());
    const auto is_done = [&] {
      const LoadStats stats = (*engine)->read_back_stats();
      return stats.started >= due && stats.in_flight == 0;
    };
    while (!is_done() && !parts_.stop.stop_requested()) wait_for(parts_.stop, kLook);
    (*engine)->drain(parts_.stop);
    return {};
  }

  void note_left() {
    left_.clear();
    for (const auto& [index, keys] : all_) {
      for (const std::string& key : keys) {
        if (is_unread(index, key) || is_at_odds(index, key)) left_[index].push_back(key);
      }
    }
  }

  /// It was written, so that "no value" may be said too early; or it was deleted, and still there.
  bool is_unread(std::size_t index, const std::string& key) const {
    const std::uint64_t hash = key.empty() ? 0 : hash64(key);
    const auto found = answers_.find(number_of(parts_.scenario, index), hash);
    if (!found) return true;
    const WrittenKeys::Left left = left_of(index, hash);
    return left != WrittenKeys::Left::kEither &&
           (*found == kAbsent) != (left == WrittenKeys::Left::kNothing);
  }

  WrittenKeys::Left left_of(std::size_t index, std::uint64_t hash) const {
    const auto& load = parts_.scenario.read_backs[index].load;
    if (time_ == ReadBackTime::kBefore || !load) return WrittenKeys::Left::kValue;
    const auto found = parts_.written.of(*load).find(hash);
    return found == parts_.written.of(*load).end() ? WrittenKeys::Left::kValue : found->second;
  }

  /// Nodes have different values of it.
  bool is_at_odds(std::size_t index, const std::string& key) const {
    const auto& reads = parts_.scenario.read_backs;
    if (reads[index].node.empty() || key.empty()) return false;
    const auto own = answers_.find(number_of(parts_.scenario, index), hash64(key));
    return std::any_of(all_.begin(), all_.end(), [&](const auto& other) {
      const ReadBack& read = reads[other.first];
      if (read.workload != reads[index].workload || read.load != reads[index].load) return false;
      return answers_.find(number_of(parts_.scenario, other.first), hash64(key)) != own;
    });
  }

  void announce() const {
    for (const auto& [index, keys] : all_) {
      const auto left = left_.find(index);
      const std::size_t unread = left == left_.end() ? 0 : left->second.size();
      parts_.events.on_event(
          ReadBackDone{name_of(parts_.scenario.read_backs[index], parts_.scenario.loads),
                       time_ == ReadBackTime::kBefore ? "before" : "after",
                       static_cast<std::int64_t>(keys.size()), static_cast<std::int64_t>(unread)});
    }
  }

  const ReadBackTime time_;
  ReadBackParts parts_;
  Answers answers_;
  std::map<std::size_t, Keys> all_, left_;  ///< By read.
  Nanoseconds within_{};
};

}  // namespace

WrittenKeys::WrittenKeys(const Scenario& scenario, const Topology& topology)
    : keys_(scenario.loads.size()) {
  if (scenario.read_backs.empty()) return;
  for (const Load& load : scenario.loads) {
    std::vector<LedgerUse>& steps = uses_.emplace_back();
    const Workload* workload = topology.find_workload(load.workload);
    if (workload == nullptr) continue;
    for (const Step& step : workload->steps) steps.push_back(step.ledger);
  }
}

void WrittenKeys::add(std::span<const Attempt> attempts) {
  if (uses_.empty()) return;
  for (const Attempt& attempt : attempts) {
    if (attempt.purpose != Purpose::kLoad || attempt.sent < Nanoseconds{}) continue;
    const std::vector<LedgerUse>& steps = uses_[attempt.load];
    if (attempt.step >= steps.size() || !changes_key(steps[attempt.step])) continue;
    const bool deletes = steps[attempt.step] == LedgerUse::kDelete;
    Left& left = keys_[attempt.load].try_emplace(attempt.key_hash, Left::kEither).first->second;
    if (attempt.outcome == Outcome::kOk) {
      left = deletes ? Left::kNothing : Left::kValue;
    } else if (attempt.outcome != Outcome::kFailed && (deletes || left == Left::kNothing)) {
      left = Left::kEither;
    }
  }
}

std::vector<Load> loads_during(const Scenario& scenario) {
  std::vector<std::string> phases;
  for (const Phase& phase : scenario.phases) {
    const bool measured = phase.kind != PhaseKind::kWarmup && phase.kind != PhaseKind::kCapacity;
    if (measured) phases.push_back(phase.name);
  }
  std::vector<Load> loads;
  for (std::size_t i = 0; i < scenario.read_backs.size() && !phases.empty(); ++i) {
    const ReadBack& read = scenario.read_backs[i];
    if (!read.during) continue;
    Load& load = loads.emplace_back(load_for(scenario, i));
    load.arrival = "constant";
    load.rate_per_s = read.rate_per_s;
    load.max_in_flight = 100;
    load.phases = phases;
  }
  return loads;
}

Result<void> read_back(ReadBackTime time, ReadBackParts parts) {
  return Reader(time, std::move(parts)).read();
}

}  // namespace squall
