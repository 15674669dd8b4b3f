#include "harness/topology/version.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <csignal>

#include "harness/core/file.h"
#include "harness/core/json_path.h"
#include "harness/core/regex.h"
#include "harness/core/text.h"
#include "harness/topology/cleanup.h"
#include "harness/topology/programs.h"

namespace squall {
namespace {

constexpr Nanoseconds kVersionPatience = std::chrono::seconds(5);
constexpr std::size_t kLongest_bytes = 100;

std::string output_of(const Placement& placement, const Service& service, Reaper& reaper) {
  SpawnRequest request;
  for (const std::string& argument : service.version->run) {
    const auto text = Template(argument).render(
        [&](std::string_view name) { return resolve(placement, {service.name}, name); });
    if (!text) return {};
    request.argv.push_back(*text);
  }
  const auto program = find_program_of(placement.topology, request.argv.at(0));
  if (!program) return {};
  request.argv[0] = program->string();
  for (char** entry = environ; *entry != nullptr; ++entry) request.env.emplace_back(*entry);
  request.env.push_back(fmt::format("{}={}", kRunMark, placement.run_dir.string()));
  request.cwd = placement.run_dir;
  request.log = placement.run_dir / "work" / ("version-" + service.name);
  const auto child = reaper.spawn(request);
  if (!child) return {};
  if (!(*child)->wait_exit(kVersionPatience)) {
    [[maybe_unused]] const auto ended = (*child)->signal(SIGKILL);
    return {};
  }
  return read_file(request.log).value_or(std::string());
}

std::string json_at(const std::string& text, const std::string& where) {
  boost::system::error_code error;
  const boost::json::value root = boost::json::parse(text, error);
  const auto path = JsonPath::compile(where);
  const boost::json::value* const found = error || !path ? nullptr : path->find(root);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::string capture(const std::string& text, const std::string& pattern) {
  const auto regex = Regex::compile(pattern);
  const auto found = regex ? regex->capture(text) : std::nullopt;
  return found ? std::string(*found) : std::string();
}

}  // namespace

std::string find_version(const Placement& placement, const Service& service, Reaper& reaper) {
  if (!service.version) return {};
  const VersionSpec& spec = *service.version;
  const std::string text =
      spec.file.empty()
          ? output_of(placement, service, reaper)
          : read_file(placement.topology.directory() / spec.file).value_or(std::string());
  std::string version = text;
  if (!spec.json.empty()) version = json_at(text, spec.json);
  if (!spec.match.empty()) version = capture(spec.json.empty() ? text : version, spec.match);
  version = split(version, '\n').front();
  return clean_utf8(trim(version), kLongest_bytes);
}

}  // namespace squall
