// One experiment, as a checked value.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/attempt.h"
#include "harness/model/client_policy.h"
#include "harness/model/expression.h"
#include "harness/model/probe.h"
#include "harness/model/topology.h"
#include "harness/model/value.h"
#include "harness/model/workload.h"

namespace squall {

struct Safety {
  int max_nodes_down = 1;
  Nanoseconds max_duration = std::chrono::minutes(10);
  std::vector<Condition> abort_when;
  /// Nodes, services, links and legs that faults may touch (empty: all), and those that they never
  /// may: "web", "web[0]", "client->web", "balancer->web[1]".
  std::vector<std::string> only, never;
};

/// The harness as a generator of load.
struct Generator {
  Precision precision = Precision::kTimer;
};

struct Load {
  enum class Model { kOpen, kClosed };
  enum class Spacing { kEven, kPoisson };
  struct Stage {
    Nanoseconds length{};
    double to_per_s = 0;
  };
  struct Replay {
    std::shared_ptr<const std::vector<Nanoseconds>> offsets;  ///< Ascending; shared: it is large.
    double speed = 1;
    std::optional<Nanoseconds> repeat;  ///< Begins again after this time of the recording.
  };
  enum class Engine { kFast, kCurl };

  std::string name;
  std::string workload;
  Engine engine = Engine::kFast;
  Model model = Model::kOpen;
  double rate_per_s = 0;                ///< Open: iterations a second.
  std::string arrival = "poisson";      ///< Open: a kind of arrival.
  std::vector<Stage> stages;            ///< Arrival stages: from rate_per_s on.
  Spacing spacing = Spacing::kPoisson;  ///< Arrival stages.
  Replay replay;                        ///< Arrival replay.
  int users = 1;                        ///< Closed: virtual users.
  Nanoseconds think{};                  ///< Closed: pause between iterations.
  int max_in_flight = 1000;             ///< Open: iterations at once; more are dropped and counted.
  std::optional<KeySpace> keys;
  std::vector<std::string> phases;  ///< Empty: all.

  // What only the harness's own reads have.
  Purpose purpose = Purpose::kLoad;
  std::optional<std::uint8_t> number;  ///< Attempt::load; none: its place among the loads.
  std::string node;                    ///< What {node.…} in the workload means.
  std::uint32_t iterations = 0;        ///< Closed: it ends after so many; 0: it does not.
};

struct Hypothesis {
  enum class Mode { kStart, kEnd, kEdge, kContinuous, kDuringFault };

  std::string name;
  ProbeSpec probe;
  Mode mode = Mode::kEdge;
  Nanoseconds within = std::chrono::seconds(5);  ///< Retried until met, for this long.
  Nanoseconds delay{};  ///< Continuous: until its first sample; during_fault: from an injection.
  int failures = 1;     ///< Both: in a row, until it counts as not met.
};

/// What is sampled without being judged.
struct Probe {
  std::string name;
  ProbeSpec spec;
  Hypothesis::Mode mode = Hypothesis::Mode::kContinuous;
};

enum class PhaseKind { kWarmup, kBaseline, kFault, kRecovery, kCapacity };

/// What shows, from outside, that a fault took effect: it is seen while the fault is in, and was
/// not seen before.
struct ProofSpec {
  ProbeSpec probe;
  Nanoseconds within = std::chrono::seconds(1);  ///< Of the injection.
};

struct FaultSpec {
  std::string name;
  std::string kind;
  std::string target;                   ///< "couchdb[0]", "couchdb[any]", "client->flowmanager"
  Nanoseconds at{};                     ///< From the phase's start.
  std::optional<Nanoseconds> duration;  ///< Until healing; none: the phase's end.
  bool enabled = true;
  Options options;  ///< The kind's own; "heal" among them.
  std::optional<ProofSpec> proof;
  int entry = 0;  ///< The number of its table in the phase, from 0: repetitions share one.
  /// Of a session: as FaultInjecting::spec. Empty: it stands in a scenario.
  std::string written = {};
};

/// The search for the highest rate that a system holds: one step after the other, until one breaks.
struct CapacitySpec {
  std::string load;       ///< Whose rate is raised.
  double from_per_s = 0;  ///< The first step.
  double step_per_s = 0;  ///< What each adds; 0: it is multiplied by `factor`.
  double factor = 0;
  double to_per_s = 0;                           ///< The last step.
  Nanoseconds settle = std::chrono::seconds(1);  ///< Of each step; not measured.
  Nanoseconds hold = std::chrono::seconds(5);    ///< Of each step; measured.
  std::vector<Condition> until_breaks;           ///< A step holds if all of them hold.
  int refine = 0;  ///< Steps between the highest that held and the one that broke.
  /// A step in which more than 1 % of the iterations begin later than this after they were due says
  /// nothing of the system.
  Nanoseconds max_late_start = std::chrono::milliseconds(10);
};

/// The rate of step `number` (from 0) of the climb; at most `to_per_s`.
double rate_of_step(const CapacitySpec& spec, int number);

/// How many steps there are up to `to_per_s`; counted up to `most`.
int count_of_steps(const CapacitySpec& spec, int most);

/// A draw of faults: what of, how many, how long, and how many at once.
struct RandomFaults {
  struct Candidate {
    FaultSpec fault;  ///< Without times.
    double weight = 1;
  };

  int count = 0;                      ///< Or else
  double rate_per_s = 0;              ///< they come as independent events do, so often.
  Nanoseconds shortest{}, longest{};  ///< Of a fault.
  int at_most = 2;                    ///< At once.
  Nanoseconds gap{};  ///< The least time from a fault to the next one of the same node or link.
  Nanoseconds cooldown{};  ///< And to the next one anywhere that does not overlap it.
  std::vector<Candidate> candidates;
};

struct Phase {
  std::string name;
  PhaseKind kind = PhaseKind::kBaseline;
  std::optional<Nanoseconds> duration;             ///< `for`
  bool until_steady = false;                       ///< `until = "steady"`
  Nanoseconds timeout = std::chrono::seconds(30);  ///< Of `until`; of a search: what it may take.
  std::optional<CapacitySpec> capacity;            ///< Of a phase of that kind.
  std::vector<FaultSpec> faults;
  /// To be drawn before there is a plan; see scenario/schedule.h.
  std::optional<RandomFaults> random;
};

struct RecoveryRule {
  Nanoseconds window = std::chrono::milliseconds(500);
  int windows = 10;
  int min_samples = 5;
  std::vector<Condition> good;  ///< All must hold; default availability >= 99%.
};

/// What the machine must leave to the run for times and answers to show what the system does.
struct MachineRule {
  /// The most that others may take of its processors where a gate is not met; none: all.
  std::optional<double> max_others;
};

struct Gate {
  enum class Severity { kFail, kWarn };

  std::string name;
  Condition condition;
  std::string phase;     ///< A phase's name, a kind, or empty: every phase but warmup, capacity.
  std::string workload;  ///< Empty: all.
  std::string step;      ///< Empty: all.
  std::string variant;   ///< Of the client policy; empty: each.
  Severity severity = Severity::kFail;
  int min_samples = 1;
  std::string why;  ///< The limit is what it is, in the author's words.
};

/// A service level objective: of the operations in `window`, so many are to be good.
struct Slo {
  std::string name;
  double objective = 0;                    ///< Above 0, below 1.
  std::optional<Nanoseconds> faster_than;  ///< Good: ok, and no slower than that; none: ok.
  std::string workload, step;              ///< As of a gate.
  Nanoseconds window{};                    ///< The time that the budget is for.
};

/// Clients that behave otherwise from a time on, as when another version of them is rolled out.
struct ClientChange {
  Nanoseconds at{};     ///< From the first phase's start.
  ClientPolicy policy;  ///< All of it; `settings` is what is other than in [client].
};

/// Reads that the harness does by itself, for a checker: those of `workload` over the keys of a
/// load. They count in no metric. In records, Attempt::load is the number of loads plus the index
/// in Scenario::read_backs.
struct ReadBack {
  std::string workload;
  std::string node;                 ///< {node.…} in it: "store[1]"; empty: it names none.
  std::optional<std::size_t> load;  ///< Whose keys are read; none: the workload has no {key}.
  bool before = false;              ///< Once over every key, before the load begins.
  bool during = false;              ///< At `rate_per_s`, in every phase but warmup and capacity.
  bool after = false;               ///< Over every key that was written, when the load has ended.
  double rate_per_s = 0;
  Nanoseconds within{};  ///< `after`: how long what gives no answer is tried again.
};

struct CheckerSpec {
  std::string name;
  std::string kind;
  Options options;
  std::vector<std::size_t> reads = {};  ///< What it is to see: indices in Scenario::read_backs.
  std::vector<std::size_t> loads = {};  ///< The only loads that it sees; empty: all.
  std::vector<std::string> logs = {};   ///< The nodes whose logs are its evidence: "store[1]".
};

struct Scenario {
  std::string title;
  std::string description;
  std::vector<std::string> tags;
  std::filesystem::path file;
  std::string hash;  ///< Of the resolved scenario and topology, 16 hex digits.
  std::optional<std::uint64_t> seed;
  Safety safety;
  ClientPolicy client;
  /// [[client.variant]], each with all of [client]: the phases are run once with each of them, in
  /// this order (Attempt::variant is the index in here). Empty: once, with `client`.
  std::vector<ClientPolicy> variants;
  Generator generator;
  std::vector<ClientChange> client_changes;  ///< By time.
  std::vector<Load> loads;
  std::vector<Hypothesis> hypotheses;
  std::vector<Probe> probes;
  std::vector<Phase> phases;
  RecoveryRule recovery;
  MachineRule machine;
  std::vector<Gate> gates;
  std::vector<Slo> slos;
  std::vector<CheckerSpec> checkers;
  std::vector<ReadBack> read_backs;
};

/// "read-preferences of edits", "read-stored of edits at store[1]"
std::string name_of(const ReadBack& read, const std::vector<Load>& loads);

std::string_view name(PhaseKind kind);
std::optional<PhaseKind> find_phase_kind(std::string_view name);
std::string_view name(Hypothesis::Mode mode);

/// How long all phases last together, those that end by a condition at their timeout.
Nanoseconds longest_duration(const Scenario& scenario);

/// Whether a gate's `phase` names this phase.
bool selects(const Gate& gate, const Phase& phase);

}  // namespace squall
