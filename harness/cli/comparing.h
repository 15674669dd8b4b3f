// What `squall compare` and `squall run --against` share: the rules of a comparison from options,
// and what becomes of its result.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/terminal.h"
#include "harness/core/error.h"
#include "harness/model/run_comparison.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace squall {

struct CompareOptions {
  std::string min_effect = "5%";
  double alpha = 0.02;
  int min_runs = 9;
  std::vector<std::string> metrics;
  std::vector<std::string> allowed;
};

/// What decides; `needed`: the option without which they mean nothing, or nullptr.
void add_decision_options(CLI::App& command, CompareOptions& options, CLI::Option* needed);
/// --allow-different; `needed` as above.
void add_allow_option(CLI::App& command, CompareOptions& options, CLI::Option* needed);

/// What differs between the two and is not allowed to, each on a line of its own, and what to do
/// about it; empty: nothing. `base_name` and `head_name` stand for them.
std::string differences_text(const RunGroup& base, const RunGroup& head,
                             const std::set<Mismatch>& allowed, std::string_view base_name,
                             std::string_view head_name);

/// The error says which option is wrong, and what to write instead.
Result<CompareRules> compare_rules(const CompareOptions& options);

/// compare.html, compare.json, summary.md and junit.xml; makes the folder.
Result<void> write_comparison(const std::filesystem::path& folder, const RunComparison& comparison);

/// On stdout for people, but with --json nothing; and for GitHub Actions where it runs there.
void publish_comparison(const GlobalOptions& global, const RunComparison& comparison,
                        bool annotations);

}  // namespace squall
