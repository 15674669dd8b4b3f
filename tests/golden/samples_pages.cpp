// What the pages of comparisons and trends show of single runs.
#include "reports/json.h"
#include "reports/run_excerpt.h"
#include "tests/golden/sample_load.h"
#include "tests/golden/samples.h"
#include "tests/golden/samples_compare.h"

namespace squall::samples {
namespace {

// The page of a sample report, as seen from where the comparisons are written.
std::string page_of(std::string_view sample) {
  return "../../sample-reports/" + std::string(sample) + "/report.html";
}

ComparedSide of_sample(std::string_view sample, const Report& report, std::size_t runs) {
  ComparedSide side;
  side.excerpt = run_excerpt(report_json(report)).value();
  side.reports.assign(runs, page_of(sample));
  return side;
}

// As passing(), but slower, and its phases take longer.
Report slower() {
  Report report = passing();
  double at_s = 0.4;
  for (PhaseReport& phase : report.phases) {
    const double length_s = (phase.end_s - phase.start_s) * 1.15;
    phase.start_s = at_s;
    phase.end_s = at_s += length_s;
    phase.figures = {};
    phase.steps.clear();
  }
  FaultReport& fault = report.faults.front();
  for (const PhaseReport& phase : report.phases) {
    if (phase.kind == PhaseKind::kFault) fault.injected_at_s = phase.start_s + 2.05;
  }
  fault.healed_at_s = *fault.injected_at_s + 5;
  fault.time_to_recover_from_injection_s = 6.5;
  report.timeline.clear();
  report.seed += 1;
  fill_load(report,
            {30,
             0.5,
             {{0, at_s, 0, 1.4, ""},
              {*fault.injected_at_s, *fault.injected_at_s + 6.5, 0.3, 5, "connect_refused"}}});
  report.duration_s = at_s + 2;
  return report;
}

}  // namespace

void add_pages(std::vector<ComparisonSample>& samples) {
  for (ComparisonSample& sample : samples) {
    const std::size_t base = sample.comparison.base.runs, head = sample.comparison.head.runs;
    sample.base = of_sample("passing", passing(), base);
    sample.head = of_sample("passing", slower(), head);
    if (sample.name == "few" || sample.name == "no_baseline") {
      sample.base = {{}, "", "a baseline keeps figures alone"};
    } else if (sample.name == "left_out") {
      sample.base = of_sample("variants", variants(), base);
      sample.head = of_sample("failing", failing(), head);
    } else if (sample.name == "hostile") {
      sample.head = of_sample("hostile", hostile(), head);
      sample.head.reports.front() = "javascript:alert(1)//?<b>#/report.html";
    }
  }
}

std::string trend_page(const Trend& trend) {
  std::vector<std::string> reports;
  for (std::size_t i = 0; i < trend.runs.size(); ++i) {
    reports.push_back(i % 7 == 3 ? "" : page_of("passing"));
  }
  return trend_html(trend, reports);
}

}  // namespace squall::samples
