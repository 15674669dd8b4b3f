#include "reports/compare_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "reports/address.h"
#include "reports/compare_json.h"
#include "reports/compare_rows.h"
#include "reports/filled_page.h"
#include "reports/json_parts.h"
#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostValues = 60'000;  // Of all metrics together, and …
constexpr std::size_t kMostMetrics = 600;
constexpr std::size_t kMostMembers = 1'000;  // … runs a side.

// How many metrics, the worst first, the page has room for.
std::size_t shown_metrics(const RunComparison& comparison) {
  std::size_t shown = 0, values = 0;
  for (const MetricComparison& metric : comparison.metrics) {
    values += metric.base.size() + metric.head.size();
    if (shown > 0 && (values > kMostValues || shown == kMostMetrics)) break;
    ++shown;
  }
  return shown;
}

json::array rows_part(const RunComparison& comparison) {
  json::array rows;
  for (const MetricComparison& metric : comparison.metrics) {
    const CompareRow row = compare_row(metric);
    rows.push_back(json::object{{"mark", row.mark},
                                {"base", row.base},
                                {"head", row.head},
                                {"change", row.change},
                                {"interval", row.interval},
                                {"p", row.p_value}});
  }
  return rows;
}

json::object side_part(const ComparedGroup& group, const ComparedSide& side) {
  json::array runs;
  for (std::size_t i = 0; i < std::min(group.members.size(), kMostMembers); ++i) {
    const RunSummary& run = group.members[i];
    const bool linked = i < side.reports.size() && !side.reports[i].empty();
    runs.push_back(json::object{{"source", run.source},
                                {"started_at", run.started_at},
                                {"verdict", run.verdict},
                                {"seed", std::to_string(run.seed)},
                                {"address", linked ? address_of(side.reports[i]) : ""}});
  }
  json::object part{{"text", group_text(group)},
                    {"versions", strings(group.first.versions)},
                    {"runs", std::move(runs)},
                    {"typical", nullptr},
                    {"no_excerpt", side.no_excerpt}};
  if (group.typical) part["typical"] = *group.typical;
  return part;
}

std::string excerpt_of(const ComparedSide& side) {
  return side.excerpt.empty() ? "null" : side.excerpt;
}

}  // namespace

std::string compare_html(const RunComparison& comparison, const ComparedSide& base,
                         const ComparedSide& head) {
  RunComparison shown = comparison;
  shown.metrics.resize(shown_metrics(comparison));
  json::object texts{{"shout", shout(comparison)},
                     {"compared", compared_text(comparison)},
                     {"counts", counts_text(comparison)},
                     {"rules", rules_text(comparison)},
                     {"not_shown", comparison.metrics.size() - shown.metrics.size()},
                     {"rows", rows_part(shown)},
                     {"base", side_part(comparison.base, base)},
                     {"head", side_part(comparison.head, head)}};
  return filled_page(
      kComparePage,
      fmt::format("{{\"comparison\": {}, \"page\": {}, \"base\": {}, \"head\": {}}}",
                  compare_json(shown), json_text(texts), excerpt_of(base), excerpt_of(head)));
}

}  // namespace squall
