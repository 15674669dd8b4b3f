// A search for the capacity, with a stall in it.
#include "tests/golden/samples.h"

namespace squall::samples {
namespace {

CapacityStepReport step(double rate_per_s, double from_s, double p50_ms) {
  CapacityStepReport made;
  made.rate_per_s = rate_per_s;
  made.from_s = from_s;
  made.until_s = from_s + 5;
  made.verdict = "held";
  Figures& figures = made.figures;
  figures.operations = figures.ok = figures.attempts = figures.iterations =
      static_cast<std::uint64_t>(rate_per_s * 5);
  figures.throughput_per_s = figures.goodput_per_s = rate_per_s;
  figures.availability = 1;
  figures.retry_amplification = 1;
  figures.response_time_ms = {figures.operations, p50_ms,       p50_ms * 1.8,
                              p50_ms * 4,         p50_ms * 5.5, p50_ms * 6};
  figures.service_time_ms = figures.response_time_ms;
  return made;
}

}  // namespace

Report capacity() {
  Report report = passing();
  report.title = "How many logins a second the cloud holds";
  report.duration_s = 60.9;
  PhaseReport searched = report.phases[1];
  searched.name = "capacity";
  searched.kind = PhaseKind::kCapacity;
  searched.start_s = 36.9;
  searched.end_s = 60.9;
  searched.end_reason = "found";
  report.phases.push_back(searched);

  CapacityReport search;
  search.phase = "capacity";
  search.load = "login";
  search.result = "found";
  search.capacity_per_s = search.held_per_s = 75;
  search.summary = "75/s held; at 87.5/s, p99 <= 200ms broke: 412 ms";
  search.steps = {step(50, 37.9, 14.2), step(75, 43.9, 21.5), step(100, 49.9, 171.3),
                  step(87.5, 55.9, 103)};
  search.steps[2].verdict = search.steps[3].verdict = "broke";
  search.steps[2].reason = "p99 <= 200ms broke: 685 ms";
  search.steps[3].reason = "p99 <= 200ms broke: 412 ms";
  search.steps[2].figures.failed = 4;
  search.steps[2].figures.ok -= 4;
  search.steps[2].figures.goodput_per_s = 99.2;
  search.steps[2].figures.availability = 0.992;
  search.steps[2].figures.errors = {{"http_5xx", 4}};

  CapacityReport unknown;
  unknown.phase = "capacity-of-reads";
  unknown.load = "read";
  unknown.summary = "not known: the search was cut short";
  report.capacities = {search, unknown};

  report.stalls = {{"node-killed", 18.41, 19.72, 41}, {"capacity", 51.2, 51.62, 40}};
  GateReport& gate = report.gates.emplace_back(report.gates[2]);
  gate.name = "capacity";
  gate.expr = "capacity >= 60/s";
  gate.metric = "capacity";
  gate.phase = "capacity";
  gate.actual = 75;
  gate.limit = 60;
  gate.worst_at_s.reset();
  gate.samples = 4;
  return report;
}

}  // namespace squall::samples
