// The nodes that a fault has for itself. Of some kinds a second one on the same node would be ended
// by the healing of the first, or would take what the first did for how it was before.
#pragma once

#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/topology/node.h"

namespace squall {

class Exclusive {
 public:
  explicit Exclusive(std::string kind) : kind_(std::move(kind)) {}

  /// The error: another fault of this kind is in on the node.
  Result<void> take(Node& node);
  bool has(const Node& node) const;
  /// It is healed there.
  void give_back(Node& node);

 private:
  const std::string kind_;
  std::vector<const Node*> nodes_;
};

}  // namespace squall
