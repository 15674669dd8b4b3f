// squall kinds: what there is to write in the files.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/json_output.h"
#include "harness/cli/kind_tables.h"
#include "harness/core/text.h"
#include "harness/model/metric.h"
#include "harness/scenario/reference.h"

namespace squall {
namespace {

struct KindsOptions {
  std::string point;
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

void print_options(std::span<const Option> options, int indent) {
  for (const Option& option : options) {
    const std::string note = option.required           ? " (required)"
                             : option.fallback.empty() ? ""
                                                       : fmt::format(" [{}]", option.fallback);
    fmt::print("{:{}}{:<14} {}{}\n", "", indent, option.name, option.summary, note);
    print_options(option.fields, indent + 2);
  }
}

void print_point(const Point& point, bool with_options) {
  fmt::print("{}\n", point.name);
  for (const Kind& kind : point.kinds) {
    fmt::print("  {:<12} {}\n", kind.name, kind.summary);
    if (with_options) print_options(kind.options, 6);
  }
}

boost::json::array metrics_json() {
  boost::json::array all;
  for (const Metric& metric : metrics()) {
    all.push_back(boost::json::object{{"name", metric.name}, {"summary", metric.summary}});
  }
  return all;
}

void print_metrics() {
  fmt::print("metric\n");
  for (const Metric& metric : metrics()) {
    fmt::print("  {:<31} {}\n", metric.name, metric.summary);
  }
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
  std::vector<std::string> names;
  bool found = false;
  boost::json::object document;
  for (const Point& point : points()) {
    names.push_back(point.name);
    const bool chosen = point.name == options.point;
    if (!chosen && (!options.point.empty() || point.kinds.empty())) continue;
    found = true;
    if (global.json) {
      document[point.name] = to_json(point.kinds);
    } else {
      print_point(point, chosen);
    }
  }
  if (options.point.empty() || options.point == "metric") {
    found = true;
    if (global.json) {
      document["metric"] = metrics_json();
    } else {
      print_metrics();
    }
  }
  if (found && global.json) print_json(document);
  if (found) return exit_code::kPass;
  names.emplace_back("metric");
  print_error(global,
              fmt::format("nothing is called {}; there are {}", options.point, join_names(names)));
  return exit_code::kUsage;
}

}  // namespace

void add_kinds_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<KindsOptions>();
  CLI::App* command = app.add_subcommand(
      "kinds", "List the kinds of faults, probes, drivers, … with their options, and the metrics");
  command->add_option("point", options->point,
                      "fault, toxic, probe, checker, driver, arrival, reporter or metric");
  command->add_flag("--reference", options->reference,
                    "Print the whole reference of the files, as Markdown");
  command->add_option("--schema", options->schema, "Print the JSON Schema of scenario or topology")
      ->check(CLI::IsMember({"scenario", "topology"}));
  command->footer("Examples:\n  squall kinds\n  squall kinds fault");
  command->callback([&line, options] {
    line.action = [&line, options] { return kinds(line.global, *options); };
  });
}

}  // namespace squall
