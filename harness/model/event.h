// What happened, one struct for each kind of line in journal.jsonl.
//
// The journal is the truth: reports are computed from these events and from operations.bin alone.
// A decision that the run made (steady, abort, recovered) is an event with the values that it saw;
// the offline half reads it and never recomputes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/attempt.h"

namespace squall {

struct RunStarted {
  std::string version;     ///< Of squall.
  std::string started_at;  ///< UTC, RFC 3339.
  std::uint64_t seed = 0;
  std::string scenario_file;  ///< As the user named it.
  std::string scenario_hash;
  std::vector<std::string> command_line;
  std::string host_os, host_cpu;
  int host_cores = 0;
  std::int64_t host_memory_bytes = 0;
  bool no_faults = false;
};

struct NodeInfo {
  std::string name;     ///< "couchdb[1]"
  std::string address;  ///< "http://127.0.0.1:40001"
};
struct ServiceInfo {
  std::string name, role, driver, version;
  std::vector<NodeInfo> nodes;
};
struct LinkInfo {
  std::string name;
  bool proxied = false;
};
struct TopologyResolved {
  std::string name, flavour;
  std::vector<ServiceInfo> services;
  std::vector<LinkInfo> links;
};

enum class NodeState { kStarting, kReady, kStopped, kDead, kRestarting, kEnding, kEnded };
struct NodeChanged {
  std::string node;
  NodeState state = NodeState::kStarting;
  std::int64_t pid = 0;
  std::string detail;  ///< "exit code 1", "signal 9", …
};

/// A load balancer sees one of the servers behind it otherwise than before; the first time it was
/// looked at, and whenever it changed.
struct BackendChanged {
  std::string balancer;  ///< Its node: "balancer"
  std::string server;    ///< As the balancer calls it: "web/web1"
  std::string node;      ///< That it stands for; empty: none of the topology's.
  std::string state;     ///< "up", "down", "drain", "maint"; "unknown": the balancer did not say.
  std::string detail;    ///< In the balancer's own words: "UP 1/2"
};

/// Preparation, set-up calls and other steps of the start.
struct SetupDone {
  std::string what;
  Nanoseconds took{};
};

/// The phases are run once with each client policy of the scenario; what stands between these two
/// belongs to one of them. A scenario without variants has neither.
struct VariantStarted {
  std::string variant;
  int index = 0;  ///< As in Attempt::variant.
  int count = 0;  ///< Of all that are to be run.
};
struct VariantEnded {
  std::string variant;
  bool complete = true;  ///< All of its phases were run to their end.
};

struct PhaseStarted {
  std::string phase;
  std::optional<std::string> kind = {};  ///< Of a session, whose scenario does not tell it.
};
struct PhaseEnded {
  std::string phase;
  std::string reason;  ///< "duration", "steady", "timeout", "aborted", "interrupted"
  bool complete = true;
};

struct FaultInjecting {
  std::string fault, kind, phase, target;
  std::vector<std::string> nodes;  ///< What the target became.
  Nanoseconds planned{};           ///< On the run's clock.
  /// Of a session: the fault's table as a scenario would have it, on one line, without name or
  /// times.
  std::optional<std::string> spec = {};
};
struct FaultInjected {
  std::string fault;
  std::string detail;                     ///< "pid 4711 got SIGKILL"
  std::optional<Nanoseconds> began = {};  ///< On the run's clock; it may take its time.
};
struct FaultEvidence {
  std::string fault;
  bool confirmed = false;
  std::string what;  ///< "pid 4711 is gone; 127.0.0.1:40001 refuses connections"
};
struct FaultHealed {
  std::string fault;
  bool ok = true;
  std::string detail;
  std::optional<Nanoseconds> began = {};  ///< As of FaultInjected.
};
struct FaultFailed {  ///< The fault could not be injected.
  std::string fault;
  std::string reason;
};

/// What a node logged around a fault that it had not logged before. Secrets are masked, text is
/// valid UTF-8 and capped.
struct FaultLogged {
  std::string fault, node;
  std::vector<std::string> during, after;  ///< Lines while it was in force, and since.
  std::int64_t other_bytes = 0;            ///< What else it logged while the fault was in force.
};

struct HypothesisChecked {
  std::string hypothesis;
  std::string when;  ///< "start", "end", "continuous"
  bool met = false;
  std::string actual, expected;
};

/// One sample of a [[probe]].
struct ProbeSampled {
  std::string probe;
  bool met = false;
  std::optional<double> value;        ///< In base units; none: there was nothing to measure.
  std::optional<std::string> actual;  ///< What was seen; none: the same as the time before.
};

/// What the nodes that the run started use of the machine, those that are alive.
struct NodeUsage {
  std::string node;
  std::int64_t pid = 0;  ///< Another one than before: `busy` began again.
  std::int64_t rss_bytes = 0;
  Nanoseconds busy{};  ///< Processor time so far.
  std::int64_t descriptors = 0, threads = 0;
};
struct ResourcesSampled {
  std::vector<NodeUsage> nodes;
  Nanoseconds all{}, busy{}, stolen{};  ///< Of this machine, as in MachineUsage; 0: not known.
  Nanoseconds of_run{};                 ///< Of `busy`: the harness and all that it started.
};

/// How late this machine woke up a thread that only slept.
struct MachineSampled {
  std::vector<Nanoseconds> late;  ///< Of each sleep since the sample before.
};

/// A line that says that a node gained or lost a role was found in its log.
struct RoleLineSeen {
  std::string checker, node;
  bool gained = false;
  Nanoseconds since{};  ///< When the look before began: it was not there yet.
  std::string line;
};
/// The end of the look into a node's log.
struct RoleLogRead {
  std::string checker, node;
  std::int64_t lines = 0;
  std::string problem;  ///< "there is no file …"; empty: none.
};

/// What gates are held against as `baseline_run`: the medians of earlier runs.
struct BaselineValue {
  std::string metric, where;  ///< As in MetricKey.
  double value = 0;           ///< Base units.
};
struct BaselineGiven {
  std::string source;  ///< As the user named it.
  std::int64_t runs = 0;
  std::string newest;  ///< When the last of them started; UTC, RFC 3339.
  std::vector<BaselineValue> values;
};

/// A decision of the live half.
struct Decided {
  /// "not_started" (the topology did not come up) and "not_steady_at_start" (a start hypothesis was
  /// not met; "not_started" does as well): exit code 4,
  /// "steady", "not_steady", "recovered", "abort", "not_steady_again" (a variant cannot begin).
  std::string what;
  std::string detail;
  double value = 0;
};

/// The first few failures of each class and step, for the report. Secrets are masked, text is
/// valid UTF-8 and capped.
struct FailureExample {
  std::string load, step;
  ErrorClass error = ErrorClass::kNone;
  int status = 0;
  Nanoseconds intended{};
  std::string request;  ///< "GET /preferences/carla" and headers, one a line.
  std::string headers;  ///< Of the answer.
  std::string body;     ///< First 512 bytes.
  std::string reason;   ///< "$.access_token is missing"
};

/// A circuit breaker of the client policy opened, was half open, or closed.
struct BreakerChanged {
  std::string address;  ///< "http://127.0.0.1:40001"
  std::string state;    ///< "open", "half_open", "closed"
};

/// A load's rate was changed while the run went on.
struct LoadChanged {
  std::string load;
  double rate_per_s = 0;
};

/// The client policy was changed while the run went on.
struct ClientChanged {
  std::string settings;  ///< What is other than in [client], as keys of TOML; empty: nothing.
  std::string who;       ///< As of Acted; "scenario" where that has it.
};

/// One step of a search for the capacity, as the run judged it.
struct CapacityStep {
  std::string phase, load;
  double rate_per_s = 0;
  Nanoseconds from{}, until{};  ///< What was measured: the operations that were due then.
  std::string verdict;          ///< "held", "broke", "harness_limit"
  std::string reason;           ///< "p99 <= 200ms broke: 340 ms"; empty if it held.
};

/// The end of a search for the capacity.
struct CapacityFound {
  std::string phase, load;
  /// "found", "at_least" (the last step held), "none_held" (the first one broke), "harness_limit".
  std::string result;
  double rate_per_s = 0;  ///< The highest that held; 0: none.
};

/// The harness has read keys by itself, for a checker.
struct ReadBackDone {
  std::string read;  ///< "read-preferences of edits"
  std::string when;  ///< "before" or "after" the load.
  std::int64_t keys = 0;
  std::int64_t left = 0;  ///< Of these without a value, or with different ones of the nodes.
};

struct LoadEnded {
  std::uint64_t iterations = 0;
  std::uint64_t dropped_starts = 0;  ///< Due, but never begun by the harness.
  std::uint64_t open_at_end = 0;     ///< Operations that the end of the run cut off.
};

/// The run is a session: a person makes its phases and faults while it goes on. What its records
/// are of is the scenario that session_scenario() makes of them.
struct SessionStarted {
  Nanoseconds max_duration{};
};

/// A person asked the run to do something.
struct Acted {
  std::string who;     ///< "page", "ctl"
  std::string action;  ///< "inject", "heal", "rate", …
  std::string detail;
};

/// A person marked a moment.
struct Noted {
  std::string text, who;
};

/// Something that a reader of the report should know: a listener on a foreign address, a limit.
struct Warned {
  std::string what;
};

struct CleanedUp {
  std::vector<std::string> residue;  ///< Empty: nothing was left.
};

struct RunEnded {
  std::string status;  ///< "completed", "aborted", "interrupted", "errored"
  std::string reason;
  int signal = 0;
  std::uint64_t lost_records = 0;  ///< Attempts that did not fit the writer's queue.
};

using Event =
    std::variant<RunStarted, TopologyResolved, NodeChanged, BackendChanged, SetupDone,
                 VariantStarted, VariantEnded, PhaseStarted, PhaseEnded, FaultInjecting,
                 FaultInjected, FaultEvidence, FaultHealed, FaultFailed, FaultLogged,
                 HypothesisChecked, ProbeSampled, ResourcesSampled, MachineSampled, RoleLineSeen,
                 RoleLogRead, BaselineGiven, Decided, FailureExample, BreakerChanged, LoadChanged,
                 ClientChanged, CapacityStep, CapacityFound, ReadBackDone, LoadEnded,
                 SessionStarted, Acted, Noted, Warned, CleanedUp, RunEnded>;

struct TimedEvent {
  Nanoseconds at{};  ///< On the run's clock.
  Event event;
};

std::string_view name(NodeState state);

/// For people: "clients: attempt_timeout = \"400ms\"".
std::string to_text(const ClientChanged& event);

/// Takes events; thread-safe.
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// Stamps the event with the run's clock on entry; that time is returned.
  virtual Nanoseconds on_event(Event event) = 0;
};

/// Is told of events once they are recorded; thread-safe.
class EventObserver {
 public:
  virtual ~EventObserver() = default;
  virtual void on_event(const TimedEvent& event) = 0;
};

}  // namespace squall
