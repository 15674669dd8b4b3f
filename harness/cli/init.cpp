// squall init DIR: a first topology and scenario for a system that already runs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/core/allowed_hosts.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
  std::string directory;
  std::string url = "http://127.0.0.1:8080";
  std::string path = "/";
};

constexpr const char* kTopology =
    R"toml(# What is put to the test: services, and how they are reached.
schema = 1
name = "{name}"
title = "A system that already runs"

# Driver "external": Squall starts and stops nothing, it only sends load and looks.
# With driver "process" (see the reference) it starts the nodes itself, and can kill them.
[[service]]
name = "web"
driver = "external"
addresses = ["{url}"]

# Who talks to whom. "client" is the load.
[[link]]
from = "client"
to = "web"
{safety}
# One walk through the system, as a client does it.
[[workload]]
name = "visit"

[[workload.step]]
name = "get"
method = "GET"
url = "{web.url}{path}"
expect = { status = 200 }          # also: json, body, regex, header
)toml";

constexpr const char* kScenario =
    R"toml(# One experiment. Check it:  squall check {directory}/scenario.toml
#                 Run it:    squall run {directory}/scenario.toml
schema = 1
title = "The system serves its clients"
topology = "topology.toml"

# How the clients behave: timeouts and retries.
[client]
connect_timeout = "500ms"
attempt_timeout = "2s"
deadline = "5s"
retry = { max = 1, backoff = "exponential", base = "50ms", jitter = "full" }

# Open model: requests come at this rate, however slow the answers are.
[[load]]
workload = "visit"
model = "open"
rate = "10/s"
arrival = "poisson"
{engine}
# What must hold before anything is broken, and again at the end.
[[hypothesis]]
name = "web-answers"
probe = "http"
url = "{web.url}{path}"
expect = { status = 200 }

[[phase]]
name = "warmup"
kind = "warmup"
for = "2s"

[[phase]]
name = "baseline"
kind = "baseline"
for = "10s"

# What is broken: here the way from the clients to the system. To kill or hang a node, Squall must
# have started it itself (driver = "process").
# [[phase]]
# name = "slow-network"
# kind = "fault"
# for = "10s"
# [[phase.fault]]
# kind = "latency"
# target = "client->web"
# delay = "200ms"
# at = "2s"
# for = "3s"

# What decides: pass or fail, or inconclusive when there were too few samples to judge by.
[[gate]]
name = "serves"
expr = "availability >= 99%"
min_samples = 20

[[gate]]
name = "is-fast"
expr = "p99(response_time) <= 1s"
min_samples = 20
)toml";

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

bool write_new(const GlobalOptions& global, const fs::path& path, const std::string& text) {
  if (fs::exists(path)) {
    print_error(global, fmt::format("{} is there already, and is left as it is", path.string()));
    return false;
  }
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) print_error(global, fmt::format("cannot write {}", path.string()));
  return static_cast<bool>(file);
}

int init(const GlobalOptions& global, const InitOptions& options) {
  const auto place =
      options.url.find("://") == options.url.npos ? std::nullopt : host_port_of(options.url);
  if (!place) {
    print_error(global,
                fmt::format("'{}' is no URL; write --url http://127.0.0.1:8080", options.url));
    return exit_code::kUsage;
  }
  const fs::path directory = options.directory;
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    print_error(global, fmt::format("cannot make {}: {}", directory.string(), error.message()));
    return exit_code::kUsage;
  }
  std::string url = options.url;
  while (url.ends_with('/')) url.pop_back();
  const std::string safety =
      is_this_machine(place->host)
          ? ""
          : fmt::format(
                "\n# Other hosts than this machine are dialled only where they are named.\n"
                "[safety]\nallow = [\"{}\"]\n",
                place->text());
  const std::string path = options.path.starts_with('/') ? options.path : '/' + options.path;
  const std::string engine = url.starts_with("https") ? "engine = \"curl\"     # speaks TLS\n" : "";
  const std::string name = fs::absolute(directory).lexically_normal().filename().string();
  std::string topology = replace_all(kTopology, "{name}", name.empty() ? "my-system" : name);
  topology = replace_all(topology, "{url}", url);
  topology = replace_all(topology, "{safety}", safety);
  topology = replace_all(topology, "{path}", path);
  std::string scenario = replace_all(kScenario, "{path}", path);
  scenario = replace_all(scenario, "{directory}", directory.string());
  scenario = replace_all(scenario, "{engine}", engine);
  const bool written = write_new(global, directory / "topology.toml", topology) &&
                       write_new(global, directory / "scenario.toml", scenario);
  if (!written) return exit_code::kUsage;
  if (!global.quiet) {
    fmt::print(
        "wrote {0}/topology.toml and {0}/scenario.toml\n"
        "next:  squall run {0}/scenario.toml\n",
        directory.string());
  }
  return exit_code::kPass;
}

}  // namespace

void add_init_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* command =
      app.add_subcommand("init", "Write a commented topology and scenario for a URL that answers");
  command->add_option("dir", options->directory, "The new folder")->required();
  command->add_option("--url", options->url, "Of the system (default http://127.0.0.1:8080)");
  command->add_option("--path", options->path, "What to ask it for (default /)");
  command->footer(
      "Example:\n  squall init my-system --url http://127.0.0.1:8080 --path /health\n\n"
      "Exit codes: 0 written, 64 a bad URL, or the files are there already.");
  command->callback(
      [&line, options] { line.action = [&line, options] { return init(line.global, *options); }; });
}

}  // namespace squall
