#include "harness/faults/toxic_evidence.h"

#include <fmt/format.h>

#include <string>

#include "harness/core/duration.h"
#include "harness/core/wait.h"
#include "harness/faults/delay_pairs.h"
#include "harness/faults/http_evidence.h"
#include "harness/faults/knock.h"

namespace squall {
namespace {

constexpr Nanoseconds kSilence = std::chrono::milliseconds(300);  // That counts as hanging.
constexpr Nanoseconds kPatience = std::chrono::seconds(1);
constexpr Nanoseconds kPoll = std::chrono::milliseconds(5);
constexpr int kFewestPairs = 2, kMostPairs = 5;  // Of requests with and without the proxy.
constexpr int kMostKnocks = 40;  // Until a toxic that spares some connections takes one.

class Look {
 public:
  Look(const FaultSpec& spec, const ToxicPlan& plan, int toxic, const Leg& leg, const Proxy& proxy,
       const std::stop_token& stop)
      : spec_(spec), plan_(plan), toxic_(toxic), leg_(leg), proxy_(proxy), stop_(stop) {}

  FaultProof proof() {
    FaultProof seen = effect();
    if (!seen.confirmed) return seen;
    // A link that its source does not use can be broken without an effect.
    const SteadyTime deadline = steady_now() + kPatience;
    while (!is_used(leg_) && (leg_.reverse == nullptr || !is_used(*leg_.reverse))) {
      if (steady_now() >= deadline || !wait_for(stop_, kPoll)) {
        return {false,
                fmt::format("no connection of {} ran through the proxy: is the address taken "
                            "from {{{}.url}}?",
                            leg_.source(), leg_.to->service.name)};
      }
    }
    return seen;
  }

 private:
  FaultProof effect() {
    if (spec_.kind == "refuse") return refused();
    if (plan_.acts == ToxicPlan::Acts::kExchanges) return answers();
    if (plan_.toxicity < 1) return touched();
    if (spec_.kind == "accept_hang") return silent();
    if (spec_.kind == "timeout" || spec_.kind == "partition") return cut();
    if (spec_.kind == "latency") return delayed();
    if (spec_.kind == "reset_peer") return reset();
    return touched();
  }

  FaultProof refused() {
    const Knock seen = through(kSilence);
    const std::string at = leg_.address.host_port();
    if (seen.error == "connect_refused") return {true, at + " refuses connections"};
    return {false, seen.connected() ? at + " still accepts connections" : at + ": " + seen.error};
  }

  FaultProof silent() {
    const Knock seen = through(kSilence);
    if (stop_.stop_requested()) return too_short();
    const std::string at = leg_.address.host_port();
    if (!seen.connected()) return {false, at + ": " + seen.error};
    if (seen.answer) return {false, at + " answers"};
    if (seen.end != Knock::End::kOpen) return {false, at + " ends connections"};
    return {true, fmt::format("{} takes connections, and nothing answers", at)};
  }

  // Neither a request of ours nor a byte of anybody else passes.
  FaultProof cut() {
    const LinkFigures before = proxy_.figures(leg_.id);
    const Knock seen = through(kSilence);
    const LinkFigures after = proxy_.figures(leg_.id);
    const std::uint64_t up = after.upstream.bytes - before.upstream.bytes;
    const std::uint64_t down = after.downstream.bytes - before.downstream.bytes;
    const std::uint64_t passed = (plan_.upstream ? up : 0) + (plan_.downstream ? down : 0);
    if (stop_.stop_requested()) return too_short();
    // A server that is gone lets nothing pass either.
    if (!seen.connected()) return {false, leg_.address.host_port() + ": " + seen.error};
    if (seen.end != Knock::End::kOpen && !spec_.options.get<Nanoseconds>("close_after")) {
      return {false, leg_.address.host_port() + " ends connections"};
    }
    if (seen.answer) return {false, "a request was answered"};
    if (passed > 0) return {false, fmt::format("{} bytes passed", passed)};
    return {true, fmt::format("in {} no byte passed, and a request got no answer",
                              human_duration(kSilence))};
  }

  static FaultProof too_short() {
    return {false, fmt::format("it was healed before it had been looked at for {}",
                               human_duration(kSilence))};
  }

  FaultProof delayed() {
    const auto delay = spec_.options.get_or<Nanoseconds>("delay", {});
    const auto jitter = spec_.options.get_or<Nanoseconds>("jitter", {});
    const int directions = (plan_.upstream ? 1 : 0) + (plan_.downstream ? 1 : 0);
    const Nanoseconds patience = kPatience + 2 * directions * (delay + 3 * jitter);
    DelayPairs pairs(delay, jitter, directions);
    while (pairs.wants_more()) {
      const Knock direct = knock(leg_.direct.host_port(), patience, stop_);
      const Knock delayed = through(patience);
      if (!direct.answer || !delayed.answer) return touched();
      pairs.add(*direct.answer, *delayed.answer);
    }
    return {pairs.proven(),
            fmt::format("a request took {}, and {} without the proxy",
                        human_duration(pairs.delayed()), human_duration(pairs.direct()))};
  }

  FaultProof reset() {
    const auto after = spec_.options.get_or<Nanoseconds>("after", {});
    const SteadyTime deadline = steady_now() + after + kPatience;
    Knock seen = through(after + kPatience);
    // It may be answered before its time is over; then it shows in what the toxic ended.
    while (seen.end != Knock::End::kReset && steady_now() < deadline) {
      const Touched touched = proxy_.touched(toxic_, leg_.id);
      if (touched.ended > 0) {
        return {true,
                fmt::format("{} connection{} {} reset", touched.ended,
                            touched.ended == 1 ? "" : "s", touched.ended == 1 ? "was" : "were")};
      }
      if (!wait_for(stop_, kPoll)) break;
    }
    return {seen.end == Knock::End::kReset, seen.end == Knock::End::kReset
                                                ? "a new connection was reset"
                                                : "no connection was reset"};
  }

  // Where every request of ours is chosen, one shows it, beside one without the proxy; else answers
  // to anybody that it has changed.
  FaultProof answers() {
    const RequestChoice& choice = plan_.choice;
    const std::string_view method = choice.takes_method("GET")    ? "GET"
                                    : choice.takes_method("HEAD") ? "HEAD"
                                                                  : "";
    const bool certain = plan_.toxicity >= 1 && choice.share() >= 1 && !method.empty();
    const auto delay = spec_.options.get_or<Nanoseconds>("delay", {});
    const Nanoseconds patience = kPatience + 2 * delay;
    std::optional<Asked> direct, seen;
    std::optional<FaultProof> proof;
    for (int i = 0; certain && i < kMostPairs && !(proof && proof->confirmed); ++i) {
      keep_quickest(direct, ask(leg_.direct.host_port(), method, choice.path(), patience, stop_));
      keep_quickest(seen, ask_through(method, patience));
      if (delay > Nanoseconds{} && i + 1 < kFewestPairs) continue;
      proof = compare_answers(spec_, *direct, *seen);
      if (!proof) break;
    }
    return proof ? *proof : changed(method, patience);
  }

  FaultProof changed(std::string_view method, Nanoseconds patience) {
    const SteadyTime deadline = steady_now() + patience;
    Touched seen = proxy_.touched(toxic_, leg_.id);
    for (int i = 0; seen.changed == 0 && steady_now() < deadline; ++i) {
      if (!method.empty() && i < kMostKnocks) ask_through(method, patience);
      if (!wait_for(stop_, kPoll)) break;
      seen = proxy_.touched(toxic_, leg_.id);
    }
    return {seen.changed > 0,
            fmt::format("{} of {} answers on {} connection{} were changed", seen.changed,
                        seen.answers, seen.connections, seen.connections == 1 ? "" : "s")};
  }

  Asked ask_through(std::string_view method, Nanoseconds patience) {
    const std::uint64_t before = opened(leg_);
    Asked seen = ask(leg_.address.host_port(), method, plan_.choice.path(), patience, stop_);
    if (opened(leg_) > before) ++*leg_.knocks;
    return seen;
  }

  // What went through the toxic so far; our own requests do at the latest.
  FaultProof touched() {
    const bool closes = spec_.kind == "slow_close";
    Touched seen = proxy_.touched(toxic_, leg_.id);
    const auto any = [&] {
      return seen.connections > 0 && (closes || seen.bytes > 0 || seen.ended > 0);
    };
    for (int i = 0; i < kMostKnocks && !any() && !stop_.stop_requested(); ++i) {
      through(kSilence);
      seen = proxy_.touched(toxic_, leg_.id);
    }
    return {any(), fmt::format("{} connection{} and {} bytes went through it", seen.connections,
                               seen.connections == 1 ? "" : "s", seen.bytes)};
  }

  Knock through(Nanoseconds patience) {
    const std::uint64_t before = opened(leg_);
    Knock seen = knock(leg_.address.host_port(), patience, stop_);
    if (opened(leg_) > before) ++*leg_.knocks;
    return seen;
  }

  std::uint64_t opened(const Leg& leg) const { return proxy_.figures(leg.id).opened; }
  bool is_used(const Leg& leg) const { return opened(leg) > *leg.knocks; }

  const FaultSpec& spec_;
  const ToxicPlan& plan_;
  const int toxic_;
  const Leg& leg_;
  const Proxy& proxy_;
  const std::stop_token& stop_;
};

}  // namespace

FaultProof toxic_evidence(const FaultSpec& spec, const ToxicPlan& plan, int toxic, const Leg& leg,
                          const Proxy& proxy, const std::stop_token& stop) {
  return Look(spec, plan, toxic, leg, proxy, stop).proof();
}

}  // namespace squall
