#include "harness/analysis/analysis.h"
#include "harness/analysis/fold.h"
#include "harness/analysis/live.h"
#include "harness/analysis/quantity.h"
#include "harness/analysis/tally.h"
#include "harness/analysis/verdict.h"

namespace squall {
struct Analysis::State {};
Analysis::Analysis(const Scenario&, const Topology&, std::vector<TimedEvent>) {}
Analysis::~Analysis() = default;
void Analysis::add(std::span<const Attempt>) {}
Report Analysis::finish(const RecordsCondition&) { return {}; }
SteadyFold::SteadyFold(const RecoveryRule& rule, Nanoseconds from)
    : rule_(&rule), not_before_(from) {}
void SteadyFold::injected(const std::string&, Nanoseconds) {}
void SteadyFold::healed(const std::string&, Nanoseconds) {}
void SteadyFold::add(std::span<const Attempt>) {}
void SteadyFold::settle(Nanoseconds) {}
std::optional<Nanoseconds> SteadyFold::steady_since() const { return {}; }
AbortFold::AbortFold(const std::vector<Condition>& conditions, Nanoseconds from)
    : conditions_(&conditions), from_(from) {}
void AbortFold::add(std::span<const Attempt>) {}
std::optional<Decided> AbortFold::check(Nanoseconds) { return {}; }
void LiveCounters::on_attempts(std::span<const Attempt>) {}
LiveFigures LiveCounters::figures(Nanoseconds) const { return {}; }
void judge(Report&, const std::vector<TimedEvent>&, const RecordsCondition&) {}
std::string verdict_line(const Report&) { return {}; }
std::string format_quantity(double, Dimension) { return {}; }
}  // namespace squall
