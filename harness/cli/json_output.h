// What `--json` prints: one JSON document on stdout, with the names of the files' own keys.
#pragma once

#include <boost/json/value.hpp>

#include "harness/core/diagnostic.h"
#include "harness/model/kind.h"
#include "harness/model/plan.h"
#include "harness/model/scenario.h"

namespace squall {

/// Prints the document and a newline.
void print_json(const boost::json::value& document);

/// [{"severity", "file", "line", "column", "what", "hint"}]; line and column are 0 where a mistake
/// has no place, as in --set.
boost::json::array to_json(const Diagnostics& diagnostics);

/// {"title", "seed", "entries": [{"phase", "at_s", "action", "fault", "kind", "targets"}]}.
boost::json::object to_json(const Plan& plan, const Scenario& scenario);

/// [{"name", "summary", "options": [{"name", "summary", "required", "default", …}]}].
boost::json::array to_json(std::span<const Kind> kinds);

}  // namespace squall
