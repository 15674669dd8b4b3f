// [[service]].
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/core/text.h"
#include "harness/model/argument_list.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

std::optional<std::uint16_t> port_number(const TomlNode& node) {
  const auto* number = std::get_if<std::int64_t>(&node.data);
  if (number == nullptr || *number < 1 || *number > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

void bad_ports(const Section& section, const TomlNode& at) {
  section.context().findings.error(at.position,
                                   "'ports' must be names, or names with numbers from 1 to 65535",
                                   "write [\"http\"], { http = 5984 } or { http = [5984, 5985] }");
}

// { http = 5984 } and { http = [5984, 5985] }: one number for each node.
Port fixed_port(const Section& section, const TomlEntry& entry, int nodes) {
  Port port{entry.key, {}};
  const TomlNode::Array single{entry.value};
  for (const TomlNode& item : entry.value.array() == nullptr ? single : *entry.value.array()) {
    const auto number = port_number(item);
    if (!number) {
      bad_ports(section, item);
      return port;
    }
    port.fixed.push_back(*number);
  }
  if (static_cast<int>(port.fixed.size()) != nodes) {
    section.context().findings.error(
        entry.value.position,
        fmt::format("port '{}' has {} number{} for {} node{}", entry.key, port.fixed.size(),
                    port.fixed.size() == 1 ? "" : "s", nodes, nodes == 1 ? "" : "s"));
  }
  return port;
}

std::vector<Port> read_ports(const Section& section, int nodes) {
  std::vector<Port> ports;
  const TomlNode* given = section.given("ports");
  if (given == nullptr) return {Port{}};
  if (const auto* entries = given->table()) {
    for (const TomlEntry& entry : *entries) ports.push_back(fixed_port(section, entry, nodes));
  } else if (const auto* items = given->array()) {
    for (const TomlNode& item : *items) {
      if (item.text() == nullptr) {
        bad_ports(section, item);
      } else {
        ports.push_back({*item.text(), {}});
      }
    }
  } else if (given->text() != nullptr) {
    ports.push_back({*given->text(), {}});
  }
  if (ports.empty()) bad_ports(section, *given);
  return ports;
}

void read_shared_ports(const Section& section, Service& service) {
  for (const std::string& name : section.texts("shared_ports")) {
    const auto same = [&](const Port& port) { return port.name == name; };
    const TomlNode& at = *section.given("shared_ports");
    if (std::any_of(service.ports.begin(), service.ports.end(), same)) {
      section.context().findings.error(
          at.position, fmt::format("'shared_ports': there is a port '{}' already", name),
          "name it in `ports` or in `shared_ports`");
    }
    service.ports.push_back({name, {}, true});
  }
}

bool leaves_folder(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return normal.is_absolute() || (!normal.empty() && *normal.begin() == "..");
}

std::vector<ServiceFile> read_files(const Section& section) {
  std::vector<ServiceFile> files;
  for (const Section& file : section.tables("files")) {
    const bool render = file.has("template");
    file.needs_one_of("template", "from",
                      "write template = \"FILE\", which is rendered, or from = \"FILE\", which is "
                      "copied");
    files.push_back({file.text(render ? "template" : "from"), file.text("to"), render});
    if (leaves_folder(files.back().to)) {
      file.error("to", fmt::format("'{}' leaves the node's folder", files.back().to),
                 "write a path relative to it");
    }
  }
  return files;
}

SetupCall read_setup(const Section& section) {
  SetupCall call;
  call.name = section.text("name");
  call.each = section.choice<SetupCall::Each>("each");
  call.method = section.text("method");
  call.parallel = section.flag("parallel");
  call.url = section.text_template("url");
  call.headers = section.string_map("headers");
  auto [body, content_type] = read_body(section);
  call.body = std::move(body);
  call.body_file = section.text("body_file");
  const bool typed = std::any_of(call.headers.begin(), call.headers.end(), [](const auto& header) {
    return header.first == "Content-Type" || header.first == "content-type";
  });
  if (!content_type.empty() && !typed) {
    call.headers.emplace_back("Content-Type", Template(content_type));
  }
  call.expect = section.expect("expect");
  call.retry_for = section.duration("retry_for");
  call.timeout = section.duration("timeout");
  return call;
}

StopSpec read_stop(const Section& section) {
  StopSpec stop;
  const auto table = section.table("stop");
  if (!table) return stop;
  stop.signal = table->text("signal");
  stop.timeout = table->duration("timeout");
  if (stop.signal.starts_with("SIG")) stop.signal.erase(0, 3);
  const std::vector<std::string> signals{"TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL"};
  if (std::find(signals.begin(), signals.end(), stop.signal) == signals.end()) {
    table->error("signal", fmt::format("'{}' is no signal that ends a process", stop.signal),
                 fmt::format("write {}", join_names(signals, "or")));
  }
  return stop;
}

std::optional<VersionSpec> read_version(const Section& section) {
  const auto table = section.table("version");
  if (!table) return std::nullopt;
  VersionSpec version{table->texts("run"), table->text("file"), table->text("match"),
                      table->text("json")};
  table->needs_one_of("run", "file",
                      "write { run = [\"haproxy\", \"-v\"], match = \"version ([0-9.]+)\" }");
  if (const TomlNode* match = table->given("match")) check_regex(*match, section.context());
  if (table->has("json") && !is_json_path(version.json)) {
    table->error("json", fmt::format("'{}' is no JSON path", version.json));
  }
  return version;
}

std::optional<BackendsSpec> read_backends(const Section& section) {
  const auto table = section.table("backends");
  if (!table) return std::nullopt;
  BackendsSpec backends{table->text("probe"), table->text_template("socket"),
                        table->duration("interval"), table->duration("timeout")};
  for (const char* key : {"interval", "timeout"}) {
    if (table->has(key) && table->duration(key) < std::chrono::milliseconds(10)) {
      table->error(key, fmt::format("'{}' must be at least 10ms", key));
    }
  }
  return backends;
}

int count_addresses(const Section& section, const std::vector<std::string>& addresses) {
  const int count = std::max(1, static_cast<int>(addresses.size()));
  if (section.has("nodes") && section.integer("nodes") != count) {
    section.error("nodes",
                  fmt::format("'nodes' is {}, and there are {} addresses", section.integer("nodes"),
                              addresses.size()),
                  "leave 'nodes' out");
  }
  return count;
}

}  // namespace

Service read_service(const Section& section) {
  Service service;
  service.name = section.text("name");
  service.driver = section.text("driver");
  service.role = section.text("role");
  service.nodes = section.integer("nodes");
  service.scheme = section.text("scheme");
  service.needs = section.texts("needs");
  service.command = section.templates("command");
  if (section.has("command") && service.command.empty()) {
    section.error("command", fmt::format("the command of {} is empty", section.label()));
  }
  if (service.command.size() == 1) {
    std::string hint = split_arguments("command", service.command[0].source());
    if (!hint.empty()) {
      section.error("command", fmt::format("the command of {} is one word", section.label()),
                    std::move(hint));
    }
  }
  service.program = section.text("program");
  if (service.program.empty() && !service.command.empty() && service.command[0].constant()) {
    service.program = service.command[0].source();
  }
  service.cwd = section.text_template("cwd");
  service.env = section.string_map("env");
  service.addresses = section.texts("addresses");
  if (section.has("addresses")) service.nodes = count_addresses(section, service.addresses);
  service.ports = read_ports(section, service.nodes);
  read_shared_ports(section, service);
  service.files = read_files(section);
  service.data = section.text("data");
  service.stop = read_stop(section);
  service.version = read_version(section);
  if (const auto ready = section.table("ready")) {
    service.ready = ReadySpec{read_probe(*ready), ready->duration("timeout")};
    forbid_baseline_test(*ready);
  }
  if (const auto primary = section.table("primary")) {
    service.primary = read_probe(*primary);
    forbid_baseline_test(*primary);
    service.primary->timeout = primary->duration("timeout");
  }
  service.backends = read_backends(section);
  Names names("setup call", NameStyle::kText);
  for (const Section& setup : section.tables("setup")) {
    names.add(setup);
    service.setup.push_back(read_setup(setup));
  }
  return service;
}

// A path may be made by [[prepare]].
void warn_of_missing(const Section& section, const Topology& topology) {
  const Service* known = topology.find_service(section.text("name"));
  if (known == nullptr) return;
  const Service& service = *known;
  const auto& found = topology.programs;
  const bool is_there = std::any_of(found.begin(), found.end(), [&](const FoundProgram& program) {
    return program.name == service.program;
  });
  if (!service.program.empty() && service.program.find_first_of("/ ") == std::string::npos &&
      !is_there) {
    section.warning(section.has("program") ? "program" : "command",
                    fmt::format("the program '{}' is not on this machine", service.program),
                    "`squall doctor` says what is missing");
  }
  std::error_code ignored;
  const std::string cwd = service.cwd.source();
  if (service.cwd.constant() && cwd.starts_with('/') && !fs::is_directory(cwd, ignored)) {
    section.warning("cwd", fmt::format("there is no folder '{}'", cwd));
  }
}

void check_service(const Section& section, const Topology& topology, const References& references,
                   bool files_exist) {
  const Service* service = topology.find_service(section.text("name"));
  if (service == nullptr) return;
  Findings& findings = section.context().findings;
  const ReferenceScope of_node{service, nullptr, {}};
  references.check(section, of_node);
  for (const char* probe : {"ready", "primary", "backends"}) {
    if (const auto table = section.table(probe)) references.check(*table, of_node);
  }
  for (const Section& setup : section.tables("setup")) {
    const auto each = setup.choice<SetupCall::Each>("each");
    references.check(setup, {service, each == SetupCall::Each::kPeer ? service : nullptr, {}});
  }
  for (const Section& file : section.tables("files")) {
    const TomlNode* rendered = file.given("template");
    if (rendered == nullptr || !files_exist) continue;
    check_rendered_file(topology.directory() / *rendered->text(), rendered->position, topology,
                        references, *service, findings);
  }
}

}  // namespace squall
