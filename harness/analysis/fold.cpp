#include "harness/analysis/fold.h"

#include <algorithm>
#include <iterator>

namespace squall {
namespace {

template <typename Conditions>
Wants wants_of_all(const Conditions& conditions) {
  Wants wants;
  for (const Condition& condition : conditions) wants = wants | wants_of(condition);
  return wants;
}

}  // namespace

// ---- RecoveryWatch

RecoveryWatch::RecoveryWatch(const RecoveryRule& rule, Nanoseconds injected)
    : rule_(&rule), wants_(wants_of_all(rule.good)), injected_(injected) {}

void RecoveryWatch::add(const Attempt& attempt) {
  if (!counts_in_metrics(attempt) || attempt.intended < injected_) return;
  const auto number = static_cast<std::uint64_t>((attempt.intended - injected_) / rule_->window);
  if (number < judged_) return;
  const std::size_t place = number - judged_;
  if (place >= pending_.size()) pending_.resize(place + 1);
  pending_[place].add(attempt, wants_);
}

void RecoveryWatch::settle(Nanoseconds until) {
  const auto window_end = [&] {
    return injected_ + static_cast<std::int64_t>(judged_ + 1) * rule_->window;
  };
  while (window_end() <= until) {
    judge(pending_.empty() ? WindowTally{} : pending_.front());
    if (!pending_.empty()) pending_.pop_front();
  }
}

void RecoveryWatch::judge(const WindowTally& window) {
  const Nanoseconds start = injected_ + static_cast<std::int64_t>(judged_) * rule_->window;
  const bool is_thin = window.operations < static_cast<std::uint64_t>(rule_->min_samples);
  const auto lookup = [&](const MetricUse& use) { return window.value(use, rule_->window); };
  const bool good = !is_thin && std::all_of(rule_->good.begin(), rule_->good.end(),
                                            [&](const Condition& condition) {
                                              const auto seen = evaluate(condition, lookup);
                                              return seen && seen->holds;
                                            });
  ++judged_;
  if (is_thin) ++thin_;
  good_run_ = good ? good_run_ + 1 : 0;
  steady_again_ = steady_again_ || (healed_ && good_since(*healed_));
  if (!good && !first_bad_ && !(is_thin && steady_again_)) {
    first_bad_ = start;
    first_bad_is_thin_ = is_thin;
  }
  if (first_bad_ && !recovered_ && good_run_ == static_cast<std::uint64_t>(rule_->windows)) {
    recovered_ = start - (rule_->windows - 1) * rule_->window;
  }
}

std::optional<Nanoseconds> RecoveryWatch::good_since(Nanoseconds not_before) const {
  const auto start_of = [&](std::uint64_t window) {
    return injected_ + static_cast<std::int64_t>(window) * rule_->window;
  };
  std::uint64_t first = judged_ - good_run_;
  while (first < judged_ && start_of(first) < not_before) ++first;
  if (judged_ - first < static_cast<std::uint64_t>(rule_->windows)) return std::nullopt;
  return start_of(first);
}

// ---- SteadyFold

SteadyFold::SteadyFold(const RecoveryRule& rule, Nanoseconds from)
    : rule_(&rule), not_before_(from) {
  watched_.push_back({"", false, RecoveryWatch(rule, from)});
}

void SteadyFold::injected(const std::string& fault, Nanoseconds at) {
  // A fault that overlaps no other is a new beginning: what was before it is done with.
  if (!any_active()) watched_.clear();
  watched_.push_back({fault, true, RecoveryWatch(*rule_, at)});
  not_before_ = std::max(not_before_, at);
}

void SteadyFold::healed(const std::string& fault, Nanoseconds at) {
  for (Watched& watched : watched_) {
    if (watched.fault != fault || !watched.active) continue;
    watched.active = false;
    watched.watch.healed(at);
    not_before_ = std::max(not_before_, at);
  }
}

void SteadyFold::add(std::span<const Attempt> attempts) {
  for (const Attempt& attempt : attempts) {
    for (Watched& watched : watched_) watched.watch.add(attempt);
  }
}

void SteadyFold::settle(Nanoseconds until) {
  for (Watched& watched : watched_) watched.watch.settle(until);
}

bool SteadyFold::any_active() const {
  return std::any_of(watched_.begin(), watched_.end(),
                     [](const Watched& watched) { return watched.active; });
}

std::optional<Nanoseconds> SteadyFold::steady_since() const {
  if (any_active()) return std::nullopt;
  Nanoseconds latest = not_before_;
  for (const Watched& watched : watched_) {
    const auto since = watched.watch.good_since(not_before_);
    if (!since) return std::nullopt;
    latest = std::max(latest, *since);
  }
  return latest;
}

std::optional<Nanoseconds> SteadyFold::recovered(const std::string& fault) const {
  for (auto watched = watched_.rbegin(); watched != watched_.rend(); ++watched) {
    if (watched->fault == fault) return watched->watch.recovered();
  }
  return std::nullopt;
}

// ---- AbortFold

AbortFold::AbortFold(const std::vector<Condition>& conditions, Nanoseconds from)
    : conditions_(&conditions),
      from_(from),
      wants_(wants_of_all(conditions)),
      holds_since_(conditions.size()) {
  for (const Condition& condition : conditions) {
    longest_ = std::max(longest_, longest_window(condition));
  }
}

void AbortFold::add(std::span<const Attempt> attempts) {
  for (const Attempt& attempt : attempts) {
    const Nanoseconds end = attempt.intended + attempt.end;
    if (!counts_in_metrics(attempt) || end < from_) continue;
    total_.add(attempt, wants_);
    const std::int64_t number = end / kSlot;
    auto slot = slots_.end();
    while (slot != slots_.begin() && std::prev(slot)->first >= number) --slot;
    if (slot == slots_.end() || slot->first != number) slot = slots_.insert(slot, {number, {}});
    slot->second.add(attempt, wants_);
  }
}

std::optional<Decided> AbortFold::check(Nanoseconds now) {
  while (!slots_.empty() && (slots_.front().first + 1) * kSlot <= now - longest_) {
    slots_.pop_front();
  }
  const auto lookup = [&](const MetricUse& use) -> std::optional<double> {
    if (!use.window) return total_.value(use, now - from_);
    const std::int64_t first = (now - *use.window + kSlot - Nanoseconds(1)) / kSlot;
    WindowTally window;
    for (const auto& [number, tally] : slots_) {
      if (number >= first) window.merge(tally);
    }
    return window.value(use, now - first * kSlot);
  };
  for (std::size_t i = 0; i < conditions_->size(); ++i) {
    const Condition& condition = (*conditions_)[i];
    // Until the first whole window has passed there is too little to abort for.
    if (now - from_ < longest_window(condition)) continue;
    const auto seen = evaluate(condition, lookup);
    if (!seen) continue;
    std::optional<Nanoseconds>& since = holds_since_[i];
    since = seen->holds ? std::optional(since.value_or(now)) : std::nullopt;
    if (since && now - *since >= condition.hold_for.value_or(Nanoseconds{})) {
      return Decided{"abort", condition.text, seen->left};
    }
  }
  return std::nullopt;
}

}  // namespace squall
