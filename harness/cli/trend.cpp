// squall trend FOLDER...: many runs by time, and where a metric changed for good.
#include "harness/analysis/trend.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/replace_file.h"
#include "harness/cli/run_groups.h"
#include "harness/cli/run_pages.h"
#include "harness/cli/usage_error.h"
#include "harness/core/text.h"
#include "reports/gate_spread_text.h"
#include "reports/trend.h"

namespace squall {
namespace {

struct TrendOptions {
  std::vector<std::string> folders;
  std::string scenario, out;
  int newest = 0;
  bool gates = false;
};

bool is_of(const RunSummary& run, const std::string& scenario) {
  return scenario.empty() || run.title.find(scenario) != run.title.npos ||
         run.scenario_file.find(scenario) != run.scenario_file.npos;
}

// By time.
Result<RunGroup> runs_of(const TrendOptions& options) {
  RunGroup group{join_names(options.folders), {}};
  for (const std::string& folder : options.folders) {
    auto found = find_all_runs(folder);
    if (!found) return found;
    for (RunSummary& run : found->runs) {
      if (is_of(run, options.scenario)) group.runs.push_back(std::move(run));
    }
  }
  if (group.runs.empty()) {
    return fail(fmt::format("{} holds no run{}", group.source,
                            options.scenario.empty() ? "" : " of such a scenario"));
  }
  std::stable_sort(group.runs.begin(), group.runs.end(),
                   [](const auto& a, const auto& b) { return a.started_at < b.started_at; });
  return group;
}

// Runs of one scenario alone have a trend; the error says which there are.
Result<void> of_one_scenario(const RunGroup& group) {
  std::vector<std::string> titles;
  for (const RunSummary& run : group.runs) {
    if (std::find(titles.begin(), titles.end(), run.title) == titles.end()) {
      titles.push_back(run.title);
    }
  }
  if (titles.size() < 2) return {};
  std::string all;
  for (const std::string& title : titles) all += "\n  " + title;
  return fail(fmt::format(
      "there are runs of {} scenarios; choose one with --scenario, or see all their gates with "
      "--gates:{}",
      titles.size(), all));
}

// The folder is made.
Result<void> write_trend(const std::filesystem::path& folder, const Trend& trend) {
  auto written = make_folder(folder);
  if (written) written = replace_file(folder / "trend.json", trend_json(trend));
  if (!written) return written;
  return replace_file(folder / "trend.html", trend_html(trend, reports_of(trend.runs, folder)));
}

int trend_command(const GlobalOptions& global, const TrendOptions& options) {
  if (options.gates && global.json) {
    print_error(global,
                "--gates prints Markdown: leave out --json, or leave out --gates for the "
                "trend of one scenario, which holds its gates as JSON");
    return exit_code::kUsage;
  }
  const auto group = runs_of(options);
  if (!group) {
    print_error(global, group.error().message);
    return exit_code::kUsage;
  }
  if (options.gates) {
    fmt::print("{}", gates_markdown(group->runs));
    return exit_code::kPass;
  }
  if (auto one = of_one_scenario(*group); !one) {
    print_error(global, one.error().message);
    return exit_code::kUsage;
  }
  TrendRules rules;
  rules.newest = static_cast<std::size_t>(std::max(0, options.newest));
  const Trend trend = trend_of(*group, rules);
  if (!options.out.empty()) {
    if (auto written = write_trend(options.out, trend); !written) {
      print_error(global, written.error().message);
      return exit_code::kInternal;
    }
  }
  if (global.json) {
    fmt::print("{}", trend_json(trend));
  } else {
    fmt::print("{}", trend_console(trend, wants_colour(global.colour, stdout)));
  }
  return trend.exit_code;
}

}  // namespace

void add_trend_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<TrendOptions>();
  CLI::App* command = app.add_subcommand(
      "trend", "Show many runs by time, and where a metric changed its level for good");
  command->add_option("folders", options->folders, "Folders of runs, also of repeated ones")
      ->required();
  command->add_option("--scenario", options->scenario,
                      "Only runs whose scenario's title or file holds this");
  CLI::Option* newest = command
                            ->add_option("--newest", options->newest,
                                         "Fail if a metric became worse within the newest N runs")
                            ->check(positive_number());
  CLI::Option* out =
      command->add_option("--out", options->out, "Write trend.html and trend.json to this folder");
  command
      ->add_flag("--gates", options->gates,
                 "Print only what gates saw, of every scenario that is there, as Markdown tables")
      ->excludes(newest)
      ->excludes(out);
  command->footer(
      "A slow drift passes every comparison of two neighbours. Here the whole series of each "
      "metric\n"
      "that usually decides a comparison is searched for changes of its level (E-divisive); one\n"
      "takes 5 runs before it and 5 after it. Below them stands what each gate saw over the runs,\n"
      "from lowest to highest, beside its limit: is it one that noise alone crosses?\n\n"
      "Examples:\n"
      "  squall trend squall-runs --scenario shop.toml\n"
      "  squall trend nightly --newest 10 --json\n"
      "  squall trend nightly --out nightly-trend\n"
      "  squall trend nightly --gates > limits.md\n\n"
      "Exit codes: 0 shown, 1 with --newest: a metric became worse, 2 fewer than 10 runs, 64 bad\n"
      "arguments.");
  command->callback([&line, options] {
    line.action = [&line, options] { return trend_command(line.global, *options); };
  });
}

}  // namespace squall
