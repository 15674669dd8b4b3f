// What `squall explore` found: which checks failed, and the scenario that shows it.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "harness/model/report.h"

namespace squall {

/// The checks that failed a run: gates by expression, phase and scope, hypotheses and checkers by
/// name. Two runs with one of them in common fail alike.
std::set<std::string> failed_checks(const Report& report);

bool fail_alike(const std::set<std::string>& a, const std::set<std::string>& b);

/// The comment at the head of a found scenario: what failed with which value, the seed, and the run
/// that shows it.
std::string finding_comment(const Report& report, const std::filesystem::path& scenario,
                            const std::filesystem::path& run, bool smallest);

}  // namespace squall
