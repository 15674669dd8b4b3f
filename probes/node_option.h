// The option by which the probes process and log name a node, and what is asked about it.
#pragma once

#include <string>
#include <string_view>

#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/rendered_option.h"

namespace squall {

inline constexpr Option kNodeOption{
    .name = "node",
    .type = OptionType::kTemplate,
    .summary = "Which node, as \"web[0]\"; one that the run has started.",
    .fallback = "{node.name}"};

/// What the topology says of the node: `what` is "process" ("PID:START", where START is field 22 of
/// /proc/PID/stat), "restarts" (a number) or "log" (a path).
inline Result<std::string> told_of_node(const Options& options, std::string_view what,
                                        const Template::Lookup& lookup) {
  const auto node = rendered(options, "node", lookup);
  if (!node) return tl::unexpected(node.error());
  const auto told = lookup(*node + "." + std::string(what));
  if (told) return *told;
  return fail("nothing is known of the " + std::string(what) + " of " + *node);
}

}  // namespace squall
