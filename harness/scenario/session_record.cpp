#include "harness/scenario/session_record.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {
namespace {

using Offset = SessionRecord::Offset;

// A table as events have it, in one line: FaultInjecting::spec; nullopt: it is none.
std::optional<TomlNode> table_of(const std::string& spec) {
  auto parsed = parse_toml("table = { " + spec + " }", "");
  if (!parsed || parsed->find("table") == nullptr) return std::nullopt;
  TomlNode table = std::move(*parsed->find("table"));
  if (table.table() == nullptr) return std::nullopt;
  table.inlined = false;
  return table;
}

/// Collects them event by event; times are the run's until finish().
class RecordReader {
 public:
  void read(const TimedEvent& event) {
    at_ = event.at;
    last_ = std::max(last_, at_);
    std::visit([this](const auto& kind) { on(kind); }, event.event);
  }

  SessionRecord finish() {
    if (phases_.empty()) return std::move(record_);
    origin_ = phases_.front().start;
    for (std::size_t i = 0; i < phases_.size(); ++i) add_phase(i);
    for (const auto& [load, changes] : changes_) {
      for (const auto& [at, rate] : changes) record_.rates[load].push_back({offset(at), rate});
    }
    for (auto& [at, keys] : client_) {
      // Of one with the very last event nothing more came.
      if (offset(at) >= record_.phases.back().end) continue;
      record_.client.push_back({offset(at), std::move(keys)});
    }
    return std::move(record_);
  }

 private:
  struct Phase {
    std::string name, kind;
    Nanoseconds start{}, end{};
  };
  struct Fault {
    std::string name, phase;
    TomlNode table;
    std::optional<Nanoseconds> began, healed;
  };

  template <typename Other>
  void on(const Other&) {}

  void on(const RunStarted& event) {
    record_.seed = event.seed;
    record_.started_at = event.started_at;
  }
  void on(const PhaseStarted& event) {
    phases_.push_back({event.phase, event.kind.value_or("baseline"), at_, Nanoseconds::max()});
  }
  void on(const PhaseEnded& event) {
    if (!phases_.empty() && phases_.back().name == event.phase) phases_.back().end = at_;
  }
  void on(const FaultInjecting& event) {
    auto table = table_of(event.spec.value_or(""));
    if (table) faults_.push_back({event.fault, event.phase, std::move(*table), {}, {}});
  }
  void on(const FaultInjected& event) {
    if (Fault* fault = find(event.fault)) fault->began = event.began.value_or(at_);
  }
  void on(const FaultHealed& event) {
    if (Fault* fault = find(event.fault)) fault->healed = event.began.value_or(at_);
  }
  void on(const LoadChanged& event) { changes_[event.load].push_back({at_, event.rate_per_s}); }
  void on(const ClientChanged& event) {
    if (auto keys = table_of(event.settings)) client_.emplace_back(at_, std::move(*keys));
  }
  void on(const Noted& event) { remark(fmt::format("{} ({})", event.text, event.who)); }

  Fault* find(const std::string& name) {
    for (auto fault = faults_.rbegin(); fault != faults_.rend(); ++fault) {
      if (fault->name == name) return &*fault;
    }
    return nullptr;
  }

  void remark(std::string text) {
    for (char& c : text) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    record_.remarks.push_back(fmt::format("{:7.1f} s  {}", seconds(at_), text));
  }

  // To the nearest millisecond, so that what is rounded does not add up.
  Offset offset(Nanoseconds at) const {
    constexpr Nanoseconds kHalf = std::chrono::microseconds(500);
    return std::max<Offset>(0, (at - origin_ + kHalf) / std::chrono::milliseconds(1));
  }

  void add_phase(std::size_t index) {
    const Phase& phase = phases_[index];
    const bool last = index + 1 == phases_.size();
    const Nanoseconds end = last ? std::min(phase.end, last_) : phases_[index + 1].start;
    const Offset start = record_.phases.empty() ? 0 : record_.phases.back().end;
    record_.phases.push_back({phase.name, phase.kind, start, std::max(start + 1, offset(end)), {}});
    for (Fault& fault : faults_) {
      if (fault.phase == phase.name && fault.began) add_fault(fault, record_.phases.back());
    }
  }

  void add_fault(Fault& fault, SessionRecord::Phase& phase) const {
    SessionRecord::Fault added{fault.name, std::move(fault.table), 0, std::nullopt};
    added.began = std::clamp(offset(*fault.began), phase.start, phase.end - 1);
    // What is healed at the phase's end or later ends with the phase.
    if (fault.healed && offset(*fault.healed) < phase.end) {
      added.healed = std::max(added.began + 1, offset(*fault.healed));
    }
    phase.faults.push_back(std::move(added));
  }

  SessionRecord record_;
  std::vector<Phase> phases_;
  std::vector<Fault> faults_;
  std::map<std::string, std::vector<std::pair<Nanoseconds, double>>> changes_;
  std::vector<std::pair<Nanoseconds, TomlNode>> client_;
  Nanoseconds at_{}, last_{}, origin_{};
};

}  // namespace

SessionRecord read_session(const std::vector<TimedEvent>& events) {
  RecordReader reader;
  for (const TimedEvent& event : events) reader.read(event);
  return reader.finish();
}

}  // namespace squall
