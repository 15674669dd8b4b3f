// Which links a partition cuts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/random.h"
#include "harness/model/scenario.h"

namespace squall {

/// The kind of toxic whose legs are drawn here.
inline constexpr std::string_view kPartition = "partition";

/// The legs ("database[0]->database[2]") that the fault cuts between nodes of `service`, in
/// ascending order. The error says what is wrong with its groups, or that its shape cuts nothing.
Result<std::vector<std::string>> partition_legs(const Options& options, const Service& service,
                                                Random random);

}  // namespace squall
