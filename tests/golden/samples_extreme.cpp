#include <fmt/format.h>

#include <array>

#include "tests/golden/sample_load.h"
#include "tests/golden/samples.h"

namespace squall::samples {
namespace {

// What an attacker would send: markup, a closing script, a bidirectional override, control
// characters, a byte-order mark, a lone separator, markdown, XML's own closing mark.
const std::string kHostile =
    "</script><script>window.broken=1</script><img src=x onerror=window.broken=1>"
    " \xe2\x80\xae"
    "desrever\xe2\x80\xac \x1b[31mred\x1b[0m \x01\x7f\xef\xbb\xbf\xe2\x80\xa8 ]]> <!-- --> "
    "`code` **bold** | cell | [link](javascript:alert(1)) ${x} {{y}} \xef\xbf\xbd \xf0\x9f\xa6\x80";

}  // namespace

Report hostile() {
  Report report = failing();
  report.title = kHostile;
  report.scenario_text = kHostile;
  report.breakers.front().address = kHostile;
  report.command_line = {"squall", "run", "it's $(broken).toml"};
  report.reasons = {"gate availability: " + kHostile};
  report.phases[1].name = kHostile;
  report.faults.front().name = kHostile;
  report.faults.front().evidence = kHostile;
  report.faults.front().phase = kHostile;
  report.gates.front().name = kHostile;
  report.gates.front().phase = kHostile;
  report.gates.front().reason = kHostile;
  report.gates.front().why = kHostile;
  report.notes = {{12.5, kHostile, "page"}, {12.6, std::string(300, 'n'), kHostile}};
  report.hypotheses.back().actual = kHostile;
  report.topology.services.front().version = kHostile;
  report.checkers.front().examples.front().text = kHostile;
  report.warnings.push_back({1, kHostile + "\nsecond line"});
  report.residue = {kHostile};
  report.nodes.back().node = kHostile;
  FailureExample& example = report.examples.front().second;
  example.request = "GET /" + kHostile + " HTTP/1.1\nX-Evil: " + kHostile;
  example.body = kHostile + std::string(400, 'A');
  example.reason = kHostile;
  return report;
}

Report long_run() {
  Report report = passing();
  report.title = "Twenty-four hours of load with a node killed every two hours";
  report.phases.clear();
  report.timeline.clear();
  report.faults.clear();
  const FaultReport pattern = passing().faults.front();
  LoadShape shape{200, 30, {}};
  double at_s = 4.4;
  for (int i = 0; i < 12; ++i) {
    PhaseReport phase;
    phase.name = fmt::format("node-killed-{}", i + 1);
    phase.kind = i == 0       ? PhaseKind::kBaseline
                 : i % 2 == 0 ? PhaseKind::kRecovery
                              : PhaseKind::kFault;
    phase.start_s = at_s;
    phase.end_s = at_s += 7200;
    phase.end_reason = "duration";
    if (phase.kind == PhaseKind::kFault) {
      FaultReport fault = pattern;
      fault.name = fmt::format("kill-{}", i);
      fault.phase = phase.name;
      fault.injected_at_s = phase.start_s + 1800;
      fault.healed_at_s = phase.start_s + 2400;
      shape.troubles.push_back(
          {*fault.injected_at_s, *fault.healed_at_s, 0.02 * i, 2.0 * i, "http_5xx"});
      report.faults.push_back(std::move(fault));
    }
    report.phases.push_back(std::move(phase));
  }
  report.duration_s = at_s + 4;
  fill_load(report, shape);
  report.nodes.clear();
  for (int i = 0; i < 12; ++i) {
    report.nodes.push_back({fmt::format("worker[{}]", i), NodeState::kStarting, 0, 3.2});
    report.nodes.push_back({fmt::format("worker[{}]", i), NodeState::kReady, 3.2, at_s});
  }
  return report;
}

namespace {

constexpr std::array kAll{Sample{"passing", passing},           Sample{"failing", failing},
                          Sample{"inconclusive", inconclusive}, Sample{"killed", killed},
                          Sample{"hostile", hostile},           Sample{"empty", empty},
                          Sample{"variants", variants},         Sample{"long_run", long_run},
                          Sample{"capacity", capacity}};

}  // namespace

std::span<const Sample> all() { return kAll; }

}  // namespace squall::samples
