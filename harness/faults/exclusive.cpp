#include "harness/faults/exclusive.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {

Result<void> Exclusive::take(Node& node) {
  if (!node.take_for(kind_)) {
    return fail(
        fmt::format("another fault '{}' is in on {}: let that end first", kind_, node.name));
  }
  nodes_.push_back(&node);
  return {};
}

bool Exclusive::has(const Node& node) const {
  return std::find(nodes_.begin(), nodes_.end(), &node) != nodes_.end();
}

void Exclusive::give_back(Node& node) {
  if (std::erase(nodes_, &node) > 0) node.give_back(kind_);
}

}  // namespace squall
