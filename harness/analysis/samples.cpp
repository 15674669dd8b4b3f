#include "harness/analysis/samples.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace squall {
namespace {

constexpr std::size_t kFewestForGrowth = 3;

/// A value and its time in seconds.
struct Dot {
  double at_s = 0, value = 0;
};

template <typename Point>
std::span<const Point> within(const std::map<std::string, std::vector<Point>>& all,
                              const MetricUse& use, Nanoseconds start, Nanoseconds end) {
  const auto series = all.find(use.arguments.empty() ? "" : use.arguments.front());
  if (series == all.end()) return {};
  const auto before = [](const Point& point, Nanoseconds time) { return point.at < time; };
  const std::vector<Point>& points = series->second;
  const auto first = std::lower_bound(points.begin(), points.end(), start, before);
  const auto last = std::lower_bound(first, points.end(), end, before);
  return {points.data() + (first - points.begin()), static_cast<std::size_t>(last - first)};
}

std::vector<Dot> dots_of(std::span<const ProbePoint> points) {
  std::vector<Dot> dots;
  for (const ProbePoint& point : points) {
    if (point.value) dots.push_back({seconds(point.at), *point.value});
  }
  return dots;
}

std::vector<Dot> dots_of(std::span<const NodePoint> points, const Metric& metric) {
  // A process that was started again is another one, which grows from its own beginning.
  if (metric.statistic == Statistic::kGrowth) {
    while (!points.empty() && points.front().pid != points.back().pid) points = points.subspan(1);
  }
  std::vector<Dot> dots;
  for (const NodePoint& point : points) {
    if (const auto value = point.value(metric.resource))
      dots.push_back({seconds(point.at), *value});
  }
  return dots;
}

// How far the least-squares line rises from the first sample to the last.
std::optional<double> growth(const std::vector<Dot>& dots) {
  if (dots.size() < kFewestForGrowth) return std::nullopt;
  const auto count = static_cast<double>(dots.size());
  double mean_at = 0, mean_value = 0;
  for (const Dot& dot : dots) {
    mean_at += dot.at_s / count;
    mean_value += dot.value / count;
  }
  double together = 0, spread = 0;
  for (const Dot& dot : dots) {
    together += (dot.at_s - mean_at) * (dot.value - mean_value);
    spread += (dot.at_s - mean_at) * (dot.at_s - mean_at);
  }
  if (spread <= 0) return std::nullopt;
  return together / spread * (dots.back().at_s - dots.front().at_s);
}

std::optional<double> statistic_of(Statistic statistic, const std::vector<Dot>& dots) {
  if (dots.empty()) return std::nullopt;
  const auto less = [](const Dot& a, const Dot& b) { return a.value < b.value; };
  switch (statistic) {
    case Statistic::kMin:
      return std::min_element(dots.begin(), dots.end(), less)->value;
    case Statistic::kMax:
      return std::max_element(dots.begin(), dots.end(), less)->value;
    case Statistic::kMean:
      return std::accumulate(dots.begin(), dots.end(), 0.0,
                             [](double sum, const Dot& dot) { return sum + dot.value; }) /
             static_cast<double>(dots.size());
    case Statistic::kGrowth:
      return growth(dots);
    case Statistic::kMetShare:
    case Statistic::kCount:
      break;
  }
  return std::nullopt;
}

bool is_of_all(const MetricUse& use) {
  return use.metric->statistic == Statistic::kMetShare ||
         use.metric->statistic == Statistic::kCount;
}

}  // namespace

std::optional<double> NodePoint::value(NodeResource resource) const {
  switch (resource) {
    case NodeResource::kRss:
      return rss_bytes;
    case NodeResource::kCpu:
      return cpu;
    case NodeResource::kDescriptors:
      return descriptors;
    case NodeResource::kThreads:
      return threads;
  }
  return std::nullopt;
}

Samples::Samples(const std::vector<TimedEvent>& events) {
  std::map<std::string, std::pair<Nanoseconds, NodeUsage>> before;
  for (const TimedEvent& event : events) {
    if (const auto* probe = std::get_if<ProbeSampled>(&event.event)) {
      probes_[probe->probe].push_back({event.at, probe->met, probe->value});
    }
    const auto* resources = std::get_if<ResourcesSampled>(&event.event);
    if (resources == nullptr) continue;
    for (const NodeUsage& usage : resources->nodes) {
      NodePoint point{event.at,
                      usage.pid,
                      static_cast<double>(usage.rss_bytes),
                      std::nullopt,
                      static_cast<double>(usage.descriptors),
                      static_cast<double>(usage.threads)};
      const auto last = before.find(usage.node);
      // A child whose time nobody took over leaves less than before.
      if (last != before.end() && last->second.second.pid == usage.pid &&
          usage.busy >= last->second.second.busy && event.at > last->second.first) {
        point.cpu =
            seconds(usage.busy - last->second.second.busy) / seconds(event.at - last->second.first);
      }
      before[usage.node] = {event.at, usage};
      nodes_[usage.node].push_back(point);
    }
  }
}

std::optional<double> Samples::value(const MetricUse& use, Nanoseconds start,
                                     Nanoseconds end) const {
  const Metric& metric = *use.metric;
  if (metric.id == MetricId::kNode) {
    return statistic_of(metric.statistic, dots_of(within(nodes_, use, start, end), metric));
  }
  const auto points = within(probes_, use, start, end);
  if (!is_of_all(use)) return statistic_of(metric.statistic, dots_of(points));
  if (points.empty()) return std::nullopt;
  const auto all = static_cast<double>(points.size());
  if (metric.statistic == Statistic::kCount) return all;
  const auto met = std::count_if(points.begin(), points.end(),
                                 [](const ProbePoint& point) { return point.met; });
  return static_cast<double>(met) / all;
}

std::uint64_t Samples::count(const MetricUse& use, Nanoseconds start, Nanoseconds end) const {
  if (use.metric->id == MetricId::kNode) {
    return dots_of(within(nodes_, use, start, end), *use.metric).size();
  }
  const auto points = within(probes_, use, start, end);
  return is_of_all(use) ? points.size() : dots_of(points).size();
}

}  // namespace squall
