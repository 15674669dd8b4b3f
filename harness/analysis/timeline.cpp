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

// A bucket of the histogram counts in the band that its highest value lies in.
void count_bands(const SparseHistogram& response, TimelineWindow& window) {
  response.for_each([&](std::uint64_t top, std::uint64_t count) {
    const double top_ms = static_cast<double>(top) / kNsPerMs;
    const auto band = std::lower_bound(kResponseBandsMs.begin(), kResponseBandsMs.end(), top_ms);
    window.response_bands.at(static_cast<std::size_t>(band - kResponseBandsMs.begin())) += count;
  });
}

}  // namespace

TimelineWindow window_of(const WindowTally& due, std::uint64_t ended_answers,
                         std::uint64_t ended_ok, Nanoseconds start, Nanoseconds end) {
  const double length_s = seconds(end - start);
  TimelineWindow window;
  window.start_s = seconds(start);
  window.end_s = seconds(end);
  window.due = due.operations;
  window.ok = due.ok;
  window.failed = due.failed;
  window.indeterminate = due.indeterminate;
  window.dropped = due.dropped;
  window.retries = due.retries;
  if (length_s > 0) {
    window.throughput_per_s = static_cast<double>(ended_answers) / length_s;
    window.goodput_per_s = static_cast<double>(ended_ok) / length_s;
  }
  window.response_p50_ms = quantile_ms(due.response, 0.5);
  window.response_p99_ms = quantile_ms(due.response, 0.99);
  window.response_max_ms = quantile_ms(due.response, 1.0);
  window.service_p50_ms = quantile_ms(due.service, 0.5);
  window.service_p99_ms = quantile_ms(due.service, 0.99);
  window.errors = errors_by_name(due);
  return window;
}

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
  Window& window = at(phase, attempt.intended);
  if (!is_cut_off(attempt)) {
    window.due.add(attempt, {.response = true, .service = true});
  } else if (attempt.final) {
    ++window.due_cut_off;
  }
}

void Timeline::add_ended(std::size_t phase, const Attempt& attempt) {
  Window& window = at(phase, attempt.intended + attempt.end);
  if (answered(attempt)) ++window.ended_answers;
  if (!attempt.final) return;
  ++window.ended_operations;
  if (attempt.operation_outcome == Outcome::kOk) ++window.ended_ok;
}

std::vector<TimelineWindow> Timeline::windows(const std::vector<PhaseSpan>& phases) const {
  std::vector<TimelineWindow> timeline;
  std::uint64_t due = 0, ended = 0;
  for (std::size_t p = 0; p < phases_.size() && p < phases.size(); ++p) {
    const PhaseSpan& phase = phases[p];
    const std::size_t count =
        std::min(phases_[p].windows.size(), windows_in(phase.length(), window_));
    for (std::size_t i = 0; i < count; ++i) {
      const Window& window = phases_[p].windows[i];
      const Nanoseconds start = phase.start + static_cast<std::int64_t>(i) * window_;
      const Nanoseconds end = i + 1 == count ? phase.end : start + window_;
      timeline.push_back(window_of(window.due, window.ended_answers, window.ended_ok, start, end));
      due += window.due.operations + window.due_cut_off;
      ended += window.ended_operations;
      timeline.back().in_flight = due - std::min(due, ended);
      count_bands(window.due.response, timeline.back());
    }
  }
  return timeline;
}

}  // namespace squall
