// The single tables behind schema.h, for the files that join them.
#pragma once

#include <span>

#include "harness/model/kind.h"

namespace squall::schema {

// All are constant-initialised: a table may point into another file's.
extern const std::span<const Option> kClient;
extern const std::span<const Option> kVariant;
extern const std::span<const Option> kLoad;
extern const std::span<const Option> kFault;
extern const std::span<const Option> kHypothesis;
extern const std::span<const Option> kChecker;
extern const std::span<const Option> kService;
extern const std::span<const Option> kReady;
extern const std::span<const Option> kProof;

}  // namespace squall::schema
