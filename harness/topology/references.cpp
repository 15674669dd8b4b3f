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

/// A node, and from where it is seen.
struct Seen {
  const Node& node;
  std::string_view from;  ///< As in Viewpoint.
  const Node* from_node = nullptr;
};

std::optional<std::string> attribute(const Placement& placement, const Seen& seen,
                                     std::string_view name) {
  const Node& node = seen.node;
  const auto at = [&](std::size_t port) {
    return placement.address(seen.from, seen.from_node, node, port);
  };
  if (name == "name") return node.name;
  if (name == "url") return at(0).url();
  if (name == "host") return at(0).host;
  if (name == "port") return std::to_string(at(0).port);
  if (name == "index") return std::to_string(node.index);
  if (name == "number") return std::to_string(node.index + 1);
  if (name == "dir") return node.dir.string();
  // For probes, which ask for a node by its name; files cannot refer to these.
  if (name == "log" && !node.log.empty()) return node.log.string();
  if (name == "restarts") return std::to_string(std::max(0, node.starts() - 1));
  if (const auto child = node.child(); name == "process" && child != nullptr) {
    return fmt::format("{}:{}", child->pid(), child->identity().start_ticks);
  }
  for (std::size_t i = 0; i < node.ports.size(); ++i) {
    if (behind(name, "port.") == node.ports[i].name) return std::to_string(at(i).port);
    if (behind(name, "host.") == node.ports[i].name) return at(i).host;
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
  return attribute(placement, {*nodes[index], view.from, view.node}, rest);
}

}  // namespace

std::vector<const Node*> Placement::nodes_of(std::string_view service) const {
  std::vector<const Node*> found;
  for (const auto& node : nodes) {
    if (node->service.name == service) found.push_back(node.get());
  }
  return found;
}

NodeAddress Placement::address(std::string_view from, const Node* from_node, const Node& node,
                               std::size_t port) const {
  if (from.empty()) return node.address_of(port);
  const std::string source = from_node == nullptr ? std::string(from) : from_node->name;
  const auto route = routes.find({source, node.name, port});
  return route == routes.end() ? node.address_of(port) : route->second;
}

namespace {

// A variable's value may refer to whatever is no variable; a secret one is taken as it stands.
std::optional<std::string> value_of(const Placement& placement, const Viewpoint& view,
                                    std::string_view variable) {
  const auto lookup = [&](std::string_view name) {
    return name.starts_with("var.") ? std::nullopt : resolve(placement, view, name);
  };
  for (const Variable& known : placement.topology.variables) {
    if (known.name != variable) continue;
    if (known.secret) return known.value;
    const auto rendered = Template(known.value).render(lookup);
    return rendered ? std::optional(*rendered) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> resolve(const Placement& placement, const Viewpoint& view,
                                   std::string_view name) {
  if (name == "topology.dir") {
    return std::filesystem::absolute(placement.topology.directory()).lexically_normal().string();
  }
  if (name == "run.dir") return placement.run_dir.string();
  if (name == "run.id") return placement.run_id;
  if (name == "seed") return std::to_string(placement.seed);
  if (const auto variable = behind(name, "var.")) return value_of(placement, view, *variable);
  if (const auto program = behind(name, "program.")) {
    for (const FoundProgram& known : placement.topology.programs) {
      if (known.name == *program) return known.path;
    }
    return std::nullopt;
  }
  if (view.loop_node != nullptr) {
    const auto rest = behind(name, view.loop + ".");
    if (rest) return attribute(placement, {*view.loop_node, view.from, view.node}, *rest);
  }
  if (const auto rest = behind(name, "node."); rest && view.node != nullptr) {
    return attribute(placement, {*view.node, ""}, *rest);
  }
  if (const auto rest = behind(name, "peer."); rest && view.peer != nullptr) {
    const std::string& from = view.node == nullptr ? view.from : view.node->service.name;
    return attribute(placement, {*view.peer, from, view.node}, *rest);
  }
  return service_reference(placement, view, name);
}

namespace {

struct Loop {
  std::string name, service;
};

// "{for NAME in SERVICE}"
std::optional<Loop> loop_in(std::string_view line) {
  line = trim(line);
  if (!line.starts_with("{for ") || !line.ends_with('}')) return std::nullopt;
  const std::vector<std::string> words = split(line.substr(1, line.size() - 2), ' ');
  if (words.size() != 4 || words[2] != "in") return std::nullopt;
  return Loop{words[1], words[3]};
}

// Appends what one line is rendered to.
Result<void> render_line(const Placement& placement, const Viewpoint& view,
                         const std::vector<std::string>& lines, std::size_t number,
                         std::string& rendered) {
  const auto lookup = [&](std::string_view name) { return resolve(placement, view, name); };
  const auto line = Template(lines[number]).render(lookup);
  if (!line) return fail(fmt::format("line {}: {}", number + 1, line.error().message));
  rendered += *line;
  if (number + 1 < lines.size()) rendered += '\n';
  return {};
}

}  // namespace

Result<std::string> render_file(const Placement& placement, const Viewpoint& view,
                                std::string_view text) {
  std::string rendered;
  const std::vector<std::string> lines = split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto loop = loop_in(lines[i]);
    if (!loop) {
      auto done = render_line(placement, view, lines, i, rendered);
      if (!done) return tl::unexpected(done.error());
      continue;
    }
    std::size_t end = i + 1;
    while (end < lines.size() && trim(lines[end]) != "{end}") ++end;
    if (end == lines.size()) return fail(fmt::format("line {}: the loop has no {{end}}", i + 1));
    if (placement.topology.find_service(loop->service) == nullptr) {
      return fail(fmt::format("line {}: no service is called '{}'", i + 1, loop->service));
    }
    for (const Node* node : placement.nodes_of(loop->service)) {
      Viewpoint inside = view;
      inside.loop = loop->name;
      inside.loop_node = node;
      for (std::size_t line = i + 1; line < end; ++line) {
        auto done = render_line(placement, inside, lines, line, rendered);
        if (!done) return tl::unexpected(done.error());
      }
    }
    i = end;
  }
  return rendered;
}

}  // namespace squall
