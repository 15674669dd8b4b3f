// scenario.toml, but for [client] and [[load]], which stand in schema_load.cpp.
#include <array>

#include "harness/scenario/schema.h"
#include "harness/scenario/schema_faults.h"
#include "harness/scenario/schema_tables.h"

namespace squall {
namespace {

using T = OptionType;

constexpr auto kSafety = std::to_array<Option>({
    {.name = "max_nodes_down",
     .type = T::kInteger,
     .summary =
         "The most nodes that may have a fault at the same time, of whichever kind; faults of "
         "links and partitions do not count.",
     .fallback = "1"},
    {.name = "only",
     .type = T::kStrings,
     .summary = "All that faults may touch: \"service\", \"service[0]\", \"from->to\", "
                "\"from->to[0]\". Nodes and links are listed apart."},
    {.name = "never",
     .type = T::kStrings,
     .summary = "What faults never touch, written alike. Draws such as [any] pass it over."},
    {.name = "max_duration",
     .type = T::kDuration,
     .summary = "A dead-man switch: the run is aborted after this time; of each variant.",
     .fallback = "10m"},
    {.name = "abort_when",
     .type = T::kStrings,
     .summary = "Conditions; the run is aborted and healed when one of them holds.",
     .fallback = "[]"},
});

constexpr Option kFlavourOfTopology = {
    .name = "flavour",
    .summary =
        "The flavour of the topology that it is about; default: the first that this machine "
        "has. `--set flavour=NAME` goes before."};

constexpr Option kVariables = {
    .name = "variables",
    .type = T::kStringMap,
    .summary =
        "Of the topology, with other values: { balancing = \"roundrobin\" }. `--set "
        "variable.NAME.value=…` goes before."};

constexpr std::array<std::string_view, 3> kPrecisions{"timer", "spin", "coarse"};
constexpr auto kGenerator = std::to_array<Option>({
    {.name = "precision",
     .summary = "Of due times. timer: the kernel's timers; spin: awake while something is due "
                "within 2 ms, which takes a core; coarse: whole milliseconds, to compare with.",
     .fallback = "timer",
     .choices = kPrecisions},
});

constexpr std::array<std::string_view, 5> kModes{"start", "end", "edge", "continuous",
                                                 "during_fault"};
constexpr auto kHypothesisTable = std::to_array<Option>({
    {.name = "name", .summary = "Default: the probe."},
    {.name = "probe", .summary = "A kind of probe.", .required = true},
    {.name = "mode",
     .summary = "When it must hold; edge: at the start and at the end.",
     .fallback = "edge",
     .choices = kModes},
    {.name = "within",
     .type = T::kDuration,
     .summary = "It is retried for this long until it holds.",
     .fallback = "5s"},
    {.name = "timeout", .type = T::kDuration, .summary = "Of one sample.", .fallback = "2s"},
    {.name = "interval", .type = T::kDuration, .summary = "Between samples.", .fallback = "100ms"},
    {.name = "delay",
     .type = T::kDuration,
     .summary = "continuous: before its first sample; during_fault: from each fault's injection.",
     .fallback = "0s"},
    {.name = "failures",
     .type = T::kInteger,
     .summary = "continuous, during_fault: samples that must fail one after the other before it "
                "counts as not met.",
     .fallback = "1",
     .minimum = 1,
     .maximum = 100000},
    {.name = "expect", .type = T::kExpect, .summary = "What an answer must look like."},
    schema::kValueOption,
});

constexpr auto kProbeTable = std::to_array<Option>({
    {.name = "name",
     .summary = "As in the condition probe(NAME).value_max; default: the kind of probe."},
    {.name = "kind", .summary = "A kind of probe.", .required = true},
    {.name = "mode",
     .summary = "When it is sampled; edge: once before the load and once after it.",
     .fallback = "continuous",
     .choices = kModes},
    {.name = "interval", .type = T::kDuration, .summary = "Between samples.", .fallback = "1s"},
    {.name = "timeout", .type = T::kDuration, .summary = "Of one sample.", .fallback = "2s"},
    {.name = "expect", .type = T::kExpect, .summary = "What an answer must look like."},
    schema::kValueOption,
});

constexpr auto kFaultTable = std::to_array<Option>({
    {.name = "name", .summary = "Default: the kind."},
    {.name = "kind", .summary = "A kind of fault.", .required = true},
    {.name = "target",
     .type = T::kTarget,
     .summary =
         "service[INDEX|any|all|one-at-a-time|minority|majority|primary], or a link \"from->to\".",
     .required = true},
    {.name = "at", .type = T::kDuration, .summary = "From the phase's start.", .fallback = "0s"},
    {.name = "for", .type = T::kDuration, .summary = "Until healing; default: the phase's end."},
    {.name = "enabled",
     .type = T::kBool,
     .summary = "false leaves it out, as a control run does.",
     .fallback = "true"},
    schema::kProofOption,
    {.name = "repeat",
     .type = T::kTable,
     .summary = "Injects it again: each time is a fault of its own, NAME-2, NAME-3, …",
     .fields = schema::kRepeat},
    {.name = "stagger",
     .type = T::kDuration,
     .summary = "With target service[all]: the nodes one after the other, this far apart, each as "
                "a fault of its own, NAME-2, NAME-3, …"},
});

constexpr auto kCapacity = std::to_array<Option>({
    {.name = "load", .summary = "Whose rate is raised: an open load; default: the only one."},
    {.name = "from",
     .type = T::kRate,
     .summary = "Of the first step.",
     .required = true,
     .minimum = 0.001,
     .maximum = 1e6},
    {.name = "step",
     .type = T::kRate,
     .summary = "What each step adds; or else `factor`.",
     .minimum = 0.001,
     .maximum = 1e6},
    {.name = "factor",
     .type = T::kNumber,
     .summary = "What each step multiplies.",
     .minimum = 1.01,
     .maximum = 100},
    {.name = "to",
     .type = T::kRate,
     .summary = "Of the last step.",
     .required = true,
     .minimum = 0.001,
     .maximum = 1e6},
    {.name = "until_breaks",
     .type = T::kStrings,
     .summary = "Conditions; a step holds if all of them hold for its operations.",
     .required = true},
    {.name = "settle",
     .type = T::kDuration,
     .summary = "At the beginning of each step; not measured.",
     .fallback = "1s"},
    {.name = "hold",
     .type = T::kDuration,
     .summary = "What is measured of each step.",
     .fallback = "5s"},
    {.name = "refine",
     .type = T::kInteger,
     .summary = "Further steps, each halfway between the highest that held and the lowest that "
                "broke.",
     .fallback = "0",
     .maximum = 20},
    {.name = "max_late_start",
     .type = T::kDuration,
     .summary = "If more than 1 % of the starts are later, the harness was the limit.",
     .fallback = "10ms"},
});

constexpr std::array<std::string_view, 5> kPhaseKinds{"warmup", "baseline", "fault", "recovery",
                                                      "capacity"};
constexpr std::array<std::string_view, 1> kUntils{"steady"};
constexpr auto kPhase = std::to_array<Option>({
    {.name = "name", .summary = "Default: the kind."},
    {.name = "kind",
     .summary = "What it is for; gates judge every kind but warmup and capacity.",
     .required = true,
     .choices = kPhaseKinds},
    {.name = "for", .type = T::kDuration, .summary = "How long it lasts; or else `until`."},
    {.name = "until",
     .summary = "steady: until clients are served again ([recovery]) and the end hypotheses hold.",
     .choices = kUntils},
    {.name = "timeout",
     .type = T::kDuration,
     .summary = "The longest that `until` waits.",
     .fallback = "30s"},
    {.name = "capacity",
     .type = T::kTable,
     .summary = "Of a phase of that kind: a load's rate is raised step by step until a condition "
                "breaks. Between steps the load pauses until its operations have ended.",
     .fields = kCapacity},
    {.name = "fault",
     .type = T::kTableList,
     .summary = "What is broken in it.",
     .fields = kFaultTable},
    {.name = "random",
     .type = T::kTable,
     .summary = "Faults that are drawn from the seed; `squall plan --write` writes them down.",
     .fields = schema::kRandom},
});

constexpr auto kRecovery = std::to_array<Option>({
    {.name = "window", .type = T::kDuration, .summary = "Length of a window.", .fallback = "500ms"},
    {.name = "windows",
     .type = T::kInteger,
     .summary = "Good windows in a row that make a recovery.",
     .fallback = "10",
     .minimum = 1,
     .maximum = 10000},
    {.name = "min_samples",
     .type = T::kInteger,
     .summary = "A window with fewer operations is not good.",
     .fallback = "5"},
    {.name = "good",
     .type = T::kStrings,
     .summary = "Conditions that must all hold in a good window.",
     .fallback = "[\"availability >= 99%\"]"},
});

constexpr auto kMachineFields = std::to_array<Option>({
    {.name = "max_others",
     .type = T::kAny,
     .summary =
         "\"10%\": where others (programs, or the host of a virtual machine) had more of the "
         "processors, a gate that is not met is inconclusive."},
});
constexpr Option kMachine = {
    .name = "machine",
    .type = T::kTable,
    .summary = "What the machine must leave to the run, so that its figures show the system.",
    .fields = kMachineFields};

constexpr std::array<std::string_view, 2> kSeverities{"fail", "warn"};
constexpr auto kGate = std::to_array<Option>({
    {.name = "name", .summary = "Default: the expression's first metric."},
    {.name = "expr",
     .type = T::kExpression,
     .summary = "What must hold: \"availability >= 99%\".",
     .required = true},
    {.name = "phase",
     .summary = "A phase's name or a kind of phase; default: every phase but warmup and "
                "capacity."},
    {.name = "workload", .summary = "Only operations of this load or workload; default: all."},
    {.name = "step", .summary = "Only operations of this step; default: all."},
    {.name = "variant", .summary = "Only this client variant; default: each of them."},
    {.name = "flavour",
     .summary = "Only with this flavour of the topology; default: with each. With another one the "
                "gate is left out."},
    {.name = "severity",
     .summary = "warn: it is shown and does not fail the run.",
     .fallback = "fail",
     .choices = kSeverities},
    {.name = "min_samples",
     .type = T::kInteger,
     .summary = "With fewer operations the gate is inconclusive.",
     .fallback = "1"},
    {.name = "why",
     .summary = "Why the limit is what it is: what was seen, and what would cross it. Reports show "
                "it."},
});

constexpr auto kSlo = std::to_array<Option>({
    {.name = "name", .summary = "As in the condition budget_spent(NAME).", .required = true},
    {.name = "objective",
     .type = T::kAny,
     .summary = "The share of operations that are to be good, \"99.9%\" or 0.999. What is left to "
                "100 % is the error budget.",
     .required = true},
    {.name = "window",
     .type = T::kDuration,
     .summary = "The time that the budget is for.",
     .fallback = "30d"},
    {.name = "faster_than",
     .type = T::kDuration,
     .summary = "Good are operations that ended ok within this time, counted from when they were "
                "due; default: all that ended ok."},
    {.name = "workload", .summary = "Only operations of this load or workload; default: all."},
    {.name = "step", .summary = "Only operations of this step; default: all."},
});

constexpr auto kCheckerTable = std::to_array<Option>({
    {.name = "name", .summary = "Default: the kind."},
    {.name = "kind", .summary = "A kind of checker.", .required = true},
    {.name = "loads",
     .type = T::kStrings,
     .summary = "Only what these loads do, as if the others wrote to other data; default: all."},
    {.name = "read_back",
     .summary =
         "A workload of reads that the harness does by itself for the checker; they count in "
         "no metric."},
    {.name = "when",
     .type = T::kStrings,
     .summary = "before: every key, once, ahead of the load; during: one by one, at `rate`; after: "
                "every key "
                "that was written. Default: what the kind needs."},
    {.name = "rate",
     .type = T::kRate,
     .summary = "Of the reads `during`.",
     .fallback = "10/s",
     .minimum = 0.001,
     .maximum = 1e6},
    {.name = "within",
     .type = T::kDuration,
     .summary = "How long reads `after` that give no answer are tried again.",
     .fallback = "10s"},
});

}  // namespace

constinit const std::span<const Option> schema::kFault = kFaultTable;
constinit const std::span<const Option> schema::kProof = schema::kProofFields;
constinit const std::span<const Option> schema::kHypothesis = kHypothesisTable;
constinit const std::span<const Option> schema::kProbe = kProbeTable;
constinit const std::span<const Option> schema::kChecker = kCheckerTable;

std::span<const Option> scenario_schema() {
  static const auto kScenario = std::to_array<Option>({
      {.name = "schema",
       .type = T::kInteger,
       .summary = "The version of the file format: 1.",
       .required = true,
       .minimum = 1,
       .maximum = 1},
      {.name = "title", .summary = "One line for people.", .required = true},
      {.name = "description", .summary = "What it is meant to show, in a few sentences."},
      {.name = "tags", .type = T::kStrings, .summary = "For `squall suite --tag`."},
      {.name = "extends", .type = T::kStrings, .summary = "Files that this one is merged over."},
      {.name = "topology",
       .type = T::kPath,
       .summary = "The topology file, relative to this file.",
       .required = true},
      kFlavourOfTopology,
      kVariables,
      {.name = "seed",
       .type = T::kInteger,
       .summary = "Of every draw; default: a fresh one for each run.",
       .maximum = 9007199254740991.0},
      {.name = "safety", .type = T::kTable, .summary = "The blast radius.", .fields = kSafety},
      {.name = "client",
       .type = T::kTable,
       .summary = "The client policy.",
       .fields = schema::kClient},
      {.name = "generator",
       .type = T::kTable,
       .summary = "The harness itself, as it makes the load.",
       .fields = kGenerator},
      {.name = "load",
       .type = T::kTableList,
       .summary = "What clients do, and how much of it.",
       .fields = schema::kLoad},
      {.name = "hypothesis",
       .type = T::kTableList,
       .summary = "The steady state: what must hold before any fault, and again at the end.",
       .fields = kHypothesisTable},
      {.name = "probe",
       .type = T::kTableList,
       .summary = "What is sampled while the run goes on, without being judged: gates judge it.",
       .fields = kProbeTable},
      {.name = "phase",
       .type = T::kTableList,
       .summary = "The stretches of the run, in order.",
       .required = true,
       .fields = kPhase},
      {.name = "recovery",
       .type = T::kTable,
       .summary = "When a system counts as recovered.",
       .fields = kRecovery},
      kMachine,
      {.name = "gate",
       .type = T::kTableList,
       .summary = "Thresholds; the run fails when one is crossed.",
       .fields = kGate},
      {.name = "slo",
       .type = T::kTableList,
       .summary = "Objectives: how much of their error budgets faults and recoveries spend.",
       .fields = kSlo},
      {.name = "checker",
       .type = T::kTableList,
       .summary = "What looks for lost, stale, unexpected or conflicting data.",
       .fields = kCheckerTable},
      {.name = "workload",
       .type = T::kTableList,
       .summary = "What an iteration does; also in the topology and in workloads/*.toml beside it.",
       .fields = workload_schema()},
      {.name = "list",
       .type = T::kTableList,
       .summary = "Named lists of keys; also in the topology and in workloads/*.toml beside it.",
       .fields = list_schema()},
  });
  return kScenario;
}

}  // namespace squall
