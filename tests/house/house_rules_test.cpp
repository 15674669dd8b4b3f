// The house's rules, held by a test: include direction, third-party headers in their place only,
// no raw clock or randomness, line, function and file lengths, headers with a contract.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct SourceFile {
  std::string path;    // From the repository's root.
  std::string folder;  // "core", "probes", …
  std::vector<std::string> lines;
};

const fs::path kRoot = SQUALL_SOURCE_DIR;

// Which folders a folder may include, besides itself: the architecture of harness/README.md.
const std::map<std::string, std::set<std::string>> kMayInclude{
    {"core", {}},
    {"model", {"core"}},
    {"scenario", {"core", "model"}},
    {"journal", {"core", "model"}},
    {"analysis", {"core", "model"}},
    {"reports", {"core", "model", "analysis"}},
    {"http", {"core", "model", "scenario", "journal", "analysis"}},
    {"probes", {"core", "model", "http"}},
    {"proxy", {"core", "model", "http"}},
    {"topology", {"core", "model", "http", "probes", "proxy", "journal"}},
    {"faults", {"core", "model", "http", "probes", "proxy", "topology"}},
    {"load", {"core", "model", "http"}},
    {"run",
     {"core", "model", "scenario", "journal", "analysis", "http", "probes", "proxy", "topology",
      "faults", "load"}},
    {"session",
     {"core", "model", "scenario", "journal", "analysis", "http", "probes", "proxy", "topology",
      "faults", "load", "run", "reports"}},
    {"cli",
     {"core", "model", "scenario", "journal", "analysis", "http", "probes", "proxy", "topology",
      "faults", "load", "run", "session", "reports"}},
};

// Where each third-party header may be included; a prefix of the include.
const std::map<std::string, std::set<std::string>> kThirdParty{
    {"toml++", {"scenario"}},
    {"curl/", {"http"}},
    {"zlib.h", {"journal"}},
    {"openssl/", {"http", "probes"}},
    {"prometheus/", {"run"}},
    {"CLI/", {"cli"}},
    {"boost/asio", {"http", "proxy", "topology", "faults", "load", "run", "session"}},
    {"boost/beast", {"session"}},
    {"boost/regex", {"core"}},
    {"boost/json",
     {"core", "journal", "reports", "http", "probes", "proxy", "topology", "faults", "load", "run",
      "session", "cli"}},
    {"fuse", {"topology"}},
    {"spdlog/", {"http", "probes", "proxy", "topology", "faults", "load", "run", "cli"}},
};

std::string folder_of(const std::string& path) {
  const std::string prefix = "harness/";
  const std::string rest = path.starts_with(prefix) ? path.substr(prefix.size()) : path;
  return rest.substr(0, rest.find('/'));
}

const std::vector<SourceFile>& sources() {
  static const std::vector<SourceFile> files = [] {
    std::vector<SourceFile> found;
    for (const char* top : {"harness", "probes", "reports"}) {
      for (auto it = fs::recursive_directory_iterator(kRoot / top); it != end(it); ++it) {
        if (it->path().filename() == "node_modules") it.disable_recursion_pending();
        const std::string extension = it->path().extension();
        if (extension != ".h" && extension != ".cpp") continue;
        SourceFile file;
        file.path = fs::relative(it->path(), kRoot);
        file.folder = folder_of(file.path);
        std::ifstream stream(it->path());
        for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
        found.push_back(std::move(file));
      }
    }
    return found;
  }();
  return files;
}

std::string at(const SourceFile& file, std::size_t line) {
  return file.path + ":" + std::to_string(line + 1);
}

bool is_header(const SourceFile& file) { return file.path.ends_with(".h"); }

}  // namespace

TEST_CASE("there are sources to check") { CHECK(sources().size() > 40); }

TEST_CASE("includes point down only") {
  const std::regex include(R"(^#include "((harness|probes|reports)/[^"]+)\")");
  for (const SourceFile& file : sources()) {
    REQUIRE(kMayInclude.count(file.folder) == 1);
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::smatch match;
      if (!std::regex_search(file.lines[i], match, include)) continue;
      const std::string target = folder_of(match[1]);
      INFO(at(file, i) << " includes " << match[1]);
      CHECK((target == file.folder || kMayInclude.at(file.folder).count(target) == 1));
    }
  }
}

TEST_CASE("third-party headers stay where they belong") {
  const std::regex include(R"(^#include <([^>]+)>)");
  for (const SourceFile& file : sources()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::smatch match;
      if (!std::regex_search(file.lines[i], match, include)) continue;
      const std::string header = match[1];
      for (const auto& [prefix, folders] : kThirdParty) {
        if (!header.starts_with(prefix)) continue;
        INFO(at(file, i) << " includes " << header);
        CHECK(folders.count(file.folder) == 1);
      }
    }
  }
}

TEST_CASE("only core reads clocks and draws randomness") {
  const std::regex raw(
      R"((steady|system|high_resolution)_clock::now|std::random_device|std::mt19937|\brand\(|\btime\(nullptr|clock_gettime)");
  for (const SourceFile& file : sources()) {
    if (file.folder == "core") continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      INFO(at(file, i) << ": " << file.lines[i]);
      CHECK_FALSE(std::regex_search(file.lines[i], raw));
    }
  }
}

TEST_CASE("lines, functions and files are short") {
  for (const SourceFile& file : sources()) {
    INFO(file.path);
    CHECK(file.lines.size() <= 400);
    // A function's body at namespace level starts with a line that ends in `{` and is not indented,
    // and ends with `}` in the first column.
    std::size_t opened = 0;
    bool inside = false;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      std::size_t columns = 0;  // Of code points.
      for (const char c : line) columns += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
      INFO(at(file, i));
      CHECK(columns <= 100);
      const bool function = !line.empty() && line[0] != ' ' && line[0] != '#' &&
                            line.ends_with(") {") && !line.starts_with("namespace");
      if (function) {
        opened = i;
        inside = true;
      }
      if (inside && line == "}") {
        CHECK(i - opened <= 75);
        inside = false;
      }
    }
  }
}

TEST_CASE("every header begins with its contract and has one guard") {
  for (const SourceFile& file : sources()) {
    if (!is_header(file)) continue;
    INFO(file.path);
    REQUIRE_FALSE(file.lines.empty());
    CHECK(file.lines.front().starts_with("//"));
    CHECK(std::count(file.lines.begin(), file.lines.end(), "#pragma once") == 1);
  }
}

TEST_CASE("the names that hide what a thing is are not used") {
  const std::regex vague(R"((class|struct) \w*(Manager|Helper|Utils?|Impl|Base)\b)");
  for (const SourceFile& file : sources()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      INFO(at(file, i) << ": " << file.lines[i]);
      CHECK_FALSE(std::regex_search(file.lines[i], vague));
    }
  }
}
