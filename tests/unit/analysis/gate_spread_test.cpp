// What gates saw over many runs, beside their limits.
#include "harness/analysis/gate_spread.h"

#include <catch2/catch.hpp>

namespace squall {
namespace {

GateReport gate(const std::string& phase, std::optional<double> actual,
                CheckVerdict verdict = CheckVerdict::kPass, double limit = 0.95) {
  GateReport gate;
  gate.name = "served";
  gate.phase = phase;
  gate.comparison = ">=";
  gate.actual = actual;
  gate.limit = limit;
  gate.verdict = verdict;
  return gate;
}

RunSummary run(std::vector<GateReport> gates) {
  RunSummary run;
  run.gates = std::move(gates);
  return run;
}

TEST_CASE("a gate's lowest, median and highest value, and how often it passed") {
  const auto spreads = gate_spreads(
      {run({gate("killed", 0.99), gate("", 1)}),
       run({gate("killed", 0.93, CheckVerdict::kFail, 0.94)}),
       run({gate("killed", std::nullopt, CheckVerdict::kInconclusive), gate("", std::nullopt)}),
       run({gate("killed", 0.98, CheckVerdict::kPass, 0.97)})});
  REQUIRE(spreads.size() == 2);
  const GateSpread& killed = spreads[0];
  CHECK(killed.where == "killed");
  CHECK(killed.runs == 4);
  CHECK(killed.passed == 2);
  CHECK(killed.lowest == 0.93);
  CHECK(killed.median == 0.98);
  CHECK(killed.highest == 0.99);
  CHECK(killed.limit == 0.97);
  CHECK(spreads[1].where.empty());
  CHECK(spreads[1].runs == 2);
}

TEST_CASE("each variant's gate is one of its own; one without a value is none") {
  GateReport patient = gate("killed", 0.9), hasty = gate("killed", 0.5);
  patient.variant = "patient";
  hasty.variant = "hasty";
  const auto spreads = gate_spreads(
      {run({patient, hasty, gate("before", std::nullopt, CheckVerdict::kInconclusive)})});
  REQUIRE(spreads.size() == 2);
  CHECK(spreads[0].where == "patient: killed");
  CHECK(spreads[1].where == "hasty: killed");
}

TEST_CASE("a factor reads as a number") {
  GateReport retries = gate("killed", 1.02);
  retries.metric = "retry_amplification";
  retries.dimension = Dimension::kRatio;
  CHECK(gate_spreads({run({retries})})[0].dimension == Dimension::kNone);
}

}  // namespace
}  // namespace squall
