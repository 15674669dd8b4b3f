#include "harness/faults/on_each_node.h"

#include "harness/core/text.h"

namespace squall {

Result<std::string> on_each_node(const std::vector<Node*>& nodes,
                                 const std::function<Result<std::string>(Node&)>& act) {
  std::vector<std::string> done;
  std::vector<std::string> failed;
  for (Node* node : nodes) {
    const auto result = act(*node);
    const std::string& text = result ? *result : result.error().message;
    (result ? done : failed).push_back(nodes.size() == 1 ? text : node->name + ": " + text);
  }
  if (failed.empty()) return join_names(done);
  return fail(join_names(failed));
}

}  // namespace squall
