// The table of checkers. Adding one is one file and one line here.
#pragma once

#include <memory>
#include <span>

#include "harness/analysis/checkers/checker.h"
#include "harness/model/kind.h"

namespace squall {

extern const std::span<const Kind> kCheckerKinds;

/// nullptr: there is no such kind.
std::unique_ptr<Checker> make_checker(const CheckerSpec& spec, const CheckerScope& scope);

}  // namespace squall
