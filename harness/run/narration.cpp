#include "harness/run/narration.h"

#include <fmt/format.h>

#include "harness/core/duration.h"
#include "harness/core/style.h"
#include "harness/core/text.h"

namespace squall {
namespace {

enum class Tone { kPlain, kGood, kBad, kFault, kPhase, kFaint };

struct Line {
  Tone tone = Tone::kPlain;
  std::string text;
};
using MaybeLine = std::optional<Line>;

struct Narrator {
  Detail detail;

  MaybeLine verbose(std::string text) const {
    if (detail != Detail::kVerbose) return std::nullopt;
    return Line{Tone::kFaint, std::move(text)};
  }

  MaybeLine operator()(const TopologyResolved& e) const {
    std::size_t nodes = 0;
    for (const ServiceInfo& service : e.services) nodes += service.nodes.size();
    const std::string flavour = e.flavour.empty() ? "" : fmt::format(" ({})", e.flavour);
    return Line{Tone::kGood, fmt::format("{}{} is ready: {} service{}, {} node{}", e.name, flavour,
                                         e.services.size(), e.services.size() == 1 ? "" : "s",
                                         nodes, nodes == 1 ? "" : "s")};
  }
  MaybeLine operator()(const NodeChanged& e) const {
    const std::string why = e.detail.empty() ? "" : fmt::format(" ({})", e.detail);
    std::string text = fmt::format("node {} {}{}", e.node, name(e.state), why);
    if (e.state == NodeState::kDead) return Line{Tone::kBad, std::move(text)};
    if (e.state == NodeState::kReady) return Line{Tone::kPlain, std::move(text)};
    return verbose(std::move(text));
  }
  MaybeLine operator()(const BackendChanged& e) const {
    return verbose(fmt::format("{} sees {} {}", e.balancer, e.server, e.state));
  }
  MaybeLine operator()(const SetupDone& e) const {
    return verbose(fmt::format("{} took {}", e.what, human_duration(e.took)));
  }
  MaybeLine operator()(const VariantStarted& e) const {
    return Line{Tone::kPhase, fmt::format("variant {} of {}: {}", e.index + 1, e.count, e.variant)};
  }
  MaybeLine operator()(const VariantEnded& e) const {
    return verbose(fmt::format("variant {} is done", e.variant));
  }
  MaybeLine operator()(const PhaseStarted& e) const {
    return Line{Tone::kPhase, fmt::format("phase {}", e.phase)};
  }
  MaybeLine operator()(const PhaseEnded& e) const {
    if (e.reason == "duration") return std::nullopt;
    return Line{e.complete ? Tone::kPlain : Tone::kBad,
                fmt::format("phase {} ended: {}", e.phase, e.reason)};
  }
  MaybeLine operator()(const FaultInjecting& e) const {
    return verbose(fmt::format("fault {} goes in: {}", e.fault, join_names(e.nodes)));
  }
  MaybeLine operator()(const FaultInjected& e) const {
    return Line{Tone::kFault, fmt::format("fault {}: {}", e.fault, e.detail)};
  }
  MaybeLine operator()(const FaultEvidence& e) const {
    if (e.confirmed) return verbose(fmt::format("fault {} is proven: {}", e.fault, e.what));
    return Line{Tone::kBad, fmt::format("fault {} is NOT proven: {}", e.fault, e.what)};
  }
  MaybeLine operator()(const FaultHealed& e) const {
    return Line{
        e.ok ? Tone::kGood : Tone::kBad,
        fmt::format("fault {} {}: {}", e.fault, e.ok ? "healed" : "did NOT heal", e.detail)};
  }
  MaybeLine operator()(const FaultFailed& e) const {
    return Line{Tone::kBad, fmt::format("fault {} did not go in: {}", e.fault, e.reason)};
  }
  MaybeLine operator()(const FaultLogged&) const { return std::nullopt; }
  MaybeLine operator()(const HypothesisChecked& e) const {
    if (e.met) return verbose(fmt::format("hypothesis {} holds ({})", e.hypothesis, e.when));
    return Line{Tone::kBad, fmt::format("hypothesis {} does not hold ({}): expected {}, was {}",
                                        e.hypothesis, e.when, e.expected, e.actual)};
  }
  MaybeLine operator()(const ProbeSampled& e) const {
    if (!e.actual) return std::nullopt;
    return verbose(
        fmt::format("probe {} is {}: {}", e.probe, e.met ? "met" : "not met", *e.actual));
  }
  MaybeLine operator()(const ResourcesSampled&) const { return std::nullopt; }
  MaybeLine operator()(const MachineSampled&) const { return std::nullopt; }
  MaybeLine operator()(const RoleLineSeen& e) const {
    return verbose(
        fmt::format("{} {} it ({}): {}", e.node, e.gained ? "gained" : "lost", e.checker, e.line));
  }
  MaybeLine operator()(const RoleLogRead& e) const {
    if (e.problem.empty()) return verbose(fmt::format("{} lines of {}", e.lines, e.node));
    return Line{Tone::kBad, fmt::format("the log of {}: {}", e.node, e.problem)};
  }
  MaybeLine operator()(const BaselineGiven& e) const {
    return verbose(fmt::format("baseline: {} ({} runs)", e.source, e.runs));
  }
  MaybeLine operator()(const Decided& e) const {
    return Line{e.what == "abort" ? Tone::kBad : Tone::kPlain, e.detail};
  }
  MaybeLine operator()(const SessionStarted&) const { return std::nullopt; }
  MaybeLine operator()(const Acted& e) const {
    return verbose(fmt::format("{}: {} {}", e.who, e.action, e.detail));
  }
  MaybeLine operator()(const Noted& e) const {
    return Line{Tone::kPhase, fmt::format("note: {}", e.text)};
  }
  MaybeLine operator()(const Warned& e) const {
    return Line{Tone::kBad, fmt::format("warning: {}", e.what)};
  }
  MaybeLine operator()(const CleanedUp& e) const {
    if (e.residue.empty()) return verbose("cleaned up, nothing was left");
    return Line{Tone::kBad, fmt::format("left behind: {}", join_names(e.residue))};
  }
  MaybeLine operator()(const BreakerChanged& e) const {
    const std::string state = e.state == "half_open" ? "half open" : e.state;
    return verbose(fmt::format("circuit breaker of {} is {}", e.address, state));
  }
  MaybeLine operator()(const LoadChanged& e) const {
    return verbose(fmt::format("load {} comes at {}/s", e.load, e.rate_per_s));
  }
  MaybeLine operator()(const ClientChanged& e) const { return Line{Tone::kPhase, to_text(e)}; }
  MaybeLine operator()(const CapacityStep& e) const {
    const bool held = e.verdict == "held";
    return Line{held ? Tone::kGood : Tone::kBad,
                held ? fmt::format("{} at {}/s held", e.load, e.rate_per_s)
                     : fmt::format("{} at {}/s: {}", e.load, e.rate_per_s, e.reason)};
  }
  MaybeLine operator()(const CapacityFound& e) const {
    if (e.result == "found") {
      return Line{Tone::kPlain,
                  fmt::format("{}: the highest rate that held is {}/s", e.load, e.rate_per_s)};
    }
    if (e.result == "at_least") {
      return Line{Tone::kPlain,
                  fmt::format("{}: every step held, up to {}/s", e.load, e.rate_per_s)};
    }
    return Line{Tone::kBad, e.result == "none_held"
                                ? fmt::format("{}: not even the first step held", e.load)
                                : fmt::format("{}: the harness was the limit", e.load)};
  }
  MaybeLine operator()(const FailureExample&) const { return std::nullopt; }
  MaybeLine operator()(const RunStarted&) const { return std::nullopt; }
  MaybeLine operator()(const ReadBackDone& e) const {
    if (e.left == 0) return verbose(fmt::format("{} keys by {} {}", e.keys, e.read, e.when));
    return Line{Tone::kBad, fmt::format("{} of {} keys gave no value, or more than one, to {} {}",
                                        e.left, e.keys, e.read, e.when)};
  }
  MaybeLine operator()(const LoadEnded&) const { return std::nullopt; }
  MaybeLine operator()(const RunEnded&) const { return std::nullopt; }
};

Style style_of(Tone tone) {
  switch (tone) {
    case Tone::kPlain:
      return Style::kPlain;
    case Tone::kGood:
      return Style::kGreen;
    case Tone::kBad:
      return Style::kRed;
    case Tone::kFault:
      return Style::kMagenta;
    case Tone::kPhase:
      return Style::kBold;
    case Tone::kFaint:
      return Style::kFaint;
  }
  return Style::kPlain;
}

}  // namespace

std::optional<std::string> narrate(const TimedEvent& event, Detail detail, bool colour) {
  const MaybeLine line = std::visit(Narrator{detail}, event.event);
  if (!line) return std::nullopt;
  const std::string text = fmt::format("{:7.1f} s  {}", seconds(event.at), line->text);
  return styled(text, style_of(line->tone), colour);
}

}  // namespace squall
