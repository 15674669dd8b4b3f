#include "harness/topology/references.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/text.h"

namespace squall {
namespace {

// If `name` begins with `prefix`, what comes behind it.
std::optional<std::string_view> behind(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  return name.substr(prefix.size());
}

std::optional<std::string> attribute(const Node& node, const Address& address,
                                     std::string_view name) {
  if (name == "name") return node.name;
  if (name == "url") return address.url();
  if (name == "host") return address.host;
  if (name == "port") return std::to_string(address.port);
  if (name == "index") return std::to_string(node.index);
  if (name == "number") return std::to_string(node.index + 1);
  if (name == "dir") return node.dir.string();
  const auto port_name = behind(name, "port.");
  for (std::size_t i = 0; port_name && i < node.ports.size(); ++i) {
    // Only the first port can have a proxy in front of it.
    if (node.ports[i].name == *port_name) {
      return std::to_string(i == 0 ? address.port : node.ports[i].number);
    }
  }
  return std::nullopt;
}

// "database.url", "database[1].port.admin", "database.count"
std::optional<std::string> service_reference(const Placement& placement, const Viewpoint& view,
                                             std::string_view name) {
  const std::size_t end = name.find_first_of("[.");
  if (end == name.npos) return std::nullopt;
  const auto nodes = placement.nodes_of(name.substr(0, end));
  std::string_view rest = name.substr(end);
  std::size_t index = 0;
  if (rest.front() == '[') {
    const std::size_t close = rest.find(']');
    if (close == rest.npos) return std::nullopt;
    const auto [stop, error] = std::from_chars(rest.data() + 1, rest.data() + close, index);
    if (error != std::errc{} || stop != rest.data() + close) return std::nullopt;
    rest.remove_prefix(close + 1);
  }
  if (rest.empty() || rest.front() != '.' || index >= nodes.size()) return std::nullopt;
  rest.remove_prefix(1);
  if (rest == "count") return std::to_string(nodes.size());
  return attribute(*nodes[index], placement.address(view.from, *nodes[index]), rest);
}

}  // namespace

std::vector<const Node*> Placement::nodes_of(std::string_view service) const {
  std::vector<const Node*> found;
  for (const auto& node : nodes) {
    if (node->service.name == service) found.push_back(node.get());
  }
  return found;
}

const Address& Placement::address(std::string_view from, const Node& node) const {
  const auto route = routes.find({std::string(from), node.name});
  return route == routes.end() ? node.address : route->second;
}

std::optional<std::string> resolve(const Placement& placement, const Viewpoint& view,
                                   std::string_view name) {
  if (name == "topology.dir") {
    return std::filesystem::absolute(placement.topology.directory()).lexically_normal().string();
  }
  if (name == "run.dir") return placement.run_dir.string();
  if (name == "run.id") return placement.run_id;
  if (name == "seed") return std::to_string(placement.seed);
  if (const auto variable = behind(name, "var.")) {
    for (const Variable& known : placement.topology.variables) {
      if (known.name == *variable) return known.value;
    }
    return std::nullopt;
  }
  if (const auto program = behind(name, "program.")) {
    for (const FoundProgram& known : placement.topology.programs) {
      if (known.name == *program) return known.path;
    }
    return std::nullopt;
  }
  if (const auto rest = behind(name, "node."); rest && view.node != nullptr) {
    const Node& node = *view.node;
    return attribute(node, view.node_by_link ? placement.address(view.from, node) : node.address,
                     *rest);
  }
  if (const auto rest = behind(name, "peer."); rest && view.peer != nullptr) {
    const std::string& from = view.node == nullptr ? view.from : view.node->service.name;
    return attribute(*view.peer, placement.address(from, *view.peer), *rest);
  }
  return service_reference(placement, view, name);
}

Result<std::string> render_file(const Placement& placement, const Viewpoint& view,
                                std::string_view text) {
  std::string rendered;
  const std::vector<std::string> lines = split(text, '\n');
  const auto render_line = [&](const Viewpoint& from, std::size_t number) -> Result<void> {
    const auto line = Template(lines[number]).render([&](std::string_view name) {
      return resolve(placement, from, name);
    });
    if (!line) return fail(fmt::format("line {}: {}", number + 1, line.error().message));
    rendered += *line;
    if (number + 1 < lines.size()) rendered += '\n';
    return {};
  };

  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto loop = behind(trim(lines[i]), "{for node in ");
    if (!loop || !loop->ends_with('}')) {
      if (auto done = render_line(view, i); !done) return tl::unexpected(done.error());
      continue;
    }
    const std::string service(trim(loop->substr(0, loop->size() - 1)));
    const auto is_end = [](const std::string& line) { return trim(line) == "{end}"; };
    const auto end =
        std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(i), lines.end(), is_end);
    if (end == lines.end()) return fail(fmt::format("line {}: the loop has no {{end}}", i + 1));
    const auto end_line = static_cast<std::size_t>(end - lines.begin());
    if (placement.topology.find_service(service) == nullptr) {
      return fail(fmt::format("line {}: no service is called '{}'", i + 1, service));
    }
    for (const Node* node : placement.nodes_of(service)) {
      const Viewpoint inside{view.from, node, nullptr, true};
      for (std::size_t line = i + 1; line < end_line; ++line) {
        if (auto done = render_line(inside, line); !done) return tl::unexpected(done.error());
      }
    }
    i = end_line;
  }
  return rendered;
}

}  // namespace squall
