// What the names in a topology's templates stand for, once every node has its address.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/topology/node.h"

namespace squall {

/// Everything that references can name.
struct Placement {
  const Topology& topology;
  const std::filesystem::path& run_dir;
  const std::string& run_id;
  const std::uint64_t seed;
  std::vector<std::unique_ptr<Node>> nodes;  ///< In the order of the file.
  /// ("client" or a node's name, a node's name, the index of its port) to the proxy between them.
  std::map<std::tuple<std::string, std::string, std::size_t>, NodeAddress> routes;

  std::vector<const Node*> nodes_of(std::string_view service) const;
  /// Where `from` ("client", a service, or "" for direct addresses), or more exactly its node
  /// `from_node`, reaches `node`: directly, or through a proxy.
  NodeAddress address(std::string_view from, const Node* from_node, const Node& node,
                      std::size_t port = 0) const;
};

/// From where, and about which node, a template speaks.
struct Viewpoint {
  std::string from;  ///< "client", a service, or "" for direct addresses.
  const Node* node = nullptr;
  const Node* peer = nullptr;
  std::string loop =
      {};  ///< Inside `{for NAME in SERVICE}`: NAME, and the node that it stands for,
  const Node* loop_node = nullptr;  ///< as `from` reaches it.
};

std::optional<std::string> resolve(const Placement& placement, const Viewpoint& view,
                                   std::string_view name);

/// A config file: references, and `{for NAME in SERVICE}` … `{end}` on lines of their own, whose
/// inside is repeated for every node of the service. The error has the line.
Result<std::string> render_file(const Placement& placement, const Viewpoint& view,
                                std::string_view text);

}  // namespace squall
