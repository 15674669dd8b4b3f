#include "tests/golden/sample_load.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/core/random.h"

namespace squall::samples {
namespace {

constexpr double kMedian_ms = 11.8;

LatencySummary latency(std::uint64_t count, double p50, double tail) {
  if (count == 0) return {};
  return {count, p50, p50 * 1.9, p50 * 3.1 * tail, p50 * 4.4 * tail, p50 * 5.2 * tail};
}

// Most of them near the median, a few at the tail.
void fill_bands(TimelineWindow& w) {
  const auto band_of = [](double milliseconds) {
    const auto band =
        std::lower_bound(kResponseBandsMs.begin(), kResponseBandsMs.end(), milliseconds);
    return static_cast<std::size_t>(band - kResponseBandsMs.begin());
  };
  const std::uint64_t slow = w.due / 20, slower = w.due / 4;
  w.response_bands.at(band_of(*w.response_p50_ms)) += w.due - slow - slower;
  w.response_bands.at(band_of(*w.response_p50_ms * 2)) += slower;
  w.response_bands.at(band_of(*w.response_p99_ms)) += slow;
  w.in_flight = static_cast<std::uint64_t>(w.throughput_per_s * *w.response_p99_ms / 1000) + 1;
}

TimelineWindow window(double start_s, double end_s, const LoadShape& shape, Random& random) {
  TimelineWindow w;
  w.start_s = start_s;
  w.end_s = end_s;
  const double length_s = end_s - start_s;
  const double jitter = 0.8 + 0.4 * random.uniform();
  w.due = static_cast<std::uint64_t>(std::llround(shape.rate_per_s * length_s * jitter));
  double slower = 0.9 + 0.3 * random.uniform();
  double failing = 0;
  std::string error;
  for (const Trouble& trouble : shape.troubles) {
    if (end_s <= trouble.from_s || start_s >= trouble.to_s) continue;
    slower *= trouble.slower;
    failing = std::max(failing, trouble.failing);
    error = trouble.error;
  }
  w.failed = static_cast<std::uint64_t>(std::llround(static_cast<double>(w.due) * failing));
  if (w.failed >= 3) w.indeterminate = w.failed / 3;
  w.failed -= w.indeterminate;
  w.ok = w.due - w.failed - w.indeterminate;
  if (w.failed + w.indeterminate > 0) {
    w.errors[error] = w.failed;
    if (w.indeterminate > 0) w.errors["attempt_timeout"] = w.indeterminate;
    w.retries = (w.failed + w.indeterminate) * 2;
  }
  w.throughput_per_s = static_cast<double>(w.ok + w.failed) / length_s;
  w.goodput_per_s = static_cast<double>(w.ok) / length_s;
  if (w.due > 0) {
    w.response_p50_ms = kMedian_ms * std::sqrt(slower);
    w.response_p99_ms = kMedian_ms * 3.4 * slower;
    w.response_max_ms = kMedian_ms * 4.9 * slower * (1 + random.uniform());
    w.service_p50_ms = kMedian_ms * std::sqrt(slower) * 0.97;
    w.service_p99_ms = kMedian_ms * 3.2 * std::min(slower, 20.0);
    fill_bands(w);
  }
  return w;
}

void add(Figures& figures, const TimelineWindow& w) {
  figures.operations += w.due;
  figures.ok += w.ok;
  figures.failed += w.failed;
  figures.indeterminate += w.indeterminate;
  figures.retries += w.retries;
  for (const auto& [error, count] : w.errors) {
    figures.errors[error] += count;
    if (error == "attempt_timeout") figures.timeouts += count;
  }
}

void finish(Figures& figures, double length_s) {
  figures.iterations = (figures.operations + 1) / 2;
  figures.attempts = figures.operations + figures.retries;
  if (figures.operations == 0) return;
  const auto operations = static_cast<double>(figures.operations);
  figures.throughput_per_s = static_cast<double>(figures.ok + figures.failed) / length_s;
  figures.goodput_per_s = static_cast<double>(figures.ok) / length_s;
  figures.availability = static_cast<double>(figures.ok) / operations;
  figures.retry_amplification = static_cast<double>(figures.attempts) / operations;
  const double tail = 1 + 12 * (1 - *figures.availability);
  figures.response_time_ms = latency(figures.operations, kMedian_ms, tail);
  figures.service_time_ms = latency(figures.attempts, kMedian_ms * 0.97, std::min(tail, 3.0));
}

// Through the percentiles that the figures have.
LatencyCurve curve(const Figures& figures) {
  if (figures.operations == 0) return {};
  const auto values = [](const LatencySummary& times) {
    return std::vector<double>{times.p50 * 0.6, times.p50, times.p90, times.p99, times.max};
  };
  return {{0, 50, 90, 99, 100}, values(figures.response_time_ms), values(figures.service_time_ms)};
}

// The share `part` of `parts` of every count, so that the steps add up to the phase.
Figures share(const Figures& whole, std::uint64_t part, std::uint64_t parts) {
  const auto cut = [&](std::uint64_t n) { return n * (part + 1) / parts - n * part / parts; };
  Figures figures;
  figures.operations = cut(whole.operations);
  figures.failed = cut(whole.failed);
  figures.indeterminate = cut(whole.indeterminate);
  figures.ok = figures.operations - figures.failed - figures.indeterminate;
  figures.retries = cut(whole.retries);
  for (const auto& [error, count] : whole.errors) {
    if (cut(count) > 0) figures.errors[error] = cut(count);
  }
  return figures;
}

}  // namespace

void fill_load(Report& report, const LoadShape& shape) {
  Random random = Random::substream(report.seed, "sample");
  for (PhaseReport& phase : report.phases) {
    const double length_s = phase.end_s - phase.start_s;
    const auto windows = static_cast<int>(std::ceil(length_s / shape.window_s - 1e-9));
    for (int i = 0; i < windows; ++i) {
      const double start_s = phase.start_s + i * shape.window_s;
      const double end_s = std::min(start_s + shape.window_s, phase.end_s);
      report.timeline.push_back(window(start_s, end_s, shape, random));
      add(phase.figures, report.timeline.back());
    }
    finish(phase.figures, length_s);
    phase.curve = curve(phase.figures);
    if (phase.figures.iterations > 0) {
      phase.late_start_ms = {phase.figures.iterations, 0.061, 0.118, 0.402, 0.771, 1.04};
    }
    constexpr std::uint64_t kSteps = 2;
    for (std::uint64_t i = 0; i < kSteps; ++i) {
      StepReport step{"login-and-read-settings", "login-and-read-settings",
                      i == 0 ? "token" : "settings", share(phase.figures, i, kSteps)};
      finish(step.figures, length_s);
      phase.steps.push_back(std::move(step));
    }
  }
}

}  // namespace squall::samples
