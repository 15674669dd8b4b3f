// The result of the offline half: everything that reports show, as plain values.
//
// report.json is this tree with its names in snake_case and units last; reports/ only formats.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/attempt.h"
#include "harness/model/event.h"
#include "harness/model/scenario.h"

namespace squall {

enum class RunStatus { kCompleted, kAborted, kInterrupted, kErrored };
enum class Verdict { kPass, kFail, kInconclusive };

/// Percentiles in milliseconds; absent when there were no samples.
struct LatencySummary {
  std::uint64_t count = 0;
  double p50 = 0, p90 = 0, p99 = 0, p99_9 = 0, max = 0;
};

/// Figures of a phase, or of one step of one load in a phase.
struct Figures {
  std::uint64_t iterations = 0, operations = 0;
  std::uint64_t ok = 0, failed = 0, indeterminate = 0, dropped = 0;
  std::uint64_t attempts = 0, retries = 0, hedges = 0, timeouts = 0;
  double throughput_per_s = 0, goodput_per_s = 0;
  std::optional<double> availability;         ///< None: no operations.
  std::optional<double> retry_amplification;  ///< None: nothing was sent.
  LatencySummary response_time_ms, service_time_ms;
  std::map<std::string, std::uint64_t> errors;  ///< Attempts by error class, drops by reason.
};

/// Times at percentiles (0 to 100, ascending), as far as there are samples beyond them.
struct LatencyCurve {
  std::vector<double> percentile, response_ms, service_ms;
};

struct StepReport {
  std::string load, workload, step;
  Figures figures;
};

struct PhaseReport {
  std::string name;
  std::string variant;  ///< Here and below: the client policy; empty where there are no variants.
  PhaseKind kind = PhaseKind::kBaseline;
  double start_s = 0, end_s = 0;
  std::string end_reason;
  bool complete = true;
  Figures figures;
  LatencySummary late_start_ms;        ///< As in GeneratorReport.
  std::optional<double> others_share;  ///< As in MachineReport.
  LatencyCurve curve;                  ///< Empty where nothing was answered.
  std::vector<StepReport> steps;
};

/// Something besides the clients noticed a fault.
struct DetectionReport {
  std::string by;      ///< "balancer"
  std::string what;    ///< "web/web1 is down"
  double after_s = 0;  ///< From the injection.
};

/// Members as in FaultLogged.
struct LogReport {
  std::string node;
  std::vector<std::string> during, after;
  std::int64_t other_bytes = 0;
};

struct FaultReport {
  std::string name, kind, target, phase, variant;
  std::vector<std::string> nodes;
  double planned_at_s = 0;
  std::optional<double> injected_at_s, healed_at_s;
  std::string injected_detail, healed_detail, failure;
  bool heal_ok = true;
  bool evidence_confirmed = false;
  std::string evidence;
  bool impact = false;
  std::optional<double> time_to_detect_s;
  std::optional<double> time_to_recover_s, time_to_recover_from_injection_s;  ///< None: never.
  std::optional<double> rto_s;  ///< None: never, or it cannot be told.
  std::string recovery_note;    ///< "not within 30 s", "no client was affected: …", …
  std::vector<DetectionReport> detected_by;  ///< By time.
  std::vector<LogReport> logs;               ///< Of the nodes that said something new.
};

enum class CheckVerdict { kPass, kFail, kWarn, kInconclusive };

struct GateReport {
  std::string name, expr, phase, variant;
  std::string metric;  ///< "p99(response_time)", if that alone is left of the comparison.
  Gate::Severity severity = Gate::Severity::kFail;
  std::optional<double> actual, limit;  ///< Base units.
  Dimension dimension = Dimension::kNone;
  std::string comparison;
  std::optional<double> worst_at_s;  ///< Of a sliding window.
  std::uint64_t samples = 0;
  CheckVerdict verdict = CheckVerdict::kInconclusive;
  std::string reason;  ///< Why it failed or is inconclusive; empty on a pass.
  std::string why;     ///< Of the gate: why its limit is what it is.
};

struct HypothesisReport {
  std::string name, when, expected, actual;
  double at_s = 0;
  bool met = false;
  std::string variant = {};
};

/// What one client policy made of the same load and the same faults, to be set side by side.
struct VariantReport {
  std::string name;
  std::string settings;  ///< What it changes in [client], as written.
  double start_s = 0, end_s = 0;
  bool complete = false;
  /// Those that the figures are of: the fault phases, or where there is none all but the warmup.
  std::vector<std::string> phases;
  Figures figures;
  std::size_t faults = 0;                  ///< That were injected.
  bool impact = false;                     ///< Of any of them.
  std::optional<double> time_to_detect_s;  ///< The longest; none: no client saw a failure.
  /// The longest; none: no fault, or clients did not recover from one of them.
  std::optional<double> time_to_recover_s;
  std::array<std::size_t, 4> gates{};  ///< By CheckVerdict.
};

/// How much of the error budget of an [[slo]] the fault phases and recoveries spent.
struct SloReport {
  std::string name, variant;
  double objective = 0;
  std::optional<double> faster_than_s;
  double window_s = 0;
  std::uint64_t operations = 0, bad = 0;
  double stretch_s = 0;                        ///< The length of these phases.
  double budget_s = 0;                         ///< Of the window: (1 - objective) * window.
  std::optional<double> spent_s, spent_share;  ///< None: no operation was due.
  std::optional<double> burn_rate;
  bool complete = true;  ///< Else one of the phases was cut short.
};

struct CheckerExample {
  double at_s = 0;
  std::string text;
};

/// What a checker of durability knows for `rpo` and `rto`.
struct DataLoss {
  /// When the oldest acknowledged write that is lost was acknowledged; none: none is lost.
  std::optional<Nanoseconds> oldest_lost;
  /// By fault, in the order of their injection: when the last read began that lacked what had been
  /// acknowledged before the fault and was there at the end; none: no read did.
  std::vector<std::optional<Nanoseconds>> lacked_until;
};

struct CheckerReport {
  std::string name, kind;
  CheckVerdict verdict = CheckVerdict::kInconclusive;
  std::map<std::string, std::uint64_t> counts;
  std::vector<CheckerExample> examples;  ///< The first few, by time.
  std::string reason;                    ///< Why it cannot tell; empty: it can.
  std::string variant = {};
  std::optional<DataLoss> loss = {};  ///< Of a kind that looks for it.
  std::optional<double> rpo_s = {};   ///< None: it does not look for losses, or cannot tell.
};

/// Least, mean and most of some values.
struct ValueRange {
  double min = 0, mean = 0, max = 0;
};

/// Of a probe's series; of a long one a stretch of time.
struct SeriesPoint {
  double at_s = 0;
  std::optional<ValueRange> value;
  double met_share = 0;
};

/// A [[probe]], in the base units of its dimension.
struct ProbeReport {
  std::string name, kind, variant;
  Dimension dimension = Dimension::kNone;
  std::uint64_t samples = 0, met = 0;
  std::optional<ValueRange> value;  ///< None: no sample had one.
  std::optional<double> last;
  std::vector<SeriesPoint> series;
};

/// What a node used of the machine, each by NodeResource.
struct ResourcePoint {
  double at_s = 0;
  std::array<std::optional<double>, 4> most;  ///< In its stretch of time.
};
struct ResourceReport {
  std::string node;
  std::uint64_t samples = 0;
  std::array<std::optional<ValueRange>, 4> used;
  std::vector<ResourcePoint> series;
};

struct NodeSpan {
  std::string node;
  NodeState state = NodeState::kStarting;
  double start_s = 0, end_s = 0;
};

/// How a load balancer saw one of its servers.
struct BackendSpan {
  std::string balancer, server, node, state;  ///< As in BackendChanged.
  double start_s = 0, end_s = 0;
};

/// How a client's circuit breaker of an address stood.
struct BreakerSpan {
  std::string address, state;  ///< As in BreakerChanged; closed until the first of them.
  double start_s = 0, end_s = 0;
};

/// The upper ends of the bands that a window counts response times in; the last band has none.
inline constexpr std::array<double, 16> kResponseBandsMs{
    0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1'000, 2'000, 5'000, 10'000};

/// Equal windows over the whole run, cut at phase borders.
struct TimelineWindow {
  double start_s = 0, end_s = 0;
  std::uint64_t due = 0, ok = 0, failed = 0, indeterminate = 0, dropped = 0, retries = 0;
  double throughput_per_s = 0, goodput_per_s = 0;  ///< By end time.
  std::optional<double> response_p50_ms, response_p99_ms, response_max_ms;
  std::optional<double> service_p50_ms, service_p99_ms;
  std::map<std::string, std::uint64_t> errors;
  std::array<std::uint64_t, kResponseBandsMs.size() + 1> response_bands{};
  std::uint64_t in_flight = 0;  ///< Operations that were due and had not ended at its end.
};

/// One step of a search for the capacity: what was decided, and the figures of its operations.
struct CapacityStepReport {
  double rate_per_s = 0, from_s = 0, until_s = 0;
  std::string verdict, reason;  ///< As in CapacityStep.
  Figures figures;              ///< Starts that the harness missed are not in it:
  std::uint64_t missed = 0;     ///< there were so many of them.
};

struct CapacityReport {
  std::string phase, load;
  std::string result = "incomplete";  ///< As in CapacityFound; "incomplete": the run ended before.
  std::optional<double> capacity_per_s;   ///< Where the result is a capacity: found, none_held.
  std::optional<double> held_per_s;       ///< The highest that held.
  std::string summary;                    ///< One sentence.
  std::vector<CapacityStepReport> steps;  ///< In the order in which they were tried.
};

/// A stretch in which operations came due and the target gave no sign of life.
struct StallReport {
  std::string phase;  ///< In which it began.
  double start_s = 0, end_s = 0;
  std::uint64_t operations = 0;  ///< That came due in it.

  double length_s() const { return end_s - start_s; }
};

/// A moment of a session that a person marked.
struct NoteReport {
  double at_s = 0;
  std::string text, who;
};

struct GeneratorReport {
  LatencySummary late_start_ms;  ///< Begun - due of first attempts.
  std::uint64_t dropped = 0;
};

/// What the machine did while there was load; the harness can be no more exact than it is.
struct MachineReport {
  LatencySummary late_wakeup_ms;  ///< Of a thread of the harness that only slept.
  /// Of all processors. Others: the host, and programs that are not of the run.
  std::optional<double> busy_share, stolen_share, others_share;
};

struct Report {
  static constexpr int kSchema = 1;

  RunStatus status = RunStatus::kErrored;
  Verdict verdict = Verdict::kInconclusive;
  int exit_code = 70;
  std::vector<std::string> reasons;  ///< The one that decided comes first.
  bool records_complete = true;      ///< False: the run was killed; its journal has no end.

  std::string title, scenario_file, scenario_hash, started_at, squall_version;
  std::string scenario_text;  ///< The file as it ran; empty: it is not at hand.
  std::vector<std::string> command_line;
  std::uint64_t seed = 0;
  double duration_s = 0;
  std::string host_os, host_cpu;
  int host_cores = 0;
  std::int64_t host_memory_bytes = 0;

  TopologyResolved topology;
  std::vector<VariantReport> variants;  ///< Those that began; empty: the scenario has none.
  std::vector<PhaseReport> phases;
  std::vector<FaultReport> faults;
  std::vector<GateReport> gates;
  std::vector<SloReport> slos;
  std::optional<BaselineGiven> baseline_run;  ///< That gates were held against.
  std::vector<HypothesisReport> hypotheses;
  /// Those that were to be watched and of which no sample counted: nothing is known of them.
  std::vector<std::string> unwatched;
  std::vector<ProbeReport> probes;
  std::vector<ResourceReport> resources;  ///< By the names of the nodes.
  std::vector<CheckerReport> checkers;
  std::vector<CapacityReport> capacities;
  std::vector<StallReport> stalls;  ///< The longest ones, in the order of their time.
  std::vector<TimelineWindow> timeline;
  std::vector<NodeSpan> nodes;
  std::vector<BackendSpan> backends;
  std::vector<BreakerSpan> breakers;  ///< Of clients with a circuit breaker that opened.
  std::vector<std::pair<double, FailureExample>> examples;  ///< (at_s, example)
  std::vector<std::pair<double, std::string>> warnings;
  std::vector<NoteReport> notes;
  std::vector<std::string> residue;
  bool cleanup_checked = false;
  GeneratorReport generator;
  MachineReport machine;
};

std::string_view name(RunStatus status);
std::string_view name(Verdict verdict);
std::string_view name(CheckVerdict verdict);

/// In what a gate's values are to be read: its dimension, but a factor (the retry amplification)
/// has that of a ratio and reads as a number.
Dimension shown_dimension(const GateReport& gate);

}  // namespace squall
