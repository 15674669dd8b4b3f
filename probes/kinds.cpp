#include "probes/kinds.h"

#include <algorithm>
#include <array>

#include "harness/core/wait.h"
#include "probes/haproxy.h"
#include "probes/http.h"
#include "probes/tcp.h"

namespace squall {
namespace {

constexpr std::array<Kind, 3> kTable{{
    {"tcp", "Connects to an address; met if the connection is accepted.", tcp_probe::kOptions},
    {"http", "Sends a request; met if the answer is what `expect` says.", http_probe::kOptions},
    {"haproxy", "Asks HAProxy how it sees one of its servers; met if it has the status.",
     haproxy_probe::kOptions},
}};

}  // namespace

constexpr std::span<const Kind> kProbeKinds = kTable;

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop) {
  if (spec.kind == "tcp") return tcp_probe::sample(spec, lookup, std::move(stop));
  if (spec.kind == "http") return http_probe::sample(spec, lookup, std::move(stop));
  if (spec.kind == "haproxy") return haproxy_probe::sample(spec, lookup, std::move(stop));
  return {false, "no probe is called " + spec.kind, {}};
}

ProbeSample sample_until_met(const ProbeSpec& spec, const Template::Lookup& lookup,
                             std::stop_token stop, Nanoseconds duration) {
  const SteadyTime deadline = steady_now() + duration;
  while (true) {
    ProbeSample last = sample(spec, lookup, stop);
    if (last.met || stop.stop_requested() || steady_now() >= deadline) return last;
    wait_until(stop, std::min(deadline, steady_now() + spec.interval));
  }
}

}  // namespace squall
