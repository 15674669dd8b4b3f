#include "harness/run/down_nodes.h"

namespace squall {

std::set<std::string> DownNodes::all() const {
  std::set<std::string> nodes;
  for (const auto& [fault, own] : held_) nodes.insert(own.begin(), own.end());
  return nodes;
}

bool DownNodes::has_room_for(const std::vector<std::string>& nodes) const {
  const std::set<std::string> own(nodes.begin(), nodes.end());
  std::set<std::string> together = all();
  together.insert(own.begin(), own.end());
  return own.empty() || together == own || together.size() <= most_;
}

bool DownNodes::take(const std::string& fault, const std::vector<std::string>& nodes) {
  const std::scoped_lock lock(mutex_);
  if (!has_room_for(nodes)) return false;
  held_[fault] = nodes;
  return true;
}

bool DownNodes::take_within(Nanoseconds patience, const std::string& fault,
                            const std::vector<std::string>& nodes, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto has_room = [&] { return has_room_for(nodes); };
  if (!changed_.wait_for(lock, stop, patience, has_room)) return false;
  held_[fault] = nodes;
  return true;
}

void DownNodes::give_back(const std::string& fault) {
  const std::scoped_lock lock(mutex_);
  held_.erase(fault);
  changed_.notify_all();
}

std::vector<std::string> DownNodes::held() const {
  const std::scoped_lock lock(mutex_);
  const std::set<std::string> nodes = all();
  return {nodes.begin(), nodes.end()};
}

}  // namespace squall
