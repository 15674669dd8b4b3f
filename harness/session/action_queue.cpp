#include "harness/session/action_queue.h"

#include <utility>

namespace squall {

void ActionQueue::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
}

void ActionQueue::close(const std::string& reason) {
  std::deque<AskedAction> left;
  {
    const std::lock_guard lock(mutex_);
    open_ = false;
    reason_ = reason;
    left = std::exchange(asked_, {});
  }
  for (const AskedAction& asked : left) asked.reply(refusal(409, "", reason));
}

void ActionQueue::push(AskedAction asked) {
  std::unique_lock lock(mutex_);
  const bool full = asked_.size() >= kMost;
  if (open_ && !full) {
    asked_.push_back(std::move(asked));
    changed_.notify_all();
    return;
  }
  const std::string reason = reason_;
  lock.unlock();
  if (full) return asked.reply(refusal(503, "", "too many actions wait", "try again"));
  asked.reply(refusal(409, "", reason));
}

std::optional<AskedAction> ActionQueue::pop() {
  const std::lock_guard lock(mutex_);
  if (asked_.empty()) return std::nullopt;
  AskedAction first = std::move(asked_.front());
  asked_.pop_front();
  return first;
}

void ActionQueue::wait_until(std::stop_token stop, SteadyTime time) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, std::move(stop), time, [this] { return !asked_.empty(); });
}

}  // namespace squall
