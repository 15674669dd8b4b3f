#include "tests/unit/scenario/support.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace squall::test {
namespace {

namespace fs = std::filesystem;
using T = OptionType;

constexpr std::array<std::string_view, 2> kKillHeals{"restart", "none"};
constexpr auto kKill = std::to_array<Option>({
    {.name = "heal", .summary = "How it ends.", .fallback = "restart", .choices = kKillHeals},
    {.name = "restart_delay", .type = T::kDuration, .summary = "Pause.", .fallback = "0s"},
});
constexpr std::array<std::string_view, 2> kStopHeals{"continue", "none"};
constexpr auto kStop = std::to_array<Option>({
    {.name = "heal", .summary = "How it ends.", .fallback = "continue", .choices = kStopHeals},
});
constexpr auto kRequest = std::to_array<Option>({
    {.name = "url", .type = T::kUrl, .summary = "Where.", .required = true},
});
constexpr auto kSet = std::to_array<Option>({
    kRequest[0],
    {.name = "undo",
     .type = T::kTable,
     .summary = "What undoes it.",
     .required = true,
     .fallback = "false",
     .fields = kRequest},
});
constexpr auto kFaults = std::to_array<Kind>({
    {.name = "kill",
     .summary = "The node's processes die at once.",
     .options = kKill,
     .needs_process = true},
    {.name = "stop", .summary = "The node hangs.", .options = kStop, .needs_process = true},
    {"set", "A request.", kSet, nullptr, true},
});

constexpr auto kNarrow = std::to_array<Option>({
    {.name = "rate", .type = T::kByteRate, .summary = "How much.", .required = true, .minimum = 1},
    {.name = "after", .type = T::kBytes, .summary = "From when.", .fallback = "0"},
    {.name = "toxicity",
     .type = T::kNumber,
     .summary = "A share.",
     .fallback = "1.0",
     .maximum = 1},
});
std::optional<OptionMistake> narrow_mistake(const Options& options) {
  if (options.get_or<double>("rate", 1) >= options.get_or<double>("after", 0)) return std::nullopt;
  return OptionMistake{"after", "'after' is more than the rate", "write less"};
}
constexpr auto kApart = std::to_array<Option>({
    {.name = "shape", .summary = "Who sees whom.", .fallback = "one"},
    {.name = "groups", .type = T::kStrings, .summary = "Who sees whom."},
});
constexpr auto kToxics = std::to_array<Kind>({
    {"cut", "Nothing passes.", {}},
    {"narrow", "Little passes.", kNarrow, narrow_mistake},
    {"partition", "Nodes are apart.", kApart},
});

constexpr auto kHttp = std::to_array<Option>({
    {.name = "url", .type = T::kUrl, .summary = "What to ask for.", .required = true},
    {.name = "method", .summary = "GET, HEAD, …", .fallback = "GET"},
    {.name = "headers", .type = T::kStringMap, .summary = "Sent with it."},
});
constexpr auto kTcp = std::to_array<Option>({
    {.name = "address",
     .type = T::kHostPort,
     .summary = "host:port",
     .fallback = "{node.host}:{node.port}"},
});
constexpr std::array<std::string_view, 2> kMeasures{"alive", "rss"};
constexpr auto kMeasure = std::to_array<Option>({
    {.name = "node", .type = T::kTemplate, .summary = "Which.", .fallback = "{node.name}"},
    {.name = "field", .summary = "What.", .fallback = "alive", .choices = kMeasures},
});
Dimension measured(const Options& options) {
  const bool bytes = options.get_or<std::string>("field", "") == "rss";
  return bytes ? Dimension::kBytes : Dimension::kNone;
}
constexpr auto kProbes = std::to_array<Kind>({
    {"tcp", "Connects.", kTcp},
    {.name = "http", .summary = "Asks.", .options = kHttp, .takes_expect = true},
    {.name = "process", .summary = "Measures.", .options = kMeasure, .dimension = measured},
});

constexpr auto kProcess = std::to_array<Option>({
    {.name = "command", .type = T::kTemplates, .summary = "What to run.", .required = true},
    {.name = "program", .summary = "What to look for.", .fallback = "command[0]"},
    {.name = "cwd", .type = T::kTemplate, .summary = "Where.", .fallback = "{node.dir}"},
    {.name = "env", .type = T::kStringMap, .summary = "Variables."},
    {.name = "ports", .type = T::kAny, .summary = "Names."},
    {.name = "shared_ports", .type = T::kStrings, .summary = "Names."},
    {.name = "files", .type = T::kTableList, .summary = "Files."},
    {.name = "data", .type = T::kPath, .summary = "Folder."},
    {.name = "stop", .type = T::kTable, .summary = "How."},
    {.name = "version", .type = T::kTable, .summary = "How."},
});
constexpr auto kExternal = std::to_array<Option>({
    {.name = "addresses", .type = T::kStrings, .summary = "URLs.", .required = true},
});
constexpr auto kDrivers = std::to_array<Kind>({
    {"external", "It already runs.", kExternal},
    {"process", "A process.", kProcess},
});

constexpr std::array<std::string_view, 2> kSpacings{"even", "poisson"};
constexpr auto kStage = std::to_array<Option>({
    {.name = "for", .type = T::kDuration, .summary = "How long.", .required = true},
    {.name = "to", .type = T::kRate, .summary = "The rate at its end.", .required = true},
});
constexpr auto kStages = std::to_array<Option>({
    {.name = "stages",
     .type = T::kTableList,
     .summary = "In order.",
     .required = true,
     .fields = kStage},
    {.name = "spacing", .summary = "How.", .fallback = "poisson", .choices = kSpacings},
});
constexpr auto kReplay = std::to_array<Option>({
    {.name = "offsets", .type = T::kPath, .summary = "A file.", .required = true},
    {.name = "speed", .type = T::kNumber, .summary = "How fast.", .fallback = "1.0"},
    {.name = "repeat", .type = T::kDuration, .summary = "Its length."},
});
constexpr auto kArrivals = std::to_array<Kind>({
    {"constant", "Evenly.", {}},
    {"poisson", "At random.", {}},
    {"stages", "In stages.", kStages},
    {"replay", "As recorded.", kReplay},
});

constexpr auto kLost = std::to_array<Option>({
    {.name = "lost", .type = T::kInteger, .summary = "How many.", .fallback = "0"},
});
constexpr Kind of_ledger(std::string_view name, std::string_view reads, bool each_node) {
  Kind kind{name, "It judges.", kLost};
  kind.ledger = true;
  kind.reads = reads;
  kind.each_node = each_node;
  return kind;
}
constexpr Kind of_losses(Kind kind) {
  kind.losses = kind.deletes = true;
  return kind;
}
constexpr auto kRoleOptions = std::to_array<Option>({
    {.name = "service", .summary = "Whose logs."},
    {.name = "gained", .summary = "A pattern."},
    {.name = "lost", .summary = "A pattern."},
});
constexpr Kind of_logs(std::string_view name) {
  Kind kind{name, "It judges.", kRoleOptions};
  kind.reads = "during";
  kind.each_node = kind.logs = true;
  return kind;
}
constexpr auto kCheckers = std::to_array<Kind>({
    of_losses(of_ledger("lasting", "after", false)),
    of_ledger("fresh", "", false),
    of_ledger("alike", "during after", true),
    {"plain", "It judges.", kLost},
    of_logs("lone"),
});

}  // namespace

KindTables kinds() {
  KindTables tables;
  tables.faults = kFaults;
  tables.toxics = kToxics;
  tables.probes = kProbes;
  tables.checkers = kCheckers;
  tables.drivers = kDrivers;
  tables.arrivals = kArrivals;
  return tables;
}

Files::Files(std::initializer_list<std::pair<std::string, std::string>> texts) {
  std::string pattern = (fs::temp_directory_path() / "squall-test-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  for (const auto& [name, contents] : texts) write(name, contents);
}

Files::~Files() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Files::write(const std::string& name, const std::string& contents) const {
  fs::create_directories(path(name).parent_path());
  std::ofstream(path(name), std::ios::binary) << contents;
}

fs::path source(const std::string& name) { return fs::path(SQUALL_SOURCE_DIR) / name; }

fs::path broken(const std::string& name) { return source("tests/golden/broken") / name; }

LoadRequest request(const fs::path& file) {
  LoadRequest request;
  request.file = file;
  request.environment = [](std::string_view name) -> std::optional<std::string> {
    if (name == "HOME") return "/home/shop";
    if (name == "SHOP_TOKEN") return "s3cr3t-t0ken";
    return std::nullopt;
  };
  request.find_program = [](std::string_view program,
                            const std::vector<std::string>&) -> std::optional<std::string> {
    return program == "node" ? std::optional<std::string>("/usr/bin/node") : std::nullopt;
  };
  return request;
}

std::string text(const Diagnostics& diagnostics, const fs::path& folder) {
  const std::string prefix = folder.string() + "/";
  std::string all;
  for (const Diagnostic& diagnostic : diagnostics) all += to_string(diagnostic) + "\n";
  for (std::size_t at = all.find(prefix); at != all.npos; at = all.find(prefix, at)) {
    all.erase(at, prefix.size());
  }
  return all;
}

std::string slurp(const fs::path& file) {
  std::ostringstream contents;
  contents << std::ifstream(file, std::ios::binary).rdbuf();
  return contents.str();
}

std::string golden(const fs::path& file, const std::string& actual) {
  if (std::getenv("SQUALL_UPDATE_GOLDEN") != nullptr) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << actual;
  }
  return slurp(file);
}

}  // namespace squall::test
