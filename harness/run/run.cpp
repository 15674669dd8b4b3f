#include "harness/run/run.h"

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <memory>

#include "harness/core/wait.h"
#include "harness/journal/writer.h"
#include "harness/run/announcer.h"
#include "harness/run/faults_in_force.h"
#include "harness/run/hold.h"
#include "harness/run/host.h"
#include "harness/run/hypotheses.h"
#include "harness/run/live_records.h"
#include "harness/run/phase_loop.h"
#include "harness/scenario/plan.h"

namespace squall {
namespace {

class Run {
 public:
  Run(const LoadedScenario& loaded, const RunSettings& settings, JournalWriter& journal,
      RunClock clock, SecretMask& mask, Progress& progress, Interrupt& interrupt);

  /// The life of a scenario.
  void live() {
    announce_start();
    if (start_system() && start_hypotheses_hold() && start_load()) {
      run_phases();
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
  void run_phases();
  void end_load();
  void hold();
  void leave();

  bool interrupted() const { return interrupt_.token().stop_requested(); }

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
  Ending ending_;
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

bool Run::start_system() {
  const auto started = system_.start(interrupt_.token());
  if (!started && interrupted()) return false;
  if (!started) {
    const StartFailure& failure = started.error();
    events_.on_event(Decided{"not_started", failure.what});
    for (const std::string& line : failure.log_tail) {
      progress_.happened(fmt::format("    {} | {}", failure.node, line));
    }
    ending_.early("aborted", failure.what);
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
    ending_.early("aborted", reason);
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
    ending_.early("aborted", engine.error().message);
    return false;
  }
  engine_ = std::move(*engine);
  if (const auto done = engine_->set_up(interrupt_.token()); !done) {
    if (interrupted()) return false;
    events_.on_event(Decided{"not_started", done.error().message});
    ending_.early("aborted", done.error().message);
    return false;
  }
  engine_->start(clock_.now());
  continuous_ = std::make_unique<ContinuousHypotheses>(scenario_, system_, events_,
                                                       [this] { return faults_.any(); });
  return true;
}

void Run::run_phases() {
  PhaseLoop({scenario_, plan_, clock_, system_, *engine_, faults_, live_, journal_, events_,
             progress_, interrupt_, ending_})
      .run();
}

void Run::end_load() {
  LoadEnded ended = engine_->drain(interrupt_.token());
  events_.on_event(ended);
  journal_.flush();
}

void Run::hold() {
  if (!ending_.as_planned() || interrupted()) return;
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
  if (lost_) ending_.early("errored", "the reaper was killed, and the nodes with it");
  if (was_interrupted) ending_.early("interrupted", fmt::format("signal {}", interrupt_.signal()));
  RunEnded ended;
  ended.status = ending_.status;
  ended.reason = ending_.reason;
  ended.signal = ended.status == "interrupted" ? interrupt_.signal() : 0;
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
