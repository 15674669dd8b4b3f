// The table of probes: each samples a value, and none judges.
#pragma once

#include <span>
#include <stop_token>
#include <string>

#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"
#include "probes/memory.h"

namespace squall {

extern const std::span<const Kind> kProbeKinds;

/// Takes one sample, within `spec.timeout`; templates are rendered with `lookup`. A reference that
/// `lookup` does not know is a sample that is not met and says so. `memory` is what the probe's
/// samples have in common: what a log grew by, processor time since the last one.
ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory);

/// A sample that stands alone.
ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop);

/// Samples every `spec.interval` until one is met, for `duration`; the last sample.
ProbeSample sample_until_met(const ProbeSpec& spec, const Template::Lookup& lookup,
                             std::stop_token stop, Nanoseconds duration);

/// What a sample has to show to be met, for a person: "status 200, value <= 300 MiB".
std::string describe(const ProbeSpec& spec);

}  // namespace squall
