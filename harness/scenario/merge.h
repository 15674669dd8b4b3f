// Putting several files together into one document.
#pragma once

#include "harness/scenario/document.h"

namespace squall {

/// Merges `over` into `base`: tables key by key, lists of named tables by name (new names are
/// appended), anything else is replaced. Every value keeps the place that it came from.
void merge(TomlNode& base, const TomlNode& over);

/// Gives a `name` to every item that may leave it out: the workload, kind, probe, program or link,
/// or the expression's first metric.
void fill_in_names(TomlNode& root);

}  // namespace squall
