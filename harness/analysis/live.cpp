#include "harness/analysis/live.h"

namespace squall {
namespace {

constexpr Nanoseconds kSecond = std::chrono::seconds(1);

}  // namespace

void LiveCounters::on_attempts(std::span<const Attempt> attempts) {
  const std::scoped_lock lock(mutex_);
  for (const Attempt& attempt : attempts) {
    if (attempt.purpose != Purpose::kLoad) continue;
    if (attempt.final) ++operations_;
    if (attempt.final && attempt.operation_outcome != Outcome::kOk) ++not_ok_;
    const std::int64_t number = (attempt.intended + attempt.end) / kSecond;
    Second& second = ring_.at(static_cast<std::size_t>(number) % ring_.size());
    if (second.number > number) continue;  // Too late to be shown.
    if (second.number < number) second = {number, {}};
    second.tally.add(attempt, {.response = true});
  }
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
