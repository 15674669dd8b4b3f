// Takes the small files that workloads name into the document, so that the resolved document that a
// run keeps is whole. Paths are relative to the file that names them.
#pragma once

#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"

namespace squall {

/// Replaces `file = "keys.txt"` in every [[list]] by the values in it.
void inline_lists(TomlNode& root, Findings& findings);

/// Replaces `body_file = "order.json"` in every step of a [[workload]] by the body in it.
void inline_bodies(TomlNode& root, Findings& findings);

}  // namespace squall
