// squall kinds: what there is to write in the files.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <map>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/json_output.h"
#include "harness/cli/kind_tables.h"
#include "harness/core/text.h"
#include "harness/model/metric.h"
#include "harness/scenario/check_value.h"
#include "harness/scenario/findings.h"
#include "harness/scenario/reference.h"
#include "harness/scenario/schema.h"

namespace squall {
namespace {

constexpr std::string_view kMetrics = "metric";

struct KindsOptions {
  std::string point, kind;
  bool reference = false;
  std::string schema;
};

struct Point {
  std::string name;
  std::span<const Kind> kinds;
};

std::vector<Point> points() {
  const KindTables tables = all_kinds();
  return {{"fault", tables.faults},      {"toxic", tables.toxics},   {"probe", tables.probes},
          {"checker", tables.checkers},  {"driver", tables.drivers}, {"arrival", tables.arrivals},
          {"reporter", tables.reporters}};
}

// "heal = restart | none [restart]", "delay = duration (required)"
std::string signature(const Option& option) {
  const std::string what = option.choices.empty()
                               ? std::string(type_text(option.type))
                               : fmt::format("{}", fmt::join(option.choices, " | "));
  const std::string note = option.required           ? " (required)"
                           : option.fallback.empty() ? ""
                                                     : fmt::format(" [{}]", option.fallback);
  return fmt::format("{} = {}{}", option.name, what, note);
}

void print_options(std::span<const Option> options, int indent) {
  for (const Option& option : options) {
    fmt::print("{0:{1}}{2}\n{0:{1}}    {3}\n", "", indent, signature(option), option.summary);
    print_options(option.fields, indent + 4);
  }
}

// The least that has to be written.
void print_example(const Point& point, const Kind& kind) {
  const bool breaks = point.name == "fault" || point.name == "toxic";
  if (!breaks && point.name != "probe" && point.name != "checker") return;
  fmt::print("\n  as in\n      [[{}]]\n      kind = \"{}\"\n", breaks ? "phase.fault" : point.name,
             kind.name);
  if (breaks)
    fmt::print("      target = \"{}\"\n", point.name == "fault" ? "SERVICE[any]" : "FROM->TO");
  for (const Option& option : kind.options) {
    if (option.required) fmt::print("      {}\n", written_example(option));
  }
}

void print_point(const Point& point, bool with_options) {
  fmt::print("{}\n", point.name);
  for (const Kind& kind : point.kinds) {
    fmt::print("  {:<12} {}\n", kind.name, kind.summary);
    if (!with_options) continue;
    // What stands in a driver's options is known to the parser alone.
    const bool driver = point.name == "driver";
    print_options(driver ? added_options({"driver", "driver", {kind}}, kind.name)
                         : std::vector<Option>(kind.options.begin(), kind.options.end()),
                  6);
    if (point.kinds.size() == 1) print_example(point, kind);
  }
}

/// What was asked for, of it all.
struct Choice {
  std::vector<Point> points;
  std::vector<const Metric*> metrics;
};

Choice choose(const KindsOptions& options) {
  const bool all = options.point.empty();
  const bool named = !options.kind.empty();
  const auto is_meant = [&](std::string_view point, std::string_view kind) {
    return named ? point == options.point && kind == options.kind : kind == options.point;
  };
  Choice choice;
  for (const Point& point : points()) {
    if (!point.kinds.empty() && (all || (point.name == options.point && !named))) {
      choice.points.push_back(point);
      continue;
    }
    for (const Kind& kind : point.kinds) {
      if (is_meant(point.name, kind.name)) choice.points.push_back({point.name, {&kind, 1}});
    }
  }
  for (const Metric& metric : metrics()) {
    const bool whole = all || (options.point == kMetrics && !named);
    // "rss_max" of "node(NAME).rss_max"
    const std::string_view last = metric.name.substr(metric.name.rfind('.') + 1);
    if (whole || is_meant(kMetrics, metric.name) || is_meant(kMetrics, last)) {
      choice.metrics.push_back(&metric);
    }
  }
  return choice;
}

void print_choice(const Choice& choice, bool with_options) {
  for (const Point& point : choice.points) print_point(point, with_options);
  if (!choice.metrics.empty()) fmt::print("{}\n", kMetrics);
  for (const Metric* metric : choice.metrics) {
    fmt::print("  {:<31} {}\n", metric->name, metric->summary);
  }
}

boost::json::object json_of(const Choice& choice) {
  boost::json::object document;
  for (const Point& point : choice.points) document[point.name] = to_json(point.kinds);
  boost::json::array metrics;
  for (const Metric* metric : choice.metrics) {
    metrics.push_back(boost::json::object{{"name", metric->name}, {"summary", metric->summary}});
  }
  if (!metrics.empty()) document[kMetrics] = std::move(metrics);
  return document;
}

/// By what they are kinds of; the metrics among them.
std::map<std::string, std::vector<std::string>> known_names() {
  std::map<std::string, std::vector<std::string>> known;
  for (const Point& point : points()) {
    std::vector<std::string>& names = known[point.name];
    for (const Kind& kind : point.kinds) names.emplace_back(kind.name);
  }
  for (const Metric& metric : metrics()) known[std::string(kMetrics)].emplace_back(metric.name);
  return known;
}

/// Of two words, the first that is wrong.
std::string nothing_is_called_so(const KindsOptions& options) {
  const auto known = known_names();
  if (const auto of = known.find(options.point); of != known.end() && !options.kind.empty()) {
    return fmt::format("no {} is called '{}'; {}", options.point, options.kind,
                       suggestion(options.kind, of->second, "names"));
  }
  std::vector<std::string> names;
  for (const auto& [point, kinds] : known) {
    names.push_back(point);
    if (options.kind.empty()) names.insert(names.end(), kinds.begin(), kinds.end());
  }
  return fmt::format("nothing is called '{}'; {}", options.point,
                     suggestion(options.point, names, "names"));
}

/// Of the files, where no kind is called so.
int section(const GlobalOptions& global, const KindsOptions& options) {
  const std::string text =
      options.kind.empty() ? reference_section(all_kinds(), options.point) : std::string();
  if (text.empty()) {
    print_error(global, nothing_is_called_so(options) +
                            "; `squall kinds --reference` prints all that can be written");
    return exit_code::kUsage;
  }
  if (global.json) {
    print_json(boost::json::object{{"reference", text}});
  } else {
    fmt::print("{}", text);
  }
  return exit_code::kPass;
}

int kinds(const GlobalOptions& global, const KindsOptions& options) {
  if (options.reference) {
    fmt::print("{}", reference_markdown(all_kinds()));
    return exit_code::kPass;
  }
  if (!options.schema.empty()) {
    const bool scenario = options.schema == "scenario";
    fmt::print("{}",
               scenario ? scenario_json_schema(all_kinds()) : topology_json_schema(all_kinds()));
    return exit_code::kPass;
  }
  const Choice choice = choose(options);
  if (choice.points.empty() && choice.metrics.empty()) return section(global, options);
  if (global.json) {
    print_json(json_of(choice));
  } else {
    print_choice(choice, !options.point.empty());
  }
  return exit_code::kPass;
}

}  // namespace

void add_kinds_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<KindsOptions>();
  CLI::App* command = app.add_subcommand(
      "kinds", "List the kinds of faults, probes, drivers, … with their options, and the metrics");
  command->add_option("point", options->point,
                      "fault, toxic, probe, checker, driver, arrival, reporter or metric; the name "
                      "of a kind or metric; or a section of the files, as gate");
  command->add_option("kind", options->kind, "The name of a kind, where several are called so");
  command->add_flag("--reference", options->reference,
                    "Print the whole reference of the files, as Markdown");
  command->add_option("--schema", options->schema, "Print the JSON Schema of scenario or topology")
      ->check(CLI::IsMember({"scenario", "topology"}));
  command->footer(
      "Examples:\n  squall kinds\n  squall kinds fault\n  squall kinds latency\n  squall kinds "
      "gate");
  command->callback([&line, options] {
    line.action = [&line, options] { return kinds(line.global, *options); };
  });
}

}  // namespace squall
