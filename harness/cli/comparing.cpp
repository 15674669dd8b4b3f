#include "harness/cli/comparing.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "harness/analysis/comparison.h"
#include "harness/cli/github.h"
#include "harness/cli/replace_file.h"
#include "harness/cli/run_pages.h"
#include "harness/core/text.h"
#include "harness/model/compared_metrics.h"
#include "reports/compare_cases.h"
#include "reports/compare_console.h"
#include "reports/compare_json.h"

namespace squall {
namespace {

// "10%" or "0.1"; nullopt: neither, or no share.
std::optional<double> parse_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  const std::string digits(trim(percent ? text.substr(0, text.size() - 1) : text));
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end) / (percent ? 100 : 1);
  if (digits.empty() || *end != '\0' || !(value >= 0 && value < 1)) return std::nullopt;
  return value;
}

std::string metric_hint(const std::string& name) {
  std::vector<std::string> names;
  for (const ComparedMetric& metric : compared_metrics()) names.emplace_back(metric.name);
  const std::string nearest = nearest_name(name, names);
  return nearest.empty() ? "there are " + join_names(names) : fmt::format("write {}", nearest);
}

}  // namespace

void add_decision_options(CLI::App& command, CompareOptions& options, CLI::Option* needed) {
  const auto tie = [needed](CLI::Option* option) {
    if (needed != nullptr) option->needs(needed);
    return option;
  };
  tie(command.add_option("--min-effect", options.min_effect,
                         "The smallest change that counts, as a share of the base (default 5%)"));
  tie(command.add_option("--alpha", options.alpha,
                         "The largest corrected p-value that is no chance (default 0.02)"));
  tie(command.add_option("--min-runs", options.min_runs,
                         "With fewer runs a side nothing passes (default 9)"));
  tie(command.add_option("--metric", options.metrics,
                         "Let this metric decide instead of the usual ones (repeatable): goodput, "
                         "'p90(service_time)', …"))
      ->allow_extra_args(false);
}

std::string differences_text(const RunGroup& base, const RunGroup& head,
                             const std::set<Mismatch>& allowed, std::string_view base_name,
                             std::string_view head_name) {
  std::string message, kinds;
  for (const Difference& difference : differences_of(base, head)) {
    if (allowed.contains(difference.kind)) continue;
    message += "\n  " + difference.text(base_name, head_name);
    const std::string kind(name(difference.kind));
    if (kinds.find(kind) == kinds.npos) kinds += (kinds.empty() ? "" : ",") + kind;
  }
  if (message.empty()) return message;
  return fmt::format(
      "{}\nMake a new {} (squall baseline update, or squall run --against, which "
      "runs both sides here),\nor compare nevertheless: --allow-different {}",
      message, base_name == "BASE" ? "BASE" : "one", kinds);
}

void add_allow_option(CLI::App& command, CompareOptions& options, CLI::Option* needed) {
  CLI::Option* option = command
                            .add_option("--allow-different", options.allowed,
                                        "Compare although these differ: scenario, flavour, host")
                            ->delimiter(',')
                            ->check(CLI::IsMember({"scenario", "flavour", "host"}));
  if (needed != nullptr) option->needs(needed);
}

Result<CompareRules> compare_rules(const CompareOptions& options) {
  CompareRules rules;
  const auto effect = parse_share(options.min_effect);
  if (!effect) {
    return fail(fmt::format("--min-effect: '{}' is no share of the base; write 5% or 0.05",
                            options.min_effect));
  }
  rules.min_effect = *effect;
  if (!(options.alpha > 0 && options.alpha < 1)) {
    return fail(fmt::format("--alpha: {} is no probability; write 0.01", options.alpha));
  }
  rules.alpha = options.alpha;
  if (options.min_runs < 1) {
    return fail(fmt::format("--min-runs: {} is too few; write 9", options.min_runs));
  }
  rules.min_runs = static_cast<std::size_t>(options.min_runs);
  for (const std::string& metric : options.metrics) {
    if (find_compared_metric(metric) == nullptr) {
      return fail(
          fmt::format("--metric: runs are not compared by {}; {}", metric, metric_hint(metric)));
    }
    rules.gated.insert(metric);
  }
  for (const Mismatch mismatch : {Mismatch::kScenario, Mismatch::kFlavour, Mismatch::kHost}) {
    const bool allowed = std::find(options.allowed.begin(), options.allowed.end(),
                                   name(mismatch)) != options.allowed.end();
    if (allowed) rules.allowed.insert(mismatch);
  }
  return rules;
}

Result<void> write_comparison(const std::filesystem::path& folder,
                              const RunComparison& comparison) {
  auto written = make_folder(folder);
  if (written) written = replace_file(folder / "compare.json", compare_json(comparison));
  if (written) {
    const ComparedSide base = compared_side(comparison.base, folder);
    const ComparedSide head = compared_side(comparison.head, folder);
    written = replace_file(folder / "compare.html", compare_html(comparison, base, head));
  }
  if (written) written = replace_file(folder / "summary.md", compare_markdown(comparison));
  if (written) written = replace_file(folder / "junit.xml", compare_junit(comparison));
  return written;
}

void publish_comparison(const GlobalOptions& global, const RunComparison& comparison,
                        bool annotations) {
  if (global.quiet && !global.json) {
    fmt::print("{}\n", compare_verdict_line(comparison));
  } else if (!global.json) {
    const bool colour = wants_colour(global.colour, stdout);
    fmt::print("{}", compare_console(comparison, {colour, global.verbose > 0}));
  }
  append_step_summary(compare_markdown(comparison));
  if (!wants_annotations(annotations)) return;
  print_annotations(global, cases_of(comparison), comparison.head.first.scenario_file, nullptr);
}

}  // namespace squall
