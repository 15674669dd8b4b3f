// Config files that are rendered from templates: their references and loops.
#include <fmt/format.h>

#include <fstream>
#include <regex>

#include "harness/core/text.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

struct Loop {
  std::string variable;
  const Service* service = nullptr;
  Position position;
};

class FileCheck {
 public:
  FileCheck(const std::filesystem::path& file, const Topology& topology,
            const References& references, const Service& service, Findings& findings)
      : topology_(topology), references_(references), service_(service), findings_(findings) {
    place_.file = std::make_shared<const std::string>(file.lexically_normal().string());
  }

  void line(const std::string& text) {
    ++place_.line;
    static const std::regex kFor(
        R"(\s*\{for ([A-Za-z][A-Za-z0-9_]*) in ([A-Za-z][A-Za-z0-9_-]*)\}\s*)");
    std::smatch match;
    if (std::regex_match(text, match, kFor)) {
      open_loop(match[1], match[2], static_cast<int>(match.position(2)) + 1);
    } else if (trim(text) == "{end}") {
      if (loops_.empty()) error(1, "{end} ends no loop");
      if (!loops_.empty()) loops_.pop_back();
    } else {
      references(text);
    }
  }

  void end() {
    for (const Loop& loop : loops_) findings_.error(loop.position, "this loop has no {end}");
  }

 private:
  Position at(int column) const { return {place_.file, place_.line, column}; }

  void error(int column, std::string what, std::string hint = {}) {
    findings_.error(at(column), std::move(what), std::move(hint));
  }

  void open_loop(const std::string& variable, const std::string& service_name, int column) {
    const Service* service = topology_.find_service(service_name);
    if (service == nullptr) {
      std::vector<std::string> names;
      for (const Service& known : topology_.services) names.push_back(known.name);
      error(column, fmt::format("there is no service '{}'", service_name),
            suggestion(service_name, names, "services"));
    }
    loops_.push_back({variable, service, at(1)});
  }

  void references(const std::string& text) {
    const Template parsed(text);
    for (const Template::Segment& segment : parsed.segments()) {
      if (!segment.reference) continue;
      auto [what, hint] = problem(segment.text);
      if (what.empty()) continue;
      error(static_cast<int>(segment.offset) + 1, fmt::format("{{{}}}: {}", segment.text, what),
            std::move(hint));
    }
  }

  // The innermost loop over this variable decides; in its body it reads like {node.…}.
  std::pair<std::string, std::string> problem(std::string_view reference) const {
    for (auto loop = loops_.rbegin(); loop != loops_.rend(); ++loop) {
      if (!reference.starts_with(loop->variable + ".")) continue;
      if (loop->service == nullptr) return {};
      const auto field = reference.substr(loop->variable.size() + 1);
      return references_.problem(fmt::format("node.{}", field), {loop->service, nullptr, {}});
    }
    return references_.problem(reference, {&service_, nullptr, {}});
  }

  const Topology& topology_;
  const References& references_;
  const Service& service_;
  Findings& findings_;
  Position place_;
  std::vector<Loop> loops_;
};

}  // namespace

void check_rendered_file(const std::filesystem::path& file, const Position& named_at,
                         const Topology& topology, const References& references,
                         const Service& service, Findings& findings) {
  std::error_code ignored;
  std::ifstream stream(file);
  if (!std::filesystem::is_regular_file(file, ignored) || !stream) {
    return findings.error(named_at,
                          fmt::format("there is no file '{}'", file.lexically_normal().string()),
                          "a template's path is relative to the topology's folder");
  }
  FileCheck check(file, topology, references, service, findings);
  for (std::string line; std::getline(stream, line);) check.line(line);
  check.end();
}

}  // namespace squall
