#include "harness/load/load_run.h"

#include <algorithm>
#include <utility>

#include "harness/load/walker.h"

namespace squall {
namespace {

constexpr Nanoseconds kNoArrival = Nanoseconds::max();
constexpr Nanoseconds kDeadTargetPause = std::chrono::milliseconds(10);

}  // namespace

LoadRun::LoadRun(EventLoop& loop, const LoadSetup& setup, std::uint8_t index, CompiledLoad compiled,
                 std::unique_ptr<ArrivalProcess> arrivals, Walker& walker, LoadCounts& counts)
    : budget(setup.client.retry.budget),
      choices(Random::substream(setup.seed, "choices/" + compiled.spec.name)),
      loop_(loop),
      clock_(setup.clock),
      index_(index),
      load_(std::move(compiled)),
      arrivals_(std::move(arrivals)),
      walker_(walker),
      counts_(counts),
      timer_(loop),
      free_(load_.users) {
  if (!setup.client.hedge) return;
  hedge_delays.reserve(load_.steps.size());
  for (std::size_t i = 0; i < load_.steps.size(); ++i) {
    hedge_delays.emplace_back(*setup.client.hedge);
  }
}

void LoadRun::start(Nanoseconds at) { origin_ = at; }

void LoadRun::take_client(const ClientPolicy& client) {
  budget = RetryBudget(client.retry.budget);
  hedge_delays.clear();
  for (CompiledStep& step : load_.steps) {
    if (!step.own_deadline) step.deadline = client.deadline;
    if (!step.own_attempt_timeout) step.attempt_timeout = client.attempt_timeout;
    if (client.hedge) hedge_delays.emplace_back(*client.hedge);
  }
}

void LoadRun::advance() {
  const auto offset = arrivals_ ? arrivals_->next() : std::nullopt;
  due_ = offset ? origin_ + *offset : kNoArrival;
  begun_ = true;
}

void LoadRun::replace_arrivals(std::unique_ptr<ArrivalProcess> arrivals) {
  const Nanoseconds now = clock_.now();
  if (active_) begin_due(now - Nanoseconds(1), now);
  arrivals_ = std::move(arrivals);
  origin_ = now;
  advance();
  if (active_) arm();
}

void LoadRun::enter_phase(std::string_view phase, Nanoseconds at) {
  const auto& phases = load_.spec.phases;
  const bool active =
      phases.empty() || std::find(phases.begin(), phases.end(), phase) != phases.end();
  if (active == active_) return;
  // What was due before the border belongs to the phase before.
  if (open() && active_) begin_due(at - Nanoseconds(1), clock_.now());
  active_ = active;
  if (!active) {
    timer_.cancel();
  } else if (open()) {
    if (!begun_ && !phases.empty()) origin_ = at;
    if (!begun_) advance();
    while (due_ < at) advance();
    arm();
  } else {
    while (may_begin()) {
      Walk* walk = take_slot();
      if (walk == nullptr) break;
      begin_user(*walk, clock_.now());
    }
  }
}

Nanoseconds LoadRun::oldest_due() const {
  // A closed load's paused users begin when their pause is over, at any time from now on.
  Nanoseconds oldest = kNoArrival;
  if (active_) oldest = open() ? due_ : clock_.now();
  for (const Nanoseconds due : dues_) oldest = std::min(oldest, due);
  return oldest;
}

void LoadRun::begin_last() {
  if (!open() || !active_) return;
  const Nanoseconds now = clock_.now();
  begin_due(now, now);
}

void LoadRun::arm() {
  if (due_ == kNoArrival) return;
  timer_.start(clock_.at(due_ - walker_.ahead()), [this] {
    const Nanoseconds now = clock_.now();
    begin_due(now + walker_.ahead(), now);
    arm();
  });
}

void LoadRun::begin_due(Nanoseconds until, Nanoseconds now) {
  for (; due_ <= until; advance()) {
    Walk* walk = take_slot();
    if (walk != nullptr) {
      begin(*walk, due_, now);
      continue;
    }
    ++counts_.dropped;
    const Keys::Key* key = load_.keys ? &load_.keys->next(0) : nullptr;
    walker_.record_missed(*this, key, next_iteration_++, due_);
  }
}

Walk* LoadRun::take_slot() {
  if (walks_.size() < load_.users) {
    dues_.push_back(kNoArrival);
    Walk& walk = walks_.emplace_back(loop_, *this, static_cast<std::uint32_t>(walks_.size()));
    if (of_load_) walk.captures = of_load_->captures;
    return &walk;
  }
  if (free_.empty()) return nullptr;
  Walk* walk = free_.front();
  free_.pop_front();
  return walk;
}

void LoadRun::begin(Walk& walk, Nanoseconds due, Nanoseconds now) {
  ++counts_.started;
  ++under_way_;
  walk.iteration = next_iteration_++;
  walk.key = load_.keys ? &load_.keys->next(walk.user) : nullptr;
  walker_.begin(walk, due, now);
}

void LoadRun::on_iteration_ended(Walk& walk, Nanoseconds now) {
  note_idle(walk);
  ++counts_.ended;
  --under_way_;
  if (open() || !active_ || !may_begin()) {
    free_.push_back(&walk);
    return tear_down_next();
  }
  const Nanoseconds least = walk.unconnected ? kDeadTargetPause : Nanoseconds(0);
  const Nanoseconds pause = std::max(load_.spec.think, least);
  if (pause == Nanoseconds(0)) return begin_user(walk, now);
  pause_user(walk, pause);
}

void LoadRun::pause_user(Walk& walk, Nanoseconds pause) {
  walk.timer.start(steady_now() + pause, [this, &walk] {
    if (active_ && may_begin()) return begin_user(walk, clock_.now());
    free_.push_back(&walk);
  });
}

}  // namespace squall
