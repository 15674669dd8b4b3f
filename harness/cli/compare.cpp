// squall compare BASE HEAD: has anything become worse?
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "harness/analysis/comparison.h"
#include "harness/cli/command.h"
#include "harness/cli/comparing.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/run_groups.h"
#include "reports/compare_json.h"

namespace squall {
namespace {

struct CompareCommandOptions {
  std::string base, head, out;
  CompareOptions rules;
  bool annotations = false;
};

// What differs and is not allowed to: a comparison would say nothing.
bool refuse(const GlobalOptions& global, const RunGroup& base, const RunGroup& head,
            const CompareRules& rules) {
  const std::string different = differences_text(base, head, rules.allowed, "BASE", "HEAD");
  if (different.empty()) return false;
  print_error(global, "BASE and HEAD are not of the same thing:" + different);
  return true;
}

// A folder whose folders hold runs is no group of runs: which are meant?
bool is_no_group(const GlobalOptions& global, const RunGroup& group) {
  if (!group.runs.empty()) return false;
  const auto below = find_all_runs(group.source);
  if (!below || below->runs.empty()) return false;
  const auto folder = std::filesystem::path(below->runs.front().source).parent_path();
  print_error(global, fmt::format("{} holds no runs itself, but folders of them: name one, as {}",
                                  group.source, folder.string()));
  return true;
}

int compare_command(const GlobalOptions& global, const CompareCommandOptions& options) {
  const auto rules = compare_rules(options.rules);
  const auto base = find_runs(options.base);
  const auto head = find_runs(options.head);
  for (const Error* error : {rules ? nullptr : &rules.error(), base ? nullptr : &base.error(),
                             head ? nullptr : &head.error()}) {
    if (error != nullptr) print_error(global, error->message);
  }
  if (!rules || !base || !head) return exit_code::kUsage;
  if (is_no_group(global, *base) || is_no_group(global, *head)) return exit_code::kUsage;
  if (head->runs.empty()) {
    print_error(global, fmt::format("HEAD: {} holds no run; name a run directory, a report.json or "
                                    "a folder of runs",
                                    options.head));
    return exit_code::kUsage;
  }
  if (refuse(global, *base, *head, *rules)) return exit_code::kUsage;
  const RunComparison comparison = compare(*base, *head, *rules);
  if (!options.out.empty()) {
    if (auto written = write_comparison(options.out, comparison); !written) {
      print_error(global, written.error().message);
      return exit_code::kInternal;
    }
  }
  if (global.json) fmt::print("{}", compare_json(comparison));
  publish_comparison(global, comparison, options.annotations);
  return comparison.exit_code;
}

}  // namespace

void add_compare_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<CompareCommandOptions>();
  CLI::App* command = app.add_subcommand(
      "compare", "Compare runs with a baseline, metric by metric, and fail if one became worse");
  command->add_option("base", options->base, "What HEAD is held against")->required();
  command->add_option("head", options->head, "The runs in question")->required();
  add_decision_options(*command, options->rules, nullptr);
  add_allow_option(*command, options->rules, nullptr);
  command->add_option("--out", options->out,
                      "Write compare.html, compare.json, summary.md and junit.xml to this folder");
  command->add_flag("--annotations", options->annotations,
                    "Print annotations for GitHub; always done in its jobs");
  command->footer(
      "BASE and HEAD are each a run directory, a report.json, a folder of runs (as squall run\n"
      "--repeat makes one), a baseline, or a quoted pattern of these ('squall-runs/shop-*').\n\n"
      "A metric is worse if its change is unlikely to be chance (Mann-Whitney U, corrected after\n"
      "Holm for all metrics that decide) and large enough to matter. One run on each side shows\n"
      "differences, but proves nothing: from 9 runs a side on a comparison can pass.\n\n"
      "Examples:\n"
      "  squall run shop.toml --repeat 10 --out after\n"
      "  squall compare ci/baselines/shop after\n"
      "  squall compare before after --min-effect 10% --metric goodput --out compared\n"
      "  squall compare squall-runs/shop-1 squall-runs/shop-2 --allow-different scenario\n\n"
      "Exit codes: 0 no regression, 1 a metric is worse, 2 inconclusive (too few runs, no "
      "baseline,\n"
      "a run that did not complete), 64 bad arguments, or BASE and HEAD are not of the same "
      "thing.");
  command->callback([&line, options] {
    line.action = [&line, options] { return compare_command(line.global, *options); };
  });
}

}  // namespace squall
