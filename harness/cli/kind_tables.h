// The tables of kinds, collected for the parser from the folders that own them.
#pragma once

#include "harness/model/kind.h"
#include "harness/scenario/load.h"

namespace squall {

KindTables all_kinds();

/// A request to load `file` on this machine: its environment and its programs.
LoadRequest load_request(const std::string& file);

}  // namespace squall
