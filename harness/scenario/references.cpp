#include "harness/scenario/references.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace squall {
namespace {

using Problem = std::pair<std::string, std::string>;

constexpr std::array<std::string_view, 13> kReserved{
    "client", "node", "peer",  "var",  "program",   "topology", "run",
    "seed",   "key",  "value", "user", "iteration", "n"};

template <typename T>
std::vector<std::string> names_of(const std::vector<T>& items) {
  std::vector<std::string> names;
  for (const T& item : items) names.push_back(item.name);
  return names;
}

Problem unknown(std::string_view what, std::string_view name,
                const std::vector<std::string>& candidates) {
  return {fmt::format("there is no {} '{}'", what, name),
          suggestion(name, candidates, fmt::format("{}s", what))};
}

Problem named(std::string_view what, std::string_view name,
              const std::vector<std::string>& candidates) {
  const bool known = std::find(candidates.begin(), candidates.end(), name) != candidates.end();
  return known ? Problem{} : unknown(what, name, candidates);
}

// The part behind "node." or "SERVICE.".
Problem field_problem(const Service& service, std::string_view field, bool of_node) {
  if (field.starts_with("port.") || field.starts_with("host.")) {
    const auto problem = named("port", field.substr(5), names_of(service.ports));
    if (problem.first.empty()) return problem;
    return {fmt::format("{} has no port '{}'", service.name, field.substr(5)), problem.second};
  }
  std::vector<std::string> fields{"url", "host", "port", "dir", "name"};
  const std::vector<std::string> more =
      of_node ? std::vector<std::string>{"index", "number"} : std::vector<std::string>{"count"};
  fields.insert(fields.end(), more.begin(), more.end());
  return named("field", field, fields);
}

// "database[1]": the name, and whether the index is one that the service has.
Problem index_problem(const Service& service, std::string_view index) {
  int number = -1;
  const auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), number);
  const bool whole = error == std::errc{} && end == index.data() + index.size();
  if (whole && number >= 0 && number < service.nodes) return {};
  return {fmt::format("{} has no node [{}]", service.name, index),
          fmt::format("it has {} node{}: [0]{}", service.nodes, service.nodes == 1 ? "" : "s",
                      service.nodes == 1 ? "" : fmt::format(" to [{}]", service.nodes - 1))};
}

Problem service_problem(const Service& service, std::string_view head, std::string_view field) {
  const std::size_t open = head.find('[');
  if (open != head.npos) {
    const bool closed = head.ends_with(']');
    const Problem wrong = index_problem(
        service, closed ? head.substr(open + 1, head.size() - open - 2) : head.substr(open));
    if (!wrong.first.empty()) return wrong;
  }
  return field_problem(service, field, open != head.npos);
}

std::vector<std::string> program_names(const Topology& topology) {
  std::vector<std::string> names;
  for (const Flavour& flavour : topology.flavours) {
    if (!flavour.program.empty()) names.push_back(flavour.program);
  }
  for (const Service& service : topology.services) {
    if (!service.program.empty()) names.push_back(service.program);
  }
  return names;
}

Problem node_problem(const Service* service, std::string_view head, std::string_view field) {
  if (service != nullptr) return field_problem(*service, field, true);
  return {fmt::format("there is no {} here", head),
          "name a service: {SERVICE.url}, {SERVICE[1].url}"};
}

}  // namespace

Problem References::problem(std::string_view reference, const ReferenceScope& scope) const {
  const auto& dynamic = scope.dynamic;
  if (std::find(dynamic.begin(), dynamic.end(), reference) != dynamic.end()) return {};
  if (reference == "seed") return {};
  const std::size_t dot = reference.find('.');
  const std::string_view head = reference.substr(0, dot);
  const std::string_view field = dot == reference.npos ? "" : reference.substr(dot + 1);
  if (dot != reference.npos) {
    if (head == "var") {
      return named("variable", field, names_of(topology_.variables));
    }
    if (head == "program") return named("program", field, program_names(topology_));
    if (head == "run") return named("field", field, {"dir", "id"});
    if (head == "topology") return named("field", field, {"dir"});
    if (head == "node") return node_problem(scope.node, head, field);
    if (head == "peer") return node_problem(scope.peer, head, field);
  }
  const std::string_view service_name = head.substr(0, head.find('['));
  if (const Service* service = topology_.find_service(service_name)) {
    if (dot != reference.npos) return service_problem(*service, head, field);
    return {"this does not say what of the service",
            fmt::format("write {{{0}.url}}, {{{0}.host}} or {{{0}.port}}", head)};
  }
  if (!complete_) return {};
  if (dot != reference.npos) return unknown("service", service_name, names_of(topology_.services));
  std::vector<std::string> candidates = dynamic;
  candidates.emplace_back("seed");
  return {"nothing has this name here",
          fmt::format("{}; a brace that is no reference is written {{{{",
                      suggestion(reference, candidates, "names"))};
}

void References::check(const TomlNode& text, const ReferenceScope& scope) const {
  const Template parsed(*text.text());
  for (const Template::Segment& segment : parsed.segments()) {
    if (!segment.reference) continue;
    auto [what, hint] = problem(segment.text, scope);
    if (what.empty()) continue;
    findings_.error(inside(text, segment.offset), fmt::format("{{{}}}: {}", segment.text, what),
                    std::move(hint));
  }
}

void References::check(const Section& section, const ReferenceScope& scope) const {
  section.for_each_template([&](const TomlNode& text) { check(text, scope); });
}

bool is_reserved_name(std::string_view name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

}  // namespace squall
