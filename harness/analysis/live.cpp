#include "harness/analysis/live.h"

#include <algorithm>

namespace squall {
namespace {

constexpr Nanoseconds kSecond = std::chrono::seconds(1);

}  // namespace

void LiveCounters::on_attempts(std::span<const Attempt> attempts) {
  const std::scoped_lock lock(mutex_);
  for (const Attempt& attempt : attempts) {
    if (!counts_in_metrics(attempt)) continue;
    if (attempt.final) ++operations_;
    if (attempt.final && attempt.operation_outcome != Outcome::kOk) ++not_ok_;
    const std::int64_t number = (attempt.intended + attempt.end) / kSecond;
    if (attempt.final) remember(number, attempt.operation_outcome == Outcome::kOk);
    Second& second = ring_.at(static_cast<std::size_t>(number) % ring_.size());
    if (second.number > number) continue;  // Too late to be shown.
    if (second.number < number) second = {number, {}};
    second.tally.add(attempt, {.response = true});
  }
}

void LiveCounters::remember(std::int64_t number, bool ok) {
  if (first_ < 0 || number < first_) first_ = number;
  NumberedSecond& second = history_.at(static_cast<std::size_t>(number) % history_.size());
  if (second.number > number) return;
  if (second.number < number) second = {number, {}};
  ++(ok ? second.ended.ok : second.ended.failed);
}

std::vector<LiveSecond> LiveCounters::history(Nanoseconds now) const {
  const std::scoped_lock lock(mutex_);
  std::vector<LiveSecond> seconds;
  if (first_ < 0) return seconds;
  const std::int64_t end = now / kSecond;
  const auto longest = static_cast<std::int64_t>(kHistory);
  for (std::int64_t number = std::max(first_, end - longest); number < end; ++number) {
    const NumberedSecond& second = history_.at(static_cast<std::size_t>(number) % history_.size());
    seconds.push_back(second.number == number ? second.ended : LiveSecond{});
  }
  return seconds;
}

LiveFigures LiveCounters::figures(Nanoseconds now) const {
  const std::scoped_lock lock(mutex_);
  const std::int64_t current = now / kSecond;
  const std::int64_t shown = std::min<std::int64_t>(current, kSeconds);
  LiveFigures figures;
  figures.operations = operations_;
  figures.not_ok = not_ok_;
  WindowTally sum;
  for (const Second& second : ring_) {
    if (second.number >= current - shown && second.number < current) sum.merge(second.tally);
  }
  if (sum.operations == 0) return figures;
  const auto per_s = [&](std::uint64_t count) {
    return static_cast<double>(count) / static_cast<double>(shown);
  };
  figures.operations_per_s = per_s(sum.operations);
  figures.ok_per_s = per_s(sum.ok);
  figures.failed_per_s = per_s(sum.operations - sum.ok);
  figures.availability = static_cast<double>(sum.ok) / static_cast<double>(sum.operations);
  figures.response_p50_ms = static_cast<double>(sum.response.quantile(0.5)) / kNsPerMs;
  figures.response_p99_ms = static_cast<double>(sum.response.quantile(0.99)) / kNsPerMs;
  return figures;
}

}  // namespace squall
