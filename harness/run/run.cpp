#include "harness/run/run.h"

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <optional>

#include "harness/core/wait.h"
#include "harness/faults/preparations.h"
#include "harness/journal/writer.h"
#include "harness/run/announcer.h"
#include "harness/run/backends.h"
#include "harness/run/faults_in_force.h"
#include "harness/run/hold.h"
#include "harness/run/host.h"
#include "harness/run/hypotheses.h"
#include "harness/run/live_metrics.h"
#include "harness/run/live_records.h"
#include "harness/run/machine_watch.h"
#include "harness/run/phase_loop.h"
#include "harness/run/proxied_links.h"
#include "harness/run/read_backs.h"
#include "harness/run/resources.h"
#include "harness/run/role_watch.h"
#include "harness/run/sampled_probes.h"
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
    if (start_system()) {
      run_rounds();
      if (settings_.keep_up) hold();
    }
    leave();
  }

  /// All phases with one client policy.
  void run_round(const ClientPolicy& client) {
    if (!start_hypotheses_hold()) return;
    if (!read_back(ReadBackTime::kBefore, client) || !start_load(client)) return;
    run_phases();
    faults_.heal_all();
    end_load();
    fault_logs_.tell();
    check_hypotheses(scenario_, Hypothesis::Mode::kEnd, system_, events_, interrupt_.token());
    sample_probes(scenario_, Hypothesis::Mode::kEnd, system_, events_, interrupt_.token());
    if (!interrupted()) read_back(ReadBackTime::kAfter, client);
  }

 private:
  void announce_start();
  bool start_system();
  bool start_hypotheses_hold();
  bool start_load(const ClientPolicy& client);
  bool read_back(ReadBackTime time, const ClientPolicy& client);
  LoadSetup load_setup(const ClientPolicy& client) const;
  void run_rounds();
  std::string round_title() const;
  void run_phases();
  void cannot_begin(const std::string& reason);
  void end_load();
  void hold();
  void leave();

  std::optional<PhaseKind> phase_kind() const {
    const Phase* const phase = phase_;
    return phase == nullptr ? std::nullopt : std::optional(phase->kind);
  }
  bool interrupted() const { return interrupt_.token().stop_requested(); }
  bool going_on() const { return ending_.as_planned() && !interrupted(); }

  const Scenario& scenario_;
  const RunSettings& settings_;
  Topology topology_;  // With its drawn variables.
  Plan plan_;
  const RunClock clock_;
  SecretMask& mask_;
  Progress& progress_;
  Interrupt& interrupt_;
  JournalWriter& journal_;
  Scenario prepared_;  // Of a session: faults that nodes are to be started for, in one phase.
  std::unique_ptr<LiveMetrics> metrics_;  // None: nobody scrapes them.
  LiveState state_;
  Announcer events_;
  LiveRecords live_;
  std::atomic<bool> lost_ = false;  // The reaper is gone.
  System system_;
  FaultLogs fault_logs_;
  FaultsInForce faults_;
  std::atomic<const Phase*> phase_ = nullptr;  // That runs now.
  std::unique_ptr<BackendWatch> backends_;
  std::unique_ptr<ResourceWatch> resources_;
  std::unique_ptr<MachineWatch> machine_;
  std::unique_ptr<ContinuousHypotheses> continuous_;
  std::unique_ptr<SampledProbes> probes_;
  std::unique_ptr<RoleWatch> roles_;
  std::unique_ptr<LoadEngine> engine_;
  std::size_t round_ = 0;      // The index of the client variant.
  Nanoseconds round_start_{};  // The run's own start for the first one.
  bool held_ = false;          // An interruption now is the orderly end.
  Ending ending_;
};

// Each of them on every service that the run starts.
Scenario scenario_of(const std::vector<FaultSpec>& faults, const Topology& topology) {
  Scenario scenario;
  Phase& phase = scenario.phases.emplace_back();
  for (const Service& service : topology.services) {
    if (service.driver != "process") continue;
    for (FaultSpec fault : faults) {
      fault.target = service.name;
      phase.faults.push_back(std::move(fault));
    }
  }
  return scenario;
}

SystemSettings system_settings(const RunSettings& settings, const Scenario& scenario,
                               const Topology& topology, Progress& progress,
                               std::function<void()> on_lost) {
  SystemSettings system;
  system.proxied = settings.conductor == nullptr ? proxied_links(scenario, topology)
                                                 : links_that_can_be_proxied(topology);
  if (!settings.no_faults) {
    system.prepare = [&scenario](const Service& service) {
      return preparation_for(service, scenario);
    };
  }
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
      prepared_(scenario_of(settings.prepared, topology_)),
      metrics_(settings.metrics == nullptr ? nullptr
                                           : std::make_unique<LiveMetrics>(scenario_, topology_)),
      events_(journal, mask, progress, settings.detail,
              {&state_, metrics_.get(), settings.watcher}),
      live_(scenario_, topology_, clock_, journal, events_, mask, metrics_.get(), settings.watcher),
      system_(topology_,
              system_settings(settings, settings.conductor == nullptr ? scenario_ : prepared_,
                              topology_, progress,
                              [this] {
                                lost_ = true;
                                interrupt_.request_stop();
                              }),
              events_, mask),
      fault_logs_(system_, mask, events_),
      faults_(system_, scenario_.safety, clock_, events_, live_, fault_logs_) {
  if (metrics_) settings.metrics->show(metrics_->collectable());
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
  if (settings_.conductor != nullptr) events_.on_event(settings_.conductor->session());
  if (settings_.baseline) events_.on_event(*settings_.baseline);
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
  backends_ = std::make_unique<BackendWatch>(system_, events_);
  resources_ = std::make_unique<ResourceWatch>(system_, events_);
  machine_ = std::make_unique<MachineWatch>(events_);
  return true;
}

bool Run::start_hypotheses_hold() {
  const bool hold =
      check_hypotheses(scenario_, Hypothesis::Mode::kStart, system_, events_, interrupt_.token());
  if (!hold && !interrupted()) {
    cannot_begin(round_ == 0 ? "a hypothesis did not hold before the first fault"
                             : "a hypothesis did not hold again after the variant before");
  }
  return hold;
}

// Before the first variant nothing was broken yet; before a later one it is what faults left.
void Run::cannot_begin(const std::string& reason) {
  events_.on_event(Decided{round_ == 0 ? "not_started" : "not_steady_again", reason});
  ending_.early("aborted", reason);
}

// The system stays up between variants; the clients begin anew, with the same seed.
void Run::run_rounds() {
  const std::vector<ClientPolicy>& variants = scenario_.variants;
  if (variants.empty()) return run_round(scenario_.client);
  for (; round_ < variants.size() && going_on(); ++round_) {
    const std::string& name = variants[round_].name;
    if (round_ > 0) round_start_ = clock_.now();
    events_.on_event(
        VariantStarted{name, static_cast<int>(round_), static_cast<int>(variants.size())});
    run_round(variants[round_]);
    continuous_.reset();
    probes_.reset();
    engine_.reset();
    events_.on_event(VariantEnded{name, going_on()});
  }
}

LoadSetup Run::load_setup(const ClientPolicy& client) const {
  LoadSetup setup;
  setup.clock = clock_;
  setup.seed = settings_.seed;
  setup.workloads = topology_.workloads;
  setup.lists = topology_.lists;
  setup.client = client;
  setup.variant = static_cast<std::uint8_t>(round_);
  setup.generator = scenario_.generator;
  setup.allowed = AllowedHosts(topology_.allowed_hosts);
  setup.lookup = system_.lookup("client");
  setup.direct = system_.lookup();
  return setup;
}

/// What a checker needs to know of the data while no load goes on.
bool Run::read_back(ReadBackTime time, const ClientPolicy& client) {
  const auto done = squall::read_back(time, {scenario_, load_setup(client), live_, live_, events_,
                                             live_.written(), interrupt_.token()});
  if (!done && time == ReadBackTime::kBefore) cannot_begin(done.error().message);
  // The run is over, and what was not read is for the checkers to say.
  if (!done && time == ReadBackTime::kAfter) {
    events_.on_event(Warned{"nothing could be read back: " + done.error().message});
  }
  journal_.flush();
  return done.has_value();
}

bool Run::start_load(const ClientPolicy& client) {
  LoadSetup setup = load_setup(client);
  setup.loads = scenario_.loads;
  const std::vector<Load> reads = loads_during(scenario_);
  setup.loads.insert(setup.loads.end(), reads.begin(), reads.end());
  auto engine = make_load_engine(std::move(setup), live_, live_);
  if (!engine) {
    cannot_begin(engine.error().message);
    return false;
  }
  engine_ = std::move(*engine);
  if (const auto done = engine_->set_up(interrupt_.token()); !done) {
    if (interrupted()) return false;
    events_.on_event(Decided{"not_started", done.error().message});
    ending_.early("aborted", done.error().message);
    return false;
  }
  sample_probes(scenario_, Hypothesis::Mode::kStart, system_, events_, interrupt_.token());
  engine_->start(clock_.now());
  const Moment moment{[this] { return faults_.any(); }, [this] { return phase_kind(); }};
  continuous_ = std::make_unique<ContinuousHypotheses>(scenario_, system_, events_, moment);
  roles_ = std::make_unique<RoleWatch>(scenario_, system_, clock_, events_);
  probes_ = std::make_unique<SampledProbes>(scenario_, system_, events_, moment.fault_in_force);
  return true;
}

std::string Run::round_title() const {
  const std::size_t count = scenario_.variants.size();
  if (count == 0) return "";
  return fmt::format("variant {} of {}, {}, ", round_ + 1, count, scenario_.variants[round_].name);
}

void Run::run_phases() {
  live_.begin_again();  // No rule looks back at the start of the system.
  const PhaseLoopParts parts{scenario_, plan_,  clock_,       system_,      *engine_,  faults_,
                             live_,     state_, journal_,     events_,      progress_, interrupt_,
                             ending_,   phase_, round_start_, round_title()};
  if (settings_.conductor != nullptr) return settings_.conductor->conduct(parts);
  PhaseLoop(parts).run();
}

void Run::end_load() {
  LoadEnded ended = engine_->drain(interrupt_.token());
  roles_.reset();
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
  probes_.reset();
  roles_.reset();
  backends_.reset();
  resources_.reset();
  machine_.reset();
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
  for (const AttachedFile& file : loaded.attached) {
    if (auto done = write_file(directory / file.name, file.text); !done) return done;
  }
  const RunClock clock;
  SecretMask mask;
  if (settings.watcher != nullptr) settings.watcher->begin(clock, mask);
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
