// topology.toml, but for services and workloads.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "harness/core/text.h"
#include "harness/scenario/confidential.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

std::vector<Variable> read_variables(const Section& root) {
  std::vector<Variable> variables;
  Names names("variable", NameStyle::kWord);
  for (const Section& section : root.tables("variable")) {
    names.add(section);
    Variable variable;
    variable.name = section.text("name");
    variable.random_length = section.has("random") ? section.integer("random") : 0;
    variable.secret = section.flag("secret") || variable.random_length > 0;
    if (const TomlNode* value = section.given("value")) {
      variable.value = scalar_text(*value);
      if (value->array() != nullptr || value->table() != nullptr) {
        section.error("value", "'value' must be a string, a number or a boolean");
      }
    }
    section.needs_one_of("value", "random", "write value = \"…\" or random = 16");
    variables.push_back(std::move(variable));
  }
  return variables;
}

// A secret one is taken as it stands: no brace in it is a reference.
void check_variables(const Section& root, const References& references) {
  for (const Section& section : root.tables("variable")) {
    const TomlNode* value = section.given("value");
    if (value == nullptr || value->text() == nullptr || section.flag("secret")) continue;
    references.check(*value, {});
    const Template parsed(*value->text());
    for (const Template::Segment& segment : parsed.segments()) {
      if (!segment.reference || !segment.text.starts_with("var.")) continue;
      section.error("value",
                    fmt::format("a variable cannot refer to another one, {{{}}}", segment.text),
                    "write what that one says");
    }
  }
}

std::vector<Prepare> read_prepare(const Section& root) {
  std::vector<Prepare> all;
  Names names("prepare", NameStyle::kText);
  for (const Section& section : root.tables("prepare")) {
    names.add(section);
    all.push_back({section.text("name"), section.texts("run"), section.text("makes"),
                   section.duration("timeout"), section.texts("programs")});
    if (section.has("run") && all.back().run.empty()) section.error("run", "'run' is empty");
  }
  return all;
}

std::vector<Flavour> read_flavours(const Section& root) {
  std::vector<Flavour> flavours;
  Names names("flavour", NameStyle::kText);
  for (const Section& section : root.tables("flavour")) {
    names.add(section);
    Flavour flavour;
    flavour.name = section.text("name");
    flavour.file = section.text("file");
    flavour.get = section.text("get");
    if (const auto when = section.table("when")) {
      flavour.program = when->text("program");
      flavour.paths = when->texts("paths");
      std::erase_if(flavour.paths, [](const std::string& path) { return is_unset(path); });
    }
    flavours.push_back(std::move(flavour));
  }
  return flavours;
}

void check_service_name(const Topology& topology, const TomlNode& name, Findings& findings) {
  if (name.text() == nullptr || topology.find_service(*name.text()) != nullptr) return;
  std::vector<std::string> names;
  for (const Service& service : topology.services) names.push_back(service.name);
  findings.error(name.position, fmt::format("there is no service '{}'", *name.text()),
                 suggestion(*name.text(), names, "services"));
}

void check_port(const Topology& topology, const Section& link) {
  const Service* service = topology.find_service(link.text("to"));
  const TomlNode* port = link.given("port");
  if (service == nullptr || port == nullptr) return;
  std::vector<std::string> names;
  for (const Port& known : service->ports) names.push_back(known.name);
  if (std::find(names.begin(), names.end(), link.text("port")) != names.end()) return;
  link.context().findings.error(
      port->position, fmt::format("{} has no port '{}'", service->name, link.text("port")),
      suggestion(link.text("port"), names, "ports"));
}

std::vector<Link> read_links(const Section& root, const Topology& topology, bool complete) {
  std::vector<Link> links;
  Names names("link", NameStyle::kText);
  for (const Section& section : root.tables("link")) {
    names.add(section);
    links.push_back({section.text("name"), section.text("from"), section.text("to"),
                     section.choice<Link::Proxy>("proxy"), section.text("port")});
    if (!complete) continue;
    check_port(topology, section);
    for (const char* end : {"from", "to"}) {
      const TomlNode* service = section.given(end);
      const bool client = std::string_view(end) == "from" && section.text(end) == "client";
      if (service != nullptr && !client) {
        check_service_name(topology, *service, section.context().findings);
      }
    }
  }
  return links;
}

// Depth first; the first cycle that is met is named.
void check_needs_cycles(const std::vector<Section>& sections, const Topology& topology) {
  std::set<std::string> done;
  std::vector<std::string> path;
  const std::function<bool(const std::string&)> visit = [&](const std::string& name) {
    const auto on_path = std::find(path.begin(), path.end(), name);
    if (on_path != path.end()) {
      std::vector<std::string> cycle(on_path, path.end());
      cycle.push_back(name);
      const auto section =
          std::find_if(sections.begin(), sections.end(),
                       [&](const Section& candidate) { return candidate.text("name") == name; });
      section->error("needs",
                     fmt::format("services need one another: {}", fmt::join(cycle, " -> ")),
                     "a service is started after those that it needs");
      return false;
    }
    const Service* service = topology.find_service(name);
    if (service == nullptr || done.count(name) != 0) return true;
    path.push_back(name);
    const bool fine = std::all_of(service->needs.begin(), service->needs.end(), visit);
    path.pop_back();
    done.insert(name);
    return fine;
  };
  for (const Service& service : topology.services) {
    if (!visit(service.name)) return;
  }
}

void check_needs(const std::vector<Section>& sections, const Topology& topology) {
  for (const Section& section : sections) {
    const TomlNode* needs = section.given("needs");
    if (needs == nullptr) continue;
    if (needs->text() != nullptr) check_service_name(topology, *needs, section.context().findings);
    if (needs->array() == nullptr) continue;
    for (const TomlNode& need : *needs->array()) {
      check_service_name(topology, need, section.context().findings);
    }
  }
  check_needs_cycles(sections, topology);
}

// Other hosts than loopback are dialled only where the topology says so.
void check_addresses(const Section& section) {
  const TomlNode* addresses = section.given("addresses");
  if (addresses == nullptr || addresses->array() == nullptr) return;
  for (const TomlNode& address : *addresses->array()) {
    const std::string& url = *address.text();
    const auto place = url.find("://") == url.npos ? std::nullopt : host_port_of(url);
    if (place) {
      check_allowed(address.position, *place, section.context());
      continue;
    }
    section.context().findings.error(address.position, fmt::format("'{}' is no address", url),
                                     "write \"http://127.0.0.1:8080\"");
  }
}

void check_session(const Section& root) {
  const TomlNode* session = root.given("session");
  if (session == nullptr || !session->position.file) return;
  const std::filesystem::path folder = std::filesystem::path(*session->position.file).parent_path();
  const std::filesystem::path file = (folder / *session->text()).lexically_normal();
  std::error_code ignored;
  if (std::filesystem::is_regular_file(file, ignored)) return;
  root.error("session", fmt::format("there is no file '{}'", file.string()),
             "write a path relative to this file");
}

std::vector<std::string> read_allowed(const Section& root) {
  const auto safety = root.table("safety");
  if (!safety) return {};
  for (const std::string& entry : safety->texts("allow")) {
    if (host_port_of(entry)) continue;
    safety->error("allow", fmt::format("'{}' names no host", entry),
                  "write each one as \"http://10.0.0.5:8080\", \"10.0.0.5:8080\", or "
                  "\"10.0.0.5\" for all of its ports");
  }
  return safety->texts("allow");
}

void find_programs(const LoadRequest& request, Topology& topology) {
  const auto add = [&](const std::string& program, const std::vector<std::string>& folders) {
    if (program.empty() || !request.find_program) return;
    const auto& known = topology.programs;
    const bool found = std::any_of(known.begin(), known.end(), [&](const FoundProgram& other) {
      return other.name == program;
    });
    const auto path = found ? std::nullopt : request.find_program(program, folders);
    if (path) topology.programs.push_back({program, *path});
  };
  for (const Flavour& flavour : topology.flavours) add(flavour.program, flavour.paths);
  for (const Service& service : topology.services) add(service.program, {});
}

}  // namespace

Topology read_topology(const TopologyDocument& document, const Section& root,
                       const LoadRequest& request) {
  Topology topology;
  topology.name = root.text("name");
  topology.title = root.text("title");
  topology.file = document.file;
  // Its folder is asked for, and an empty path is none.
  if (!topology.file.has_parent_path()) topology.file = "." / topology.file;
  topology.variables = read_variables(root);
  topology.prepare = read_prepare(root);
  topology.flavours = read_flavours(root);
  topology.flavour = document.flavour;
  topology.allowed_hosts = read_allowed(root);
  check_session(root);
  const std::vector<Section> services = root.tables("service");
  Names names("service", NameStyle::kWord);
  for (const Section& section : services) {
    names.add(section);
    topology.services.push_back(read_service(section));
    if (is_reserved_name(topology.services.back().name)) {
      section.error("name", fmt::format("a service cannot be called '{}'", section.text("name")),
                    "that name has a meaning in {references} and links");
    }
  }
  topology.links = read_links(root, topology, document.complete);
  find_programs(request, topology);
  const References references(topology, document.complete, root.context().findings);
  check_variables(root, references);
  if (document.complete) check_needs(services, topology);
  for (const Section& section : services) {
    check_service(section, topology, references, !document.resolved);
    check_addresses(section);
    if (!document.resolved && request.find_program) warn_of_missing(section, topology);
  }
  return topology;
}

}  // namespace squall
