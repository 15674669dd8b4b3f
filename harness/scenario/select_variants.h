// --variant NAME: some of a scenario's client variants.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"

namespace squall {

/// Takes the [[client.variant]] entries that `names` does not name out of a scenario's document,
/// and the gates that judge only them; it is then a scenario that never had them. No names: all
/// stay. Reports names that there are not.
void select_variants(TomlNode& scenario, const std::vector<std::string>& names, Findings& findings);

}  // namespace squall
