// How each event stands in journal.jsonl: its name, and the name and place of every field.
//
// This is the only description: writing, reading and masking walk it. To add an event, add it to
// Event in model/event.h and a Shape here; without one nothing compiles.
#pragma once

#include <string_view>
#include <tuple>

#include "harness/model/event.h"

namespace squall::journal {

template <typename Struct, typename Member>
struct Field {
  std::string_view name;
  Member Struct::*place;
};

template <typename Struct, typename Member>
constexpr Field<Struct, Member> field(std::string_view name, Member Struct::*place) {
  return {name, place};
}

/// `name` (events only) and `fields` of T.
template <typename T>
struct Shape;

template <>
struct Shape<RunStarted> {
  using T = RunStarted;
  static constexpr std::string_view name = "run_started";
  static constexpr auto fields = std::tuple{
      field("version", &T::version),
      field("started_at", &T::started_at),
      field("seed", &T::seed),
      field("scenario_file", &T::scenario_file),
      field("scenario_hash", &T::scenario_hash),
      field("command_line", &T::command_line),
      field("host_os", &T::host_os),
      field("host_cpu", &T::host_cpu),
      field("host_cores", &T::host_cores),
      field("host_memory_bytes", &T::host_memory_bytes),
      field("no_faults", &T::no_faults),
  };
};

template <>
struct Shape<NodeInfo> {
  static constexpr auto fields =
      std::tuple{field("name", &NodeInfo::name), field("address", &NodeInfo::address)};
};

template <>
struct Shape<ServiceInfo> {
  using T = ServiceInfo;
  static constexpr auto fields =
      std::tuple{field("name", &T::name), field("role", &T::role), field("driver", &T::driver),
                 field("version", &T::version), field("nodes", &T::nodes)};
};

template <>
struct Shape<LinkInfo> {
  static constexpr auto fields =
      std::tuple{field("name", &LinkInfo::name), field("proxied", &LinkInfo::proxied)};
};

template <>
struct Shape<TopologyResolved> {
  using T = TopologyResolved;
  static constexpr std::string_view name = "topology_resolved";
  static constexpr auto fields =
      std::tuple{field("name", &T::name), field("flavour", &T::flavour),
                 field("services", &T::services), field("links", &T::links)};
};

template <>
struct Shape<NodeChanged> {
  using T = NodeChanged;
  static constexpr std::string_view name = "node_changed";
  static constexpr auto fields = std::tuple{field("node", &T::node), field("state", &T::state),
                                            field("pid", &T::pid), field("detail", &T::detail)};
};

template <>
struct Shape<BackendChanged> {
  using T = BackendChanged;
  static constexpr std::string_view name = "backend_changed";
  static constexpr auto fields =
      std::tuple{field("balancer", &T::balancer), field("server", &T::server),
                 field("node", &T::node), field("state", &T::state), field("detail", &T::detail)};
};

template <>
struct Shape<SetupDone> {
  using T = SetupDone;
  static constexpr std::string_view name = "setup_done";
  static constexpr auto fields = std::tuple{field("what", &T::what), field("took_ns", &T::took)};
};

template <>
struct Shape<VariantStarted> {
  using T = VariantStarted;
  static constexpr std::string_view name = "variant_started";
  static constexpr auto fields = std::tuple{field("variant", &T::variant),
                                            field("index", &T::index), field("count", &T::count)};
};

template <>
struct Shape<VariantEnded> {
  using T = VariantEnded;
  static constexpr std::string_view name = "variant_ended";
  static constexpr auto fields =
      std::tuple{field("variant", &T::variant), field("complete", &T::complete)};
};

template <>
struct Shape<PhaseStarted> {
  static constexpr std::string_view name = "phase_started";
  static constexpr auto fields =
      std::tuple{field("phase", &PhaseStarted::phase), field("kind", &PhaseStarted::kind)};
};

template <>
struct Shape<PhaseEnded> {
  using T = PhaseEnded;
  static constexpr std::string_view name = "phase_ended";
  static constexpr auto fields = std::tuple{field("phase", &T::phase), field("reason", &T::reason),
                                            field("complete", &T::complete)};
};

template <>
struct Shape<FaultInjecting> {
  using T = FaultInjecting;
  static constexpr std::string_view name = "fault_injecting";
  static constexpr auto fields = std::tuple{
      field("fault", &T::fault),   field("kind", &T::kind),   field("phase", &T::phase),
      field("target", &T::target), field("nodes", &T::nodes), field("planned_ns", &T::planned),
      field("spec", &T::spec)};
};

template <>
struct Shape<FaultInjected> {
  using T = FaultInjected;
  static constexpr std::string_view name = "fault_injected";
  static constexpr auto fields = std::tuple{field("fault", &T::fault), field("detail", &T::detail),
                                            field("began_ns", &T::began)};
};

template <>
struct Shape<FaultEvidence> {
  using T = FaultEvidence;
  static constexpr std::string_view name = "fault_evidence";
  static constexpr auto fields = std::tuple{
      field("fault", &T::fault), field("confirmed", &T::confirmed), field("what", &T::what)};
};

template <>
struct Shape<FaultHealed> {
  using T = FaultHealed;
  static constexpr std::string_view name = "fault_healed";
  static constexpr auto fields =
      std::tuple{field("fault", &T::fault), field("ok", &T::ok), field("detail", &T::detail),
                 field("began_ns", &T::began)};
};

template <>
struct Shape<FaultFailed> {
  using T = FaultFailed;
  static constexpr std::string_view name = "fault_failed";
  static constexpr auto fields = std::tuple{field("fault", &T::fault), field("reason", &T::reason)};
};

template <>
struct Shape<FaultLogged> {
  using T = FaultLogged;
  static constexpr std::string_view name = "fault_logged";
  static constexpr auto fields =
      std::tuple{field("fault", &T::fault), field("node", &T::node), field("during", &T::during),
                 field("after", &T::after), field("other_bytes", &T::other_bytes)};
};

template <>
struct Shape<HypothesisChecked> {
  using T = HypothesisChecked;
  static constexpr std::string_view name = "hypothesis_checked";
  static constexpr auto fields = std::tuple{
      field("hypothesis", &T::hypothesis), field("when", &T::when), field("met", &T::met),
      field("actual", &T::actual), field("expected", &T::expected)};
};

template <>
struct Shape<ProbeSampled> {
  using T = ProbeSampled;
  static constexpr std::string_view name = "probe_sampled";
  static constexpr auto fields = std::tuple{field("probe", &T::probe), field("met", &T::met),
                                            field("value", &T::value), field("actual", &T::actual)};
};

template <>
struct Shape<NodeUsage> {
  using T = NodeUsage;
  static constexpr auto fields = std::tuple{field("node", &T::node),
                                            field("pid", &T::pid),
                                            field("rss_bytes", &T::rss_bytes),
                                            field("busy_ns", &T::busy),
                                            field("descriptors", &T::descriptors),
                                            field("threads", &T::threads)};
};

template <>
struct Shape<ResourcesSampled> {
  using T = ResourcesSampled;
  static constexpr std::string_view name = "resources_sampled";
  static constexpr auto fields =
      std::tuple{field("nodes", &T::nodes), field("all_ns", &T::all), field("busy_ns", &T::busy),
                 field("stolen_ns", &T::stolen), field("of_run_ns", &T::of_run)};
};

template <>
struct Shape<MachineSampled> {
  static constexpr std::string_view name = "machine_sampled";
  static constexpr auto fields = std::tuple{field("late_ns", &MachineSampled::late)};
};

template <>
struct Shape<Decided> {
  using T = Decided;
  static constexpr std::string_view name = "decided";
  static constexpr auto fields =
      std::tuple{field("what", &T::what), field("detail", &T::detail), field("value", &T::value)};
};

template <>
struct Shape<FailureExample> {
  using T = FailureExample;
  static constexpr std::string_view name = "failure_example";
  static constexpr auto fields = std::tuple{field("load", &T::load),
                                            field("step", &T::step),
                                            field("error", &T::error),
                                            field("status", &T::status),
                                            field("intended_ns", &T::intended),
                                            field("request", &T::request),
                                            field("headers", &T::headers),
                                            field("body", &T::body),
                                            field("reason", &T::reason)};
};

template <>
struct Shape<BreakerChanged> {
  using T = BreakerChanged;
  static constexpr std::string_view name = "breaker_changed";
  static constexpr auto fields =
      std::tuple{field("address", &T::address), field("state", &T::state)};
};

template <>
struct Shape<LoadChanged> {
  using T = LoadChanged;
  static constexpr std::string_view name = "load_changed";
  static constexpr auto fields =
      std::tuple{field("load", &T::load), field("rate_per_s", &T::rate_per_s)};
};

template <>
struct Shape<ClientChanged> {
  using T = ClientChanged;
  static constexpr std::string_view name = "client_changed";
  static constexpr auto fields = std::tuple{field("settings", &T::settings), field("who", &T::who)};
};

template <>
struct Shape<CapacityStep> {
  using T = CapacityStep;
  static constexpr std::string_view name = "capacity_step";
  static constexpr auto fields = std::tuple{
      field("phase", &T::phase),  field("load", &T::load),      field("rate_per_s", &T::rate_per_s),
      field("from_ns", &T::from), field("until_ns", &T::until), field("verdict", &T::verdict),
      field("reason", &T::reason)};
};

template <>
struct Shape<CapacityFound> {
  using T = CapacityFound;
  static constexpr std::string_view name = "capacity_found";
  static constexpr auto fields =
      std::tuple{field("phase", &T::phase), field("load", &T::load), field("result", &T::result),
                 field("rate_per_s", &T::rate_per_s)};
};

template <>
struct Shape<ReadBackDone> {
  using T = ReadBackDone;
  static constexpr std::string_view name = "read_back_done";
  static constexpr auto fields = std::tuple{field("read", &T::read), field("when", &T::when),
                                            field("keys", &T::keys), field("left", &T::left)};
};

template <>
struct Shape<RoleLineSeen> {
  using T = RoleLineSeen;
  static constexpr std::string_view name = "role_line_seen";
  static constexpr auto fields =
      std::tuple{field("checker", &T::checker), field("node", &T::node),
                 field("gained", &T::gained), field("since", &T::since), field("line", &T::line)};
};

template <>
struct Shape<RoleLogRead> {
  using T = RoleLogRead;
  static constexpr std::string_view name = "role_log_read";
  static constexpr auto fields =
      std::tuple{field("checker", &T::checker), field("node", &T::node), field("lines", &T::lines),
                 field("problem", &T::problem)};
};

template <>
struct Shape<BaselineValue> {
  using T = BaselineValue;
  static constexpr auto fields =
      std::tuple{field("metric", &T::metric), field("where", &T::where), field("value", &T::value)};
};

template <>
struct Shape<BaselineGiven> {
  using T = BaselineGiven;
  static constexpr std::string_view name = "baseline_given";
  static constexpr auto fields =
      std::tuple{field("source", &T::source), field("runs", &T::runs), field("newest", &T::newest),
                 field("values", &T::values)};
};

template <>
struct Shape<LoadEnded> {
  using T = LoadEnded;
  static constexpr std::string_view name = "load_ended";
  static constexpr auto fields =
      std::tuple{field("iterations", &T::iterations), field("dropped_starts", &T::dropped_starts),
                 field("open_at_end", &T::open_at_end)};
};

template <>
struct Shape<SessionStarted> {
  static constexpr std::string_view name = "session_started";
  static constexpr auto fields =
      std::tuple{field("max_duration_ns", &SessionStarted::max_duration)};
};

template <>
struct Shape<Acted> {
  using T = Acted;
  static constexpr std::string_view name = "acted";
  static constexpr auto fields =
      std::tuple{field("who", &T::who), field("action", &T::action), field("detail", &T::detail)};
};

template <>
struct Shape<Noted> {
  using T = Noted;
  static constexpr std::string_view name = "noted";
  static constexpr auto fields = std::tuple{field("text", &T::text), field("who", &T::who)};
};

template <>
struct Shape<Warned> {
  static constexpr std::string_view name = "warned";
  static constexpr auto fields = std::tuple{field("what", &Warned::what)};
};

template <>
struct Shape<CleanedUp> {
  static constexpr std::string_view name = "cleaned_up";
  static constexpr auto fields = std::tuple{field("residue", &CleanedUp::residue)};
};

template <>
struct Shape<RunEnded> {
  using T = RunEnded;
  static constexpr std::string_view name = "run_ended";
  static constexpr auto fields =
      std::tuple{field("status", &T::status), field("reason", &T::reason),
                 field("signal", &T::signal), field("lost_records", &T::lost_records)};
};

}  // namespace squall::journal
