// The table of probes: each samples a value, and none judges.
#pragma once

#include <span>
#include <stop_token>

#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"

namespace squall {

extern const std::span<const Kind> kProbeKinds;

/// Takes one sample, within `spec.timeout`; templates are rendered with `lookup`. A reference that
/// `lookup` does not know is a sample that is not met and says so.
ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop);

/// Samples every `spec.interval` until one is met, for `duration`; the last sample.
ProbeSample sample_until_met(const ProbeSpec& spec, const Template::Lookup& lookup,
                             std::stop_token stop, Nanoseconds duration);

}  // namespace squall
