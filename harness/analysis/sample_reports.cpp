#include "harness/analysis/sample_reports.h"

#include <algorithm>
#include <utility>

namespace squall {
namespace {

// Calls fn(first, last) for stretches of equal time that hold all of `points`.
template <typename Point, typename Fn>
void in_stretches(const std::vector<Point>& points, Fn&& fn) {
  if (points.size() <= kMostPoints) {
    for (std::size_t i = 0; i < points.size(); ++i) fn(i, i + 1);
    return;
  }
  const Nanoseconds start = points.front().at;
  const Nanoseconds length =
      (points.back().at - start) / static_cast<std::int64_t>(kMostPoints) + Nanoseconds(1);
  for (std::size_t first = 0; first < points.size();) {
    const auto stretch = (points[first].at - start) / length;
    std::size_t last = first;
    while (last < points.size() && (points[last].at - start) / length == stretch) ++last;
    fn(first, last);
    first = last;
  }
}

/// Least, mean and most of values that come one by one.
class Extremes {
 public:
  void add(std::optional<double> value) {
    if (!value) return;
    range_.min = count_ == 0 ? *value : std::min(range_.min, *value);
    range_.max = count_ == 0 ? *value : std::max(range_.max, *value);
    sum_ += *value;
    ++count_;
  }
  std::optional<ValueRange> range() const {
    if (count_ == 0) return std::nullopt;
    return ValueRange{range_.min, sum_ / static_cast<double>(count_), range_.max};
  }

 private:
  ValueRange range_;
  double sum_ = 0;
  std::uint64_t count_ = 0;
};

ProbeReport report_of(const Probe& probe, const std::vector<ProbePoint>& points) {
  ProbeReport report;
  report.name = probe.name;
  report.kind = probe.spec.kind;
  report.dimension = probe.spec.dimension;
  report.samples = points.size();
  Extremes all;
  in_stretches(points, [&](std::size_t first, std::size_t last) {
    SeriesPoint point{seconds(points[first].at), {}, 0};
    Extremes extremes;
    std::uint64_t met = 0;
    for (std::size_t i = first; i < last; ++i) {
      extremes.add(points[i].value);
      all.add(points[i].value);
      if (points[i].met) ++met;
    }
    report.met += met;
    point.value = extremes.range();
    point.met_share = static_cast<double>(met) / static_cast<double>(last - first);
    report.series.push_back(point);
  });
  report.value = all.range();
  if (!points.empty()) report.last = points.back().value;
  return report;
}

}  // namespace

std::vector<ProbeReport> probe_reports(const Scenario& scenario, const Samples& samples) {
  std::vector<ProbeReport> reports;
  for (const Probe& probe : scenario.probes) {
    const auto points = samples.probes().find(probe.name);
    reports.push_back(report_of(
        probe, points == samples.probes().end() ? std::vector<ProbePoint>{} : points->second));
  }
  return reports;
}

std::vector<ResourceReport> resource_reports(const Samples& samples) {
  constexpr std::array kAll{NodeResource::kRss, NodeResource::kCpu, NodeResource::kDescriptors,
                            NodeResource::kThreads};
  std::vector<ResourceReport> reports;
  for (const auto& [node, points] : samples.nodes()) {
    ResourceReport& report = reports.emplace_back();
    report.node = node;
    report.samples = points.size();
    std::array<Extremes, kAll.size()> whole;
    in_stretches(points, [&, &points = points](std::size_t first, std::size_t last) {
      ResourcePoint point{seconds(points[first].at), {}};
      for (std::size_t r = 0; r < kAll.size(); ++r) {
        Extremes extremes;
        for (std::size_t i = first; i < last; ++i) {
          extremes.add(points[i].value(kAll.at(r)));
          whole.at(r).add(points[i].value(kAll.at(r)));
        }
        if (const auto range = extremes.range()) point.most.at(r) = range->max;
      }
      report.series.push_back(point);
    });
    for (std::size_t r = 0; r < kAll.size(); ++r) report.used.at(r) = whole.at(r).range();
  }
  return reports;
}

}  // namespace squall
