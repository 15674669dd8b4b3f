#include "probes/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/core/regex.h"
#include "harness/core/text.h"
#include "probes/log_reader.h"

namespace squall::log_probe {
namespace {

constexpr std::size_t kShownOfLine_bytes = 120;

std::vector<std::string> patterns_of(const Options& options, std::string_view name) {
  std::vector<std::string> patterns;
  for (const Value& item : options.get_or<ValueList>(name, {})) {
    patterns.push_back(std::get<std::string>(item.data));
  }
  return patterns;
}

struct Wanted {
  Regex regex;
  bool found = false;
};

struct Seen {
  bool begun = false;
  std::vector<Wanted> appears;
  std::vector<Regex> absent;
  std::optional<Regex> count;
  LogReader reader;
  std::uint64_t lines = 0;
  std::string intruder;  ///< The first line that should not be there.

  void begin(const Options& options);
  void look_at(std::string_view line);
  ProbeSample taken() const;
};

// The patterns were compiled once before: see mistake().
void Seen::begin(const Options& options) {
  begun = true;
  for (const std::string& pattern : patterns_of(options, "appears")) {
    if (auto regex = Regex::compile(pattern)) appears.push_back({std::move(*regex), false});
  }
  for (const std::string& pattern : patterns_of(options, "absent")) {
    if (auto regex = Regex::compile(pattern)) absent.push_back(std::move(*regex));
  }
  const auto counted = options.get<std::string>("count");
  auto regex = counted ? Regex::compile(*counted) : fail("");
  if (regex) count = std::move(*regex);
}

void Seen::look_at(std::string_view line) {
  bool any = false;
  for (Wanted& wanted : appears) {
    if (wanted.found && count) continue;
    const bool found = wanted.regex.found_in(line);
    wanted.found = wanted.found || found;
    any = any || found;
  }
  for (const Regex& regex : absent) {
    if (!regex.found_in(line)) continue;
    any = true;
    if (intruder.empty()) intruder = clean_utf8(line, kShownOfLine_bytes);
  }
  if (count ? count->found_in(line) : any) ++lines;
}

ProbeSample Seen::taken() const {
  ProbeSample sample{true, fmt::format("{} line{}", lines, lines == 1 ? "" : "s"), {}};
  sample.value = static_cast<double>(lines);
  const auto missing = std::find_if(appears.begin(), appears.end(),
                                    [](const Wanted& wanted) { return !wanted.found; });
  if (!intruder.empty()) {
    sample.met = false;
    sample.actual = fmt::format("'{}'", intruder);
  } else if (missing != appears.end()) {
    sample.met = false;
    sample.actual = fmt::format("no line with '{}'", missing->regex.pattern());
  }
  return sample;
}

}  // namespace

std::optional<OptionMistake> mistake(const Options& options) {
  bool any = false;
  for (const std::string_view name : {"appears", "absent", "count"}) {
    std::vector<std::string> patterns = patterns_of(options, name);
    if (const auto one = options.get<std::string>(name)) patterns.push_back(*one);
    any = any || !patterns.empty();
    for (const std::string& pattern : patterns) {
      const auto regex = Regex::compile(pattern);
      if (!regex) return OptionMistake{name, regex.error().message, {}};
    }
  }
  if (any) return std::nullopt;
  return OptionMistake{"appears", "a log probe needs something to look for",
                       "write 'appears', 'absent' or 'count'"};
}

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory) {
  const SteadyTime start = steady_now();
  auto path = rendered(spec.options, "file", lookup);
  if (path && path->empty()) path = told_of_node(spec.options, "log", lookup);
  if (!path) return {false, path.error().message, {}};
  Seen& seen = remembered<Seen>(memory);
  if (!seen.begun) {
    seen.begin(spec.options);
    if (spec.options.get_or<std::string>("from", "") == "now") seen.reader.skip(*path);
  }
  const auto look = [&](std::string_view line) { seen.look_at(line); };
  const auto go_on = [&] { return !stop.stop_requested() && steady_now() - start < spec.timeout; };
  if (!seen.reader.read(*path, look, go_on)) {
    return {false, fmt::format("there is no file {}", *path), steady_now() - start};
  }
  ProbeSample taken = seen.taken();
  taken.took = steady_now() - start;
  return taken;
}

}  // namespace squall::log_probe
