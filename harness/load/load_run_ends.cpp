// What a load does before its iterations and after them.
#include <algorithm>
#include <utility>

#include "harness/load/load_run.h"
#include "harness/load/walker.h"

namespace squall {

Walk& LoadRun::slot_of_load() {
  if (!of_load_) of_load_.emplace(loop_, *this, load_.users);
  return *of_load_;
}

void LoadRun::set_up(std::function<void(const std::string& failure)> done) {
  if (load_.load_setup.empty()) return done({});
  when_set_up_ = std::move(done);
  walker_.begin_part(slot_of_load(), Walk::Part::kOfLoad, load_.load_setup);
}

void LoadRun::stop(std::function<void()> when_over) {
  active_ = false;
  timer_.cancel();
  for (Walk& walk : walks_) {
    if (walk.stage == Walk::Stage::kThinking) walker_.cut(walk);
  }
  when_over_ = std::move(when_over);
  tear_down_next();
}

Nanoseconds LoadRun::last_deadline() const {
  Nanoseconds last{};
  for (const Walk& walk : walks_) {
    const bool under_way =
        walk.stage == Walk::Stage::kTrying || walk.stage == Walk::Stage::kBackingOff;
    if (under_way) last = std::max(last, walk.deadline);
  }
  return last;
}

std::uint64_t LoadRun::cut() {
  ending_ = Ending::kLoad;  // Nothing more is torn down.
  std::uint64_t open = 0;
  for (Walk& walk : walks_) open += walker_.cut(walk);
  if (of_load_) open += walker_.cut(*of_load_);
  return open;
}

void LoadRun::on_part_ended(Walk& walk) {
  if (when_set_up_) return std::exchange(when_set_up_, nullptr)(walk.failure);
  --under_way_;
  note_idle(walk);
  tear_down_next();
}

// Users first, then the load, then it is over.
void LoadRun::tear_down_next() {
  if (!when_over_ || under_way_ > 0) return;
  if (ending_ == Ending::kNot) {
    ending_ = Ending::kUsers;
    if (!load_.user_teardown.empty()) tear_down_users();
    if (under_way_ > 0) return;
  }
  if (ending_ == Ending::kUsers) {
    ending_ = Ending::kLoad;
    if (!load_.load_teardown.empty()) {
      ++under_way_;
      return walker_.begin_part(slot_of_load(), Walk::Part::kOfLoad, load_.load_teardown);
    }
  }
  ending_ = Ending::kOver;
  std::exchange(when_over_, nullptr)();
}

void LoadRun::tear_down_users() {
  // Counted first: one that ends at once must not find that it was the last.
  const auto is_to_be = [this](const Walk& walk) {
    return walk.set_up || load_.user_setup.empty();
  };
  for (const Walk& walk : walks_) under_way_ += is_to_be(walk) ? 1U : 0U;
  for (Walk& walk : walks_) {
    if (is_to_be(walk)) walker_.begin_part(walk, Walk::Part::kUserTeardown, load_.user_teardown);
  }
}

}  // namespace squall
