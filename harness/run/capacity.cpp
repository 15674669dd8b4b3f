#include "harness/run/capacity.h"

#include <algorithm>
#include <stdexcept>

#include "harness/analysis/capacity_search.h"

namespace squall {
namespace {

constexpr Nanoseconds kStragglerPoll = std::chrono::milliseconds(20);

class Searcher {
 public:
  Searcher(const Phase& phase, const CapacitySearchRun& run)
      : phase_(phase), spec_(*phase.capacity), run_(run), search_(spec_) {
    const auto& loads = run.scenario.loads;
    const auto load = std::find_if(loads.begin(), loads.end(),
                                   [&](const Load& each) { return each.name == spec_.load; });
    if (load == loads.end()) throw std::logic_error("the searched load is not in the scenario");
    load_ = &*load;
    index_ = static_cast<std::uint8_t>(load - loads.begin());
  }

  std::string run() {
    while (const auto rate = search_.next()) {
      if (!step(*rate)) return "";
    }
    set_rate(load_->rate_per_s);
    const std::string result(name(search_.result()));
    run_.events.on_event(CapacityFound{phase_.name, spec_.load, result, search_.held_per_s()});
    return result;
  }

 private:
  bool step(double rate) {
    set_rate(rate);
    const Nanoseconds from = run_.clock.now() + spec_.settle;
    const Nanoseconds until = from + spec_.hold;
    run_.records.begin_step(index_, from, until);
    if (!run_.wait_until(until)) return false;
    set_rate(0);
    // Everything that was due in the step has ended when nothing older is under way.
    while (run_.engine.stats().oldest_due.value_or(until) < until) {
      if (!run_.wait_until(run_.clock.now() + kStragglerPoll)) return false;
    }
    const CapacityStepFold seen = run_.records.end_step();
    const StepJudgement judgement = judge_step(spec_, seen);
    run_.events.on_event(CapacityStep{phase_.name, spec_.load, rate, from, until,
                                      std::string(name(judgement.verdict)), judgement.reason});
    search_.add(judgement.verdict);
    return true;
  }

  void set_rate(double rate) {
    const auto done = run_.engine.set_rate(spec_.load, rate);
    if (!done) throw std::logic_error(done.error().message);
    run_.events.on_event(LoadChanged{spec_.load, rate});
  }

  const Phase& phase_;
  const CapacitySpec& spec_;
  const CapacitySearchRun& run_;
  CapacitySearch search_;
  const Load* load_ = nullptr;
  std::uint8_t index_ = 0;
};

}  // namespace

std::string find_capacity(const Phase& phase, const CapacitySearchRun& run) {
  return Searcher(phase, run).run();
}

}  // namespace squall
