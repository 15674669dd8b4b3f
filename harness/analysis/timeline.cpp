#include "harness/analysis/timeline.h"

#include <algorithm>
#include <array>

#include "harness/analysis/cells.h"

namespace squall {
namespace {

constexpr std::int64_t kMostWindows = 600;

/// Lengths that read well on an axis; beyond the last, its multiples.
Nanoseconds choose_window(Nanoseconds total) {
  using std::chrono::milliseconds;
  constexpr std::array<int, 8> kLengthsMs{500, 1'000, 2'000, 5'000, 10'000, 20'000, 30'000, 60'000};
  for (const int length_ms : kLengthsMs) {
    if (total <= kMostWindows * milliseconds(length_ms)) return milliseconds(length_ms);
  }
  const Nanoseconds minute = std::chrono::minutes(1);
  return minute * (total / (kMostWindows * minute) + 1);
}

std::size_t windows_in(Nanoseconds length, Nanoseconds window) {
  return static_cast<std::size_t>(std::max<std::int64_t>(1, (length + window / 2) / window));
}

std::optional<double> quantile_ms(const SparseHistogram& latency, double quantile) {
  if (latency.count() == 0) return std::nullopt;
  return static_cast<double>(latency.quantile(quantile)) / kNsPerMs;
}

}  // namespace

Timeline::Timeline(const std::vector<PhaseSpan>& phases) {
  if (phases.empty()) return;
  window_ = choose_window(phases.back().end - phases.front().start);
  for (const PhaseSpan& phase : phases) {
    PhaseWindows& windows = phases_.emplace_back();
    windows.start = phase.start;
    windows.windows.resize(windows_in(phase.length(), window_));
  }
}

Timeline::Window& Timeline::at(std::size_t phase, Nanoseconds time) {
  PhaseWindows& in = phases_[phase];
  const auto number = static_cast<std::size_t>((time - in.start) / window_);
  return in.windows[std::min(number, in.windows.size() - 1)];
}

void Timeline::add_due(std::size_t phase, const Attempt& attempt) {
  at(phase, attempt.intended).due.add(attempt, {.response = true, .service = true});
}

void Timeline::add_ended(std::size_t phase, const Attempt& attempt) {
  Window& window = at(phase, attempt.intended + attempt.end);
  if (answered(attempt)) ++window.ended_answers;
  if (attempt.final && attempt.operation_outcome == Outcome::kOk) ++window.ended_ok;
}

std::vector<TimelineWindow> Timeline::windows(const std::vector<PhaseSpan>& phases) const {
  std::vector<TimelineWindow> timeline;
  for (std::size_t p = 0; p < phases_.size() && p < phases.size(); ++p) {
    const PhaseSpan& phase = phases[p];
    const std::size_t count =
        std::min(phases_[p].windows.size(), windows_in(phase.length(), window_));
    for (std::size_t i = 0; i < count; ++i) {
      const Window& window = phases_[p].windows[i];
      const Nanoseconds start = phase.start + static_cast<std::int64_t>(i) * window_;
      const Nanoseconds end = i + 1 == count ? phase.end : start + window_;
      const double length_s = seconds(end - start);
      TimelineWindow& out = timeline.emplace_back();
      out.start_s = seconds(start);
      out.end_s = seconds(end);
      out.due = window.due.operations;
      out.ok = window.due.ok;
      out.failed = window.due.failed;
      out.indeterminate = window.due.indeterminate;
      out.dropped = window.due.dropped;
      out.retries = window.due.retries;
      if (length_s > 0) {
        out.throughput_per_s = static_cast<double>(window.ended_answers) / length_s;
        out.goodput_per_s = static_cast<double>(window.ended_ok) / length_s;
      }
      out.response_p50_ms = quantile_ms(window.due.response, 0.5);
      out.response_p99_ms = quantile_ms(window.due.response, 0.99);
      out.response_max_ms = quantile_ms(window.due.response, 1.0);
      out.service_p50_ms = quantile_ms(window.due.service, 0.5);
      out.service_p99_ms = quantile_ms(window.due.service, 0.99);
      out.errors = errors_by_name(window.due);
    }
  }
  return timeline;
}

}  // namespace squall
