#include "probes/kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/core/wait.h"
#include "harness/http/expect.h"
#include "harness/model/quantity.h"
#include "probes/certificate.h"
#include "probes/command.h"
#include "probes/haproxy.h"
#include "probes/http.h"
#include "probes/log.h"
#include "probes/process.h"
#include "probes/prometheus.h"
#include "probes/tcp.h"

namespace squall {
namespace {

using Sampler = ProbeSample (*)(const ProbeSpec&, const Template::Lookup&, std::stop_token,
                                ProbeMemory&);

constexpr std::array<Kind, 8> kTable{{
    {.name = "tcp",
     .summary = "Connects to an address; met if the connection is accepted. Its value: how long "
                "that took.",
     .options = tcp_probe::kOptions,
     .dimension = tcp_probe::dimension},
    {.name = "http",
     .summary = "Sends a request; met if the answer is what `expect` says. Its value: how long the "
                "answer took, or a number in it.",
     .options = http_probe::kOptions,
     .mistake = http_probe::mistake,
     .takes_expect = true,
     .dimension = http_probe::dimension},
    {.name = "haproxy",
     .summary = "Asks HAProxy how it sees one of its servers; met if it has the status. Its value: "
                "the sessions under way.",
     .options = haproxy_probe::kOptions},
    {.name = "process",
     .summary =
         "A node's processes, seen from outside; met if it is alive. Its value: what `field` "
         "says.",
     .options = process_probe::kOptions,
     .dimension = process_probe::dimension},
    {.name = "command",
     .summary = "Runs a program; met if it ends with the exit code and its output is what `expect` "
                "says of a body. Its value: a number in the output, or the exit code.",
     .options = command_probe::kOptions,
     .mistake = command_probe::mistake,
     .takes_expect = true,
     .dimension = dimension_of_unit},
    {.name = "log",
     .summary = "Reads a log as it grows; met if all that must appear was found, and nothing that "
                "must not. Its value: the lines that were found.",
     .options = log_probe::kOptions,
     .mistake = log_probe::mistake},
    {.name = "prometheus",
     .summary = "A metric of a program or of a Prometheus server; met if there is one. Its value: "
                "the metric's.",
     .options = prometheus_probe::kOptions,
     .mistake = prometheus_probe::mistake,
     .dimension = dimension_of_unit},
    {.name = "certificate",
     .summary = "A TLS server's certificate; met if it is valid, of a known authority and for the "
                "name. Its value: the days until it expires.",
     .options = certificate_probe::kOptions},
}};

// In the order of the table.
constexpr std::array<Sampler, kTable.size()> kSamplers{
    tcp_probe::sample,     http_probe::sample, haproxy_probe::sample,    process_probe::sample,
    command_probe::sample, log_probe::sample,  prometheus_probe::sample, certificate_probe::sample};

// The value must be what the file says as well.
void hold_against(const ProbeSpec& spec, ProbeSample& taken) {
  if (!spec.value.given() || !taken.met) return;
  if (!taken.value) {
    taken.met = false;
    taken.actual += ", and there is no value";
  } else if (!spec.value.allows(*taken.value)) {
    taken.met = false;
    taken.actual = format_quantity(*taken.value, spec.dimension);
  }
}

std::string describe_answer(const ProbeSpec& spec) {
  if (spec.kind == "http") return describe(spec.expect);
  if (spec.kind == "haproxy") return spec.options.get_or<std::string>("status", "UP");
  if (spec.kind == "command") {
    return fmt::format("exit code {}", spec.options.get_or<std::int64_t>("exit_code", 0));
  }
  return spec.kind == "process" ? "alive" : spec.kind == "tcp" ? "connected" : "met";
}

}  // namespace

constexpr std::span<const Kind> kProbeKinds = kTable;

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory) {
  const Kind* const kind = find_kind(kProbeKinds, spec.kind);
  if (kind == nullptr) return {false, "no probe is called " + spec.kind, {}};
  const Sampler sampler = kSamplers.at(static_cast<std::size_t>(kind - kTable.data()));
  ProbeSample taken = sampler(spec, lookup, std::move(stop), memory);
  hold_against(spec, taken);
  return taken;
}

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop) {
  ProbeMemory memory;
  return sample(spec, lookup, std::move(stop), memory);
}

ProbeSample sample_until_met(const ProbeSpec& spec, const Template::Lookup& lookup,
                             std::stop_token stop, Nanoseconds duration) {
  const SteadyTime deadline = steady_now() + duration;
  ProbeMemory memory;
  while (true) {
    ProbeSample last = sample(spec, lookup, stop, memory);
    if (last.met || stop.stop_requested() || steady_now() >= deadline) return last;
    wait_until(stop, std::min(deadline, steady_now() + spec.interval));
  }
}

std::string describe(const ProbeSpec& spec) {
  const std::string value = describe(spec.value, spec.dimension);
  const std::string answer = describe_answer(spec);
  return value.empty() ? answer : fmt::format("{}, value {}", answer, value);
}

}  // namespace squall
