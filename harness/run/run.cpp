#include "harness/run/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>

#include "harness/core/duration.h"
#include "harness/core/wait.h"
#include "harness/journal/writer.h"
#include "harness/run/announcer.h"
#include "harness/run/faults_in_force.h"
#include "harness/run/hold.h"
#include "harness/run/host.h"
#include "harness/run/hypotheses.h"
#include "harness/run/live_records.h"
#include "harness/scenario/plan.h"

namespace squall {
namespace {

constexpr Nanoseconds kTick = std::chrono::milliseconds(100);
// A fault is made, and its undo put on disk, this long before it is due.
constexpr Nanoseconds kPrepareAhead = std::chrono::milliseconds(250);

class Run {
 public:
  Run(const LoadedScenario& loaded, const RunSettings& settings, JournalWriter& journal,
      RunClock clock, SecretMask& mask, Progress& progress, Interrupt& interrupt);

  /// The life of a scenario.
  void live() {
    announce_start();
    if (start_system() && start_hypotheses_hold() && start_load()) {
      for (std::size_t i = 0; i < scenario_.phases.size() && going_on(); ++i) run_phase(i);
      faults_.heal_all();
      end_load();
      check_hypotheses(scenario_, Hypothesis::Mode::kEnd, system_, events_, interrupt_.token());
      if (settings_.keep_up) hold();
    }
    leave();
  }

 private:
  void announce_start();
  bool start_system();
  bool start_hypotheses_hold();
  bool start_load();
  void run_phase(std::size_t index);
  std::string wait_until_steady(const Phase& phase, Nanoseconds start);
  void act(const Phase& phase, const PlanEntry& entry, Nanoseconds planned, bool prepare);
  bool tick_until(Nanoseconds time, const Phase& phase, Nanoseconds start);
  void show_status(const Phase& phase, Nanoseconds start);
  void end_load();
  void hold();
  void leave();

  bool going_on() const { return status_ == "completed" && !interrupted() && !lost_; }
  bool interrupted() const { return interrupt_.token().stop_requested(); }
  void end_early(std::string status, std::string reason);
  Nanoseconds settled() const;
  std::string cut_reason() const;

  const Scenario& scenario_;
  const RunSettings& settings_;
  Topology topology_;  // With its drawn variables.
  Plan plan_;
  const RunClock clock_;
  SecretMask& mask_;
  Progress& progress_;
  Interrupt& interrupt_;
  JournalWriter& journal_;
  Announcer events_;
  LiveRecords live_;
  std::atomic<bool> lost_ = false;  // The reaper is gone.
  System system_;
  FaultsInForce faults_;
  std::unique_ptr<ContinuousHypotheses> continuous_;
  std::unique_ptr<LoadEngine> engine_;
  bool held_ = false;  // An interruption now is the orderly end.
  std::string status_ = "completed";
  std::string reason_;
};

SystemSettings system_settings(const RunSettings& settings, Progress& progress,
                               std::function<void()> on_lost) {
  SystemSettings system;
  system.run_dir = settings.directory;
  system.run_id = settings.directory.filename().string();
  system.seed = settings.seed;
  system.progress = [&progress](std::string_view line) { progress.status(std::string(line)); };
  system.on_lost = std::move(on_lost);
  return system;
}

Run::Run(const LoadedScenario& loaded, const RunSettings& settings, JournalWriter& journal,
         RunClock clock, SecretMask& mask, Progress& progress, Interrupt& interrupt)
    : scenario_(loaded.scenario),
      settings_(settings),
      topology_(loaded.topology),
      plan_(make_plan(scenario_, topology_, settings.seed, settings.no_faults)),
      clock_(clock),
      mask_(mask),
      progress_(progress),
      interrupt_(interrupt),
      journal_(journal),
      events_(journal, clock_, mask, progress, settings.detail),
      live_(scenario_, clock_, journal, events_, mask),
      system_(topology_,
              system_settings(settings, progress,
                              [this] {
                                lost_ = true;
                                interrupt_.request_stop();
                              }),
              events_, mask),
      faults_(system_, events_, live_) {
  for (const std::string& secret : loaded.secrets) mask_.add(secret);
  for (const std::string& secret : draw_variables(topology_, settings.seed)) mask_.add(secret);
}

void Run::announce_start() {
  RunStarted started;
  started.version = settings_.version;
  started.started_at = utc_now();
  started.seed = settings_.seed;
  started.scenario_file = scenario_.file.string();
  started.scenario_hash = scenario_.hash;
  started.command_line = settings_.command_line;
  started.no_faults = settings_.no_faults;
  describe_host(started);
  events_.on_event(std::move(started));
}

void Run::end_early(std::string status, std::string reason) {
  if (status_ != "completed") return;  // The first reason counts.
  status_ = std::move(status);
  reason_ = std::move(reason);
}

bool Run::start_system() {
  const auto started = system_.start(interrupt_.token());
  if (!started && interrupted()) return false;
  if (!started) {
    const StartFailure& failure = started.error();
    events_.on_event(Decided{"not_started", failure.what});
    for (const std::string& line : failure.log_tail) {
      progress_.happened(fmt::format("    {} | {}", failure.node, line));
    }
    end_early("aborted", failure.what);
    return false;
  }
  for (const std::string& listener : system_.foreign_listeners()) {
    events_.on_event(Warned{listener});
  }
  return true;
}

bool Run::start_hypotheses_hold() {
  const bool hold =
      check_hypotheses(scenario_, Hypothesis::Mode::kStart, system_, events_, interrupt_.token());
  if (!hold && !interrupted()) {
    const std::string reason = "a hypothesis did not hold before the first fault";
    events_.on_event(Decided{"not_started", reason});
    end_early("aborted", reason);
  }
  return hold;
}

bool Run::start_load() {
  LoadSetup setup;
  setup.clock = clock_;
  setup.seed = settings_.seed;
  setup.loads = scenario_.loads;
  setup.workloads = topology_.workloads;
  setup.lists = topology_.lists;
  setup.client = scenario_.client;
  setup.lookup = system_.lookup("client");
  auto engine = make_load_engine(std::move(setup), live_, live_);
  if (!engine) {
    events_.on_event(Decided{"not_started", engine.error().message});
    end_early("aborted", engine.error().message);
    return false;
  }
  engine_ = std::move(*engine);
  engine_->start(clock_.now());
  continuous_ = std::make_unique<ContinuousHypotheses>(scenario_, system_, events_,
                                                       [this] { return faults_.any(); });
  return true;
}

void Run::run_phase(std::size_t index) {
  const Phase& phase = scenario_.phases[index];
  const Nanoseconds start = clock_.now();
  events_.on_event(PhaseStarted{phase.name});
  engine_->enter_phase(phase.name, start);

  // Each injection is two entries: its preparation, ahead of time, and itself.
  struct Due {
    Nanoseconds time;
    const PlanEntry* entry;
    bool prepare;
  };
  std::vector<Due> due;
  for (const PlanEntry& entry : plan_.entries) {
    if (entry.phase != static_cast<int>(index) || entry.fault < 0) continue;
    const Nanoseconds time = start + entry.offset;
    if (entry.action == PlanEntry::Action::kInject) {
      due.push_back({std::max(start, time - kPrepareAhead), &entry, true});
    }
    due.push_back({time, &entry, false});
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const Due& a, const Due& b) { return a.time < b.time; });
  bool complete = true;
  for (const Due& next : due) {
    complete = complete && tick_until(next.time, phase, start);
    if (!complete) break;
    act(phase, *next.entry, start + next.entry->offset, next.prepare);
  }
  std::string reason = "duration";
  if (complete && phase.until_steady) {
    reason = wait_until_steady(phase, start);
    complete = going_on();
  } else if (complete) {
    complete = tick_until(start + phase.duration.value_or(Nanoseconds{}), phase, start);
  }
  events_.on_event(PhaseEnded{phase.name, complete ? reason : cut_reason(), complete});
}

std::string Run::cut_reason() const { return interrupted() ? "interrupted" : "aborted"; }

void Run::act(const Phase& phase, const PlanEntry& entry, Nanoseconds planned, bool prepare) {
  const FaultSpec& fault = phase.faults[static_cast<std::size_t>(entry.fault)];
  if (prepare) {
    faults_.prepare(fault, phase.name, entry.targets, planned);
  } else if (entry.action == PlanEntry::Action::kInject) {
    faults_.inject(fault.name);
  } else if (entry.action == PlanEntry::Action::kHeal) {
    faults_.heal(fault.name);
  }
}

Nanoseconds Run::settled() const { return engine_->stats().oldest_due.value_or(clock_.now()); }

std::string Run::wait_until_steady(const Phase& phase, Nanoseconds start) {
  const Nanoseconds limit = start + phase.timeout;
  while (tick_until(std::min(limit, clock_.now() + kTick), phase, start)) {
    const auto since = faults_.any() ? std::nullopt : live_.steady_since(settled());
    if (since &&
        hypotheses_hold_now(scenario_, Hypothesis::Mode::kEnd, system_, interrupt_.token())) {
      events_.on_event(Decided{"steady", fmt::format("steady since {:.1f} s", seconds(*since)),
                               seconds(*since)});
      return "steady";
    }
    if (clock_.now() >= limit) {
      events_.on_event(Decided{"not_steady",
                               fmt::format("not steady within {}", format_duration(phase.timeout)),
                               seconds(phase.timeout)});
      return "timeout";
    }
  }
  return "";
}

bool Run::tick_until(Nanoseconds time, const Phase& phase, Nanoseconds start) {
  while (going_on()) {
    const Nanoseconds now = clock_.now();
    if (now >= time) return true;
    if (auto reason = live_.abort_reason()) {
      const std::string detail = reason->detail;
      events_.on_event(std::move(*reason));
      end_early("aborted", detail);
    } else if (now > scenario_.safety.max_duration) {
      const std::string detail = fmt::format("safety.max_duration ({}) is over",
                                             format_duration(scenario_.safety.max_duration));
      events_.on_event(Decided{"abort", detail, seconds(now)});
      end_early("aborted", detail);
    } else if (journal_.failed()) {
      end_early("errored", journal_.error());
    } else {
      show_status(phase, start);
      wait_until(interrupt_.token(), clock_.at(std::min(time, now + kTick)));
    }
  }
  return false;
}

void Run::show_status(const Phase& phase, Nanoseconds start) {
  const Nanoseconds now = clock_.now();
  const LiveFigures live = live_.figures();
  const std::string limit = phase.until_steady
                                ? fmt::format("at most {}", format_duration(phase.timeout))
                                : format_duration(phase.duration.value_or(Nanoseconds{}));
  progress_.status(fmt::format(
      "{:7.1f} s  {}: {:.1f} s of {} | {:.1f} op/s, {:.1f} failed/s | p50 {:.0f} ms, p99 {:.0f} ms "
      "| {} in flight",
      seconds(now), phase.name, seconds(now - start), limit, live.operations_per_s,
      live.failed_per_s, live.response_p50_ms, live.response_p99_ms, engine_->stats().in_flight));
}

void Run::end_load() {
  LoadEnded ended = engine_->drain(interrupt_.token());
  events_.on_event(ended);
  journal_.flush();
}

void Run::hold() {
  if (!going_on()) return;
  held_ = true;
  progress_.happened("the topology is kept up; Ctrl-C ends it:");
  show_nodes(system_, progress_);
  wait_until(interrupt_.token(), SteadyTime::max());
}

void Run::leave() {
  const bool was_interrupted = interrupted() && !held_;
  faults_.heal_all();
  continuous_.reset();
  engine_.reset();
  events_.on_event(CleanedUp{system_.stop()});
  if (lost_) end_early("errored", "the reaper was killed, and the nodes with it");
  if (was_interrupted) end_early("interrupted", fmt::format("signal {}", interrupt_.signal()));
  RunEnded ended;
  ended.status = status_;
  ended.reason = reason_;
  ended.signal = status_ == "interrupted" ? interrupt_.signal() : 0;
  ended.lost_records = journal_.lost_records();
  events_.on_event(std::move(ended));
}

Result<void> write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) return fail(fmt::format("cannot write {}", path.string()));
  return {};
}

}  // namespace

Result<void> run_scenario(const LoadedScenario& loaded, const RunSettings& settings,
                          Progress& progress, Interrupt& interrupt) {
  const auto& directory = settings.directory;
  if (auto done = write_file(directory / "scenario.toml", loaded.scenario_toml); !done) return done;
  if (auto done = write_file(directory / "topology.toml", loaded.topology_toml); !done) return done;
  const RunClock clock;
  SecretMask mask;
  auto journal = JournalWriter::open(directory, clock, mask);
  if (!journal) return fail(journal.error().message);
  {
    Run run(loaded, settings, **journal, clock, mask, progress, interrupt);
    run.live();
  }
  (*journal)->close();
  progress.clear();
  if ((*journal)->failed()) return fail((*journal)->error());
  return {};
}

}  // namespace squall
